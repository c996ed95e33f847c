// Values kept at hand for whoever comes again soon. What was not used for long goes first, near enough.
import { LRUCache } from 'lru-cache';

export type RecentlyUsed<Value> = {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  clear(): void;
};

/** One of so many uses is noted. */
const NOTED = 16;

/**
 * A map that drops what was used least recently. A use is noted once in sixteen only: noting it moves a value to the end
 * of a list, and touches memory that is seldom at hand, which costs more than finding the value. Whatever is used often
 * is noted often enough to stay.
 * @param max how many are kept
 */
export function recentlyUsed<Value extends object>(max: number): RecentlyUsed<Value> {
  const entries = new LRUCache<string, Value>({ max });
  let uses = 0;
  return {
    get: key => {
      uses += 1;
      return uses % NOTED === 0 ? entries.get(key) : entries.peek(key);
    },
    set: (key, value) => void entries.set(key, value),
    delete: key => void entries.delete(key),
    clear: () => entries.clear(),
  };
}
