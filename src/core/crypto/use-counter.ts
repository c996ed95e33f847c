// Counts what a data key has sealed, so that none seals more than 2^32 messages (SP 800-38D §8.3).
//
// A fresh salt per message makes each message's key its own, so the limit is a second fence. Therefore the count
// may be coarse: it is written to the database in blocks, beside the caller's transaction, which it never locks.

/** A data key has sealed as much as one key may. */
export class KeyExhausted extends Error {
  override name = 'KeyExhausted';
}

export type UseCounter = {
  /** @throws KeyExhausted */
  count(): void;
};

export const USE_BLOCK = 1024;
export const USE_LIMIT = 2 ** 32;

/**
 * @param others how many uses the database already counts
 * @param reserved how many of ours it counts in advance
 * @param reserveBlock makes the database count another block
 */
export function useCounter(others: number, reserved: number, reserveBlock: () => void): UseCounter {
  let mine = 0;
  let counted = reserved;
  return {
    count: () => {
      if (others + mine >= USE_LIMIT) throw new KeyExhausted('a data key has reached its limit of uses');
      mine += 1;
      if (mine <= counted) return;
      counted += USE_BLOCK;
      reserveBlock();
    },
  };
}
