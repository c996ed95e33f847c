// The number of a copy as bits that prove themselves: 48 random ones, then a check over them. Pure.

/** Bytes of the number that each delivered copy carries. */
export const MARK_BYTES = 6;
/** Bits as they are hidden in a page: the number and its check. */
export const CODE_BITS = 64;

/** The 64 bits of a number of 6 bytes: itself, then its CRC-16/CCITT-FALSE. */
export function bitsOf(mark: Uint8Array): readonly number[] {
  const check = crc16(mark);
  const bytes = [...mark, check >> 8, check & 0xff];
  return bytes.flatMap(byte => Array.from({ length: 8 }, (_, place) => (byte >> (7 - place)) & 1));
}

/** The number that these 64 bits spell; undefined when the check does not fit. */
export function markOf(bits: readonly number[]): Buffer | undefined {
  const bytes = Buffer.alloc(CODE_BITS / 8);
  bits.forEach((bit, index) => {
    if (bit === 1) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (0x80 >> (index & 7));
  });
  const mark = bytes.subarray(0, MARK_BYTES);
  // All zeros pass the check, and stand where nothing was written.
  if (mark.every(byte => byte === 0)) return undefined;
  return bytes.readUInt16BE(MARK_BYTES) === crc16(mark) ? Buffer.from(mark) : undefined;
}

/** The number as people read it: `4F2A-91C0-7D3E`. */
export const markText = (mark: Uint8Array): string =>
  (Buffer.from(mark).toString('hex').toUpperCase().match(/.{4}/g) ?? []).join('-');

/** Counts votes for each bit, and spells the number out when all agree with its check. */
export function markOfVotes(votes: Float64Array): Buffer | undefined {
  return votes.some(vote => vote === 0) ? undefined : markOf(Array.from(votes, vote => (vote > 0 ? 1 : 0)));
}

function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021) & 0xffff;
  }
  return crc;
}
