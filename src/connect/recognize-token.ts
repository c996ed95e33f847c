// From an access token to the application that may act with it: cached for seconds, looked up together with whoever else asks.
import type { Application } from '../core/actor.ts';
import { type Clock, SECOND } from '../core/clock.ts';
import { coalesce } from '../core/coalesce.ts';
import { hashToken } from '../core/crypto/tokens.ts';
import { tokenCache } from './token-cache.ts';

/** What the database says of a good token. */
export type TokenFacts = { readonly actor: Application; readonly expiresAt: Date };

export type TokenRecognizer = {
  /** The actor of a token, or undefined when it is unknown, expired, or its grant has ended. */
  recognize(token: string): Application | undefined | Promise<Application | undefined>;
  forgetGrant(grant: string): void;
  forgetAll(): void;
};

export type Lookup = (hashes: readonly Buffer[]) => Promise<readonly (TokenFacts | undefined)[]>;

/** The longest that this process trusts what it read, should a notice be lost in a way nobody noticed. */
const CACHED_FOR = 5 * SECOND;

/**
 * Tokens in use are read anew in the second half of that time, many in one statement; one by one, as they run out, they
 * would cost more than all the rest of a request.
 */
const REFRESHED_AFTER = CACHED_FOR / 2;
const REFRESH_EVERY = SECOND / 4;

/**
 * @param lookup reads many tokens in one statement; its answers are as of a moment after it was called
 * @param isListening whether notices of ended grants arrive; while they do not, nothing is cached and nothing cached is used
 */
export function tokenRecognizer(lookup: Lookup, isListening: () => boolean, clock: Clock): TokenRecognizer {
  const cache = tokenCache<{ actor: Application; refreshAt: number }>();
  const aging = new Map<string, Buffer>();
  let refreshedAt = 0;
  // The epoch is read when the batch leaves: whoever asks later than that travels with the next one.
  const read = coalesce<Buffer, { facts: TokenFacts | undefined; began: number }>({
    run: async hashes => {
      const began = cache.begin();
      return (await lookup(hashes)).map(facts => ({ facts, began }));
    },
  });

  const ask = async (hash: Buffer, key: string): Promise<Application | undefined> => {
    const wasListening = isListening();
    const { facts, began } = await read(hash);
    if (facts === undefined) {
      cache.drop(key);
      return undefined;
    }
    const { actor, expiresAt } = facts;
    if (wasListening && isListening()) {
      const now = clock.now().getTime();
      const until = Math.min(expiresAt.getTime(), now + CACHED_FOR);
      cache.offer(key, { grant: actor.grant, value: { actor, refreshAt: now + REFRESHED_AFTER }, until }, began);
    }
    return actor;
  };

  /** Nobody waits for it: when it fails, the entry runs out and whoever comes then is told. */
  const refreshSoon = (hash: Buffer, key: string, now: number): void => {
    aging.set(key, hash);
    if (now - refreshedAt < REFRESH_EVERY) return;
    refreshedAt = now;
    for (const [key, hash] of aging) ask(hash, key).catch(() => undefined);
    aging.clear();
  };

  return {
    recognize: token => {
      const hash = hashToken(token);
      const key = hash.toString('latin1');
      const now = clock.now().getTime();
      const known = isListening() ? cache.get(key, now) : undefined;
      if (known === undefined) return ask(hash, key);
      if (known.refreshAt <= now) refreshSoon(hash, key, now);
      return known.actor;
    },
    forgetGrant: cache.forgetGrant,
    forgetAll: cache.forgetAll,
  };
}
