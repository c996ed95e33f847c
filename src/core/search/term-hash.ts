// Keyed hashes of terms: the only form in which an index knows a word.
import { LRUCache } from 'lru-cache';
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
  const known = hashes.get(key) ?? new LRUCache<Term, Token>({ max: 20_000 });
  hashes.set(key, known);
  return term => {
    const earlier = known.get(term);
    if (earlier !== undefined) return earlier;
    const token = keyedHash(key, term).readUIntBE(0, TOKEN_BYTES);
    known.set(term, token);
    return token;
  };
}

const hashes = new WeakMap<object, LRUCache<Term, Token>>();

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

const ENTRY_BYTES = TOKEN_BYTES + 2;

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
