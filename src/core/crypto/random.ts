// Where unguessable bytes come from; tests put a seeded source in its place.

import { randomFillSync, randomUUID } from 'node:crypto';

export type Random = {
  /** `n` fresh bytes in a buffer of their own. */
  bytes(n: number): Buffer;
  /** As `bytes`, for what need not stay secret: salts and nonces. At most 64. */
  salt?(n: number): Buffer;
  /** A version 4 UUID in lower case (RFC 9562 §5.4), where the source has a quicker way to one than by its bytes. */
  uuid?(): string;
};

/** The operating system's generator (ASVS 11.5.1). */
export const systemRandom: Random = {
  bytes: n => (n <= ID_LENGTH ? fromPool(n) : randomFillSync(Buffer.allocUnsafeSlow(n))),
  salt: n => fromPool(n),
  uuid: () => randomUUID(),
};

/** Ids and nonces are no longer than this; keys are, and never lie in the pool. */
const ID_LENGTH = 16;

// Every request has an id and everything sealed a salt; asking the system costs the same for 16 bytes as for 4096.
const pool = Buffer.allocUnsafeSlow(4096);
let used = pool.length;

/** Bytes of the pool, each handed out once and wiped where it lay. */
function fromPool(n: number): Buffer {
  if (used + n > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = Buffer.allocUnsafeSlow(n);
  pool.copy(bytes, 0, used, used + n);
  pool.fill(0, used, used + n);
  used += n;
  return bytes;
}
