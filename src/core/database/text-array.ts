// PostgreSQL's binary form of `text[]`, for statements that carry many rows: neither side has anything to escape or to parse.

const TEXT_OID = 25;
const HEADER = 20;
const NULL = -1;

/**
 * A one-dimensional `text[]` as the server's `array_recv` takes it; the driver sends buffers in binary format. Cast the
 * parameter, as in `$1::text[]`.
 */
export function textArray(items: readonly (string | null)[]): Buffer {
  let size = HEADER;
  for (const item of items) size += 4 + (item === null ? 0 : Buffer.byteLength(item));
  const bytes = Buffer.allocUnsafe(size);
  // Dimensions, whether there are nulls (checked anew by the server), element type, length, lower bound.
  bytes.writeInt32BE(items.length === 0 ? 0 : 1, 0);
  bytes.writeInt32BE(items.includes(null) ? 1 : 0, 4);
  bytes.writeInt32BE(TEXT_OID, 8);
  bytes.writeInt32BE(items.length, 12);
  bytes.writeInt32BE(1, 16);
  let at = HEADER;
  for (const item of items) {
    const length = item === null ? NULL : bytes.write(item, at + 4);
    bytes.writeInt32BE(length, at);
    at += 4 + Math.max(0, length);
  }
  return items.length === 0 ? bytes.subarray(0, 12) : bytes;
}
