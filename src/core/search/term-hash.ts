// Keyed hashes of terms: the only form in which an index knows a word.
import { keyedHash } from '../crypto/tokens.ts';
import type { Kernel } from '../kernel.ts';
import { minHash } from './min-hash.ts';
import type { SearchDocument } from './search-document.ts';
import type { Term } from './words.ts';

/** 48 bits of a keyed hash, as a number: two of a million terms meet once in six hundred installations. */
export type Token = number;

export const TOKEN_BYTES = 6;

/** Hashes the terms of one source under one of its keys; texts share most of their words, so the last ones are kept. */
export type TermHash = (term: Term) => Token;

/** @param generation counts the keys that this source has had; each is derived for it alone */
export function termHash({ keyring }: Pick<Kernel, 'keyring'>, source: string, generation: number): TermHash {
  const key = keyring.secretKey(`search/${source}/${generation}`);
  const earlier = hashes.get(key);
  if (earlier) return earlier;
  let young = new Map<Term, Token>();
  let old = young;
  const hash: TermHash = term => {
    const known = young.get(term);
    if (known !== undefined) return known;
    const token = old.get(term) ?? keyedHash(key, term).readUIntBE(0, TOKEN_BYTES);
    // Whatever was not asked for while the young ones filled is forgotten with the old ones: cheaper than an order of use.
    if (young.size >= KEPT) {
      old = young;
      young = new Map();
    }
    young.set(term, token);
    return token;
  };
  hashes.set(key, hash);
  return hash;
}

/** Words kept, young and old each: a few megabytes, and a keyed hash costs ten times what looking it up does. */
const KEPT = 40_000;

const hashes = new WeakMap<object, TermHash>();

export const tokenBytes = (token: Token): Buffer => {
  const bytes = Buffer.allocUnsafe(TOKEN_BYTES);
  bytes.writeUIntBE(token, 0, TOKEN_BYTES);
  return bytes;
};

/** A document as it is stored: its tokens with their weights, in order of the tokens, and the signature of its wording. */
export type HashedDocument = { readonly tokens: Buffer; readonly signature: Buffer | undefined };

export function hashDocument(hash: TermHash, { weights, sequence }: SearchDocument): HashedDocument {
  const entries = [...weights]
    .map(([term, weight]) => [hash(term), weight] as const)
    .sort(([one], [other]) => one - other);
  const tokens = Buffer.allocUnsafe(entries.length * ENTRY_BYTES);
  entries.forEach(([token, weight], index) => {
    tokens.writeUIntBE(token, index * ENTRY_BYTES, TOKEN_BYTES);
    tokens.writeUInt16BE(weight, index * ENTRY_BYTES + TOKEN_BYTES);
  });
  return { tokens, signature: minHash(sequence.map(hash)) };
}

/** Bytes of a token with its weight in a stored document. */
export const ENTRY_BYTES = TOKEN_BYTES + 2;

/** A token with its weight, as in a stored document. */
export function entryOf([token, weight]: readonly [token: Token, weight: number]): Buffer {
  const bytes = Buffer.allocUnsafe(ENTRY_BYTES);
  bytes.writeUIntBE(token, 0, TOKEN_BYTES);
  bytes.writeUInt16BE(weight, TOKEN_BYTES);
  return bytes;
}

/** Reads a stored document. */
export function* readTokens(tokens: Buffer): Generator<readonly [token: Token, weight: number]> {
  for (let at = 0; at < tokens.length; at += ENTRY_BYTES)
    yield [tokens.readUIntBE(at, TOKEN_BYTES), tokens.readUInt16BE(at + TOKEN_BYTES)];
}

/** The weight of one token in a stored document; 0 when it is not in it. */
export function weightIn(tokens: Buffer, token: Token): number {
  let low = 0;
  let high = tokens.length / ENTRY_BYTES - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = tokens.readUIntBE(middle * ENTRY_BYTES, TOKEN_BYTES);
    if (found === token) return tokens.readUInt16BE(middle * ENTRY_BYTES + TOKEN_BYTES);
    if (found < token) low = middle + 1;
    else high = middle - 1;
  }
  return 0;
}
