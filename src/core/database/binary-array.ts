// PostgreSQL's binary form of arrays, for statements that carry many rows: neither side has anything to escape or to parse.

const BYTEA_OID = 17;
const INTEGER_OID = 23;
const TEXT_OID = 25;
const TIMESTAMPTZ_OID = 1184;
const HEADER = 20;
const NULL = -1;

/**
 * A one-dimensional `text[]` as the server's `array_recv` takes it; the driver sends buffers in binary format. Cast the
 * parameter, as in `$1::text[]`.
 */
export function textArray(items: readonly (string | null)[]): Buffer {
  let size = HEADER;
  for (const item of items) size += 4 + (item === null ? 0 : Buffer.byteLength(item));
  const bytes = withHeader(size, items.length, TEXT_OID, items.includes(null));
  let at = HEADER;
  for (const item of items) {
    const length = item === null ? NULL : bytes.write(item, at + 4);
    bytes.writeInt32BE(length, at);
    at += 4 + Math.max(0, length);
  }
  return items.length === 0 ? bytes.subarray(0, EMPTY) : bytes;
}

/** A one-dimensional `bytea[]`. Cast the parameter, as in `$1::bytea[]`. */
export function bytesArray(items: readonly (Uint8Array | null)[]): Buffer {
  let size = HEADER;
  for (const item of items) size += 4 + (item?.length ?? 0);
  const bytes = withHeader(size, items.length, BYTEA_OID, items.includes(null));
  let at = HEADER;
  for (const item of items) {
    bytes.writeInt32BE(item === null ? NULL : item.length, at);
    at += 4;
    if (item === null) continue;
    bytes.set(item, at);
    at += item.length;
  }
  return items.length === 0 ? bytes.subarray(0, EMPTY) : bytes;
}

/** A one-dimensional `integer[]`. Cast the parameter, as in `$1::integer[]`. */
export function integerArray(items: readonly (number | null)[]): Buffer {
  const bytes = withHeader(HEADER + 8 * items.length, items.length, INTEGER_OID, items.includes(null));
  let at = HEADER;
  for (const item of items) {
    bytes.writeInt32BE(item === null ? NULL : 4, at);
    at += 4;
    if (item !== null) at = bytes.writeInt32BE(item, at);
  }
  if (items.length === 0) return bytes.subarray(0, EMPTY);
  return at < bytes.length ? bytes.subarray(0, at) : bytes;
}

/** A one-dimensional `timestamptz[]`, exact to the millisecond that a `Date` holds. Cast the parameter. */
export function momentArray(items: readonly Date[]): Buffer {
  const bytes = withHeader(HEADER + 12 * items.length, items.length, TIMESTAMPTZ_OID, false);
  let at = HEADER;
  for (const item of items) {
    bytes.writeInt32BE(8, at);
    bytes.writeBigInt64BE(BigInt(item.getTime() - POSTGRES_EPOCH) * 1000n, at + 4);
    at += 12;
  }
  return items.length === 0 ? bytes.subarray(0, EMPTY) : bytes;
}

/** Where the server counts microseconds from. */
const POSTGRES_EPOCH = Date.UTC(2000, 0, 1);

/** An array without elements has no dimensions, hence neither length nor lower bound. */
const EMPTY = 12;

/** Dimensions, whether there are nulls (checked anew by the server), element type, length, lower bound. */
function withHeader(size: number, length: number, elementType: number, hasNulls: boolean): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  bytes.writeInt32BE(length === 0 ? 0 : 1, 0);
  bytes.writeInt32BE(hasNulls ? 1 : 0, 4);
  bytes.writeInt32BE(elementType, 8);
  bytes.writeInt32BE(length, 12);
  bytes.writeInt32BE(1, 16);
  return bytes;
}
