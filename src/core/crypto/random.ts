// Where unguessable bytes come from; tests put a seeded source in its place.

import { randomFillSync } from 'node:crypto';

/** A source of random bytes. Each call gives `n` fresh bytes in a buffer of their own. */
export type Random = { bytes(n: number): Buffer };

/** The operating system's generator (ASVS 11.5.1). */
export const systemRandom: Random = {
  bytes: n => randomFillSync(Buffer.allocUnsafeSlow(n)),
};
