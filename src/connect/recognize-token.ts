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
 * @param lookup reads many tokens in one statement; its answers are as of a moment after it was called
 * @param isListening whether notices of ended grants arrive; while they do not, nothing is cached and nothing cached is used
 */
export function tokenRecognizer(lookup: Lookup, isListening: () => boolean, clock: Clock): TokenRecognizer {
  const cache = tokenCache<Application>();
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
    if (facts === undefined) return undefined;
    if (wasListening && isListening()) {
      const until = Math.min(facts.expiresAt.getTime(), clock.now().getTime() + CACHED_FOR);
      cache.offer(key, { grant: facts.actor.grant, value: facts.actor, until }, began);
    }
    return facts.actor;
  };

  return {
    recognize: token => {
      const hash = hashToken(token);
      const key = hash.toString('latin1');
      return (isListening() ? cache.get(key, clock.now().getTime()) : undefined) ?? ask(hash, key);
    },
    forgetGrant: cache.forgetGrant,
    forgetAll: cache.forgetAll,
  };
}
