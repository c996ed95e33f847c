// Secrets that people and programs carry: random tokens, receipt codes, and the hashes we keep of them.

import { createHmac, hash, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { Random } from './random.ts';

/** A fresh secret of at least `bits` bits as base64url: 43 characters for the usual 256 bits. */
export const newToken = (random: Random, bits = 256): string => random.bytes(Math.ceil(bits / 8)).toString('base64url');

/** SHA-256 of a token or a file: enough for what nobody can guess; anything guessable needs `keyedHash`. */
export const hashToken = (token: string | Buffer): Buffer => hash('sha256', token, 'buffer');

/** The same in hex, which costs a third: for what is looked up with every request. */
export const hashTokenHex = (token: string): string => hash('sha256', token, 'hex');

/** HMAC-SHA-256, for values that could be guessed (addresses, receipt codes, file contents). */
export const keyedHash = (key: KeyObject, value: string | Buffer): Buffer =>
  createHmac('sha256', key).update(value).digest();

/** Compares without telling by its duration where two values differ; their lengths are no secret. */
export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);
