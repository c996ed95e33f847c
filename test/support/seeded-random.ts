// Random bytes that are the same in every run of a test.

import { createCipheriv, hash } from 'node:crypto';
import type { Random } from '../../src/core/crypto/random.ts';

/** The same seed gives the same stream of bytes; different seeds give unrelated streams. */
export const seededRandom = (seed: string | number = 'telltale'): Random => {
  const keystream = createCipheriv('aes-256-ctr', hash('sha256', String(seed), 'buffer'), Buffer.alloc(16));
  return { bytes: n => keystream.update(Buffer.alloc(n)) };
};
