// One byte string out of several, such that no two different lists give the same bytes.

/** Each part preceded by its length as four big-endian bytes; text is UTF-8. For additional authenticated data. */
export const lengthPrefixed = (parts: readonly (string | Buffer)[]): Buffer => {
  const bytes = Buffer.allocUnsafe(parts.reduce((total, part) => total + 4 + Buffer.byteLength(part), 0));
  let at = 0;
  for (const part of parts) {
    const start = at + 4;
    const length = typeof part === 'string' ? bytes.write(part, start) : part.copy(bytes, start);
    bytes.writeUInt32BE(length, at);
    at = start + length;
  }
  return bytes;
};
