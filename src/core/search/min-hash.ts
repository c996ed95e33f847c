// MinHash of keyed shingles: how much wording two texts share, from 64 bytes each, without either text.

/** Hash functions, two bytes kept of each. */
const FUNCTIONS = 32;
const SHINGLE = 3;

/** Bytes of a signature. */
const SIGNATURE_BYTES = FUNCTIONS * 2;

/**
 * The signature of a text.
 * @param words keyed hashes of its words in their order: the signature tells nothing without that key
 * @returns undefined for a text of fewer words than a shingle has
 */
export function minHash(words: readonly number[]): Buffer | undefined {
  if (words.length < SHINGLE) return undefined;
  const least = new Uint32Array(FUNCTIONS).fill(0xffffffff);
  // Takes the last 32 bits of each.
  const short = Uint32Array.from(words);
  for (let start = 0; start + SHINGLE <= words.length; start++) {
    let shingle = 0;
    for (let index = 0; index < SHINGLE; index++) shingle = mix(shingle ^ (short[start + index] ?? 0), index + 1);
    for (let index = 0; index < FUNCTIONS; index++) {
      const value = mix(shingle, index + 11);
      if (value < (least[index] ?? 0)) least[index] = value;
    }
  }
  const signature = Buffer.alloc(SIGNATURE_BYTES);
  // The least values begin with zeros, so their last bits are what differs.
  for (const [index, value] of least.entries()) signature.writeUInt16BE(value & 0xffff, index * 2);
  return signature;
}

/** How much of their shingles two texts share, 0 to 1, give or take 0.09. */
export function sharedWording(one: Buffer | null | undefined, other: Buffer | null | undefined): number {
  if (one?.length !== SIGNATURE_BYTES || other?.length !== SIGNATURE_BYTES) return 0;
  let same = 0;
  for (let at = 0; at < SIGNATURE_BYTES; at += 2) if (one.readUInt16BE(at) === other.readUInt16BE(at)) same += 1;
  return same / FUNCTIONS;
}

/** Scrambles 32 bits (the finalizer of MurmurHash3), differently for each salt. */
function mix(value: number, salt: number): number {
  let hash = (value + Math.imul(salt, 0x9e3779b9)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
