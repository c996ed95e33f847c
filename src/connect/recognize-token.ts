// From an access token to the application that may act with it: kept until it changes, looked up together with whoever else asks.
import type { Application, ApplicationItself } from '../core/actor.ts';
import { type Clock, MINUTE } from '../core/clock.ts';
import { coalesce } from '../core/coalesce.ts';
import { hashTokenHex } from '../core/crypto/tokens.ts';
import { noticedCache } from '../core/database/noticed-cache.ts';

/** Who acts with a token: for an owner, or by itself. */
type TokenActor = Application | ApplicationItself;

/** What the database says of a good token. */
export type TokenFacts = {
  readonly actor: TokenActor;
  readonly expiresAt: Date;
  /** What it ends with: the id of its grant, or the key of its application. */
  readonly grant: string;
  /** Thumbprint of the key that it is bound to. */
  readonly jkt: string | undefined;
};

export type TokenRecognizer = {
  /** The actor of a token, or undefined when it is unknown, expired, bound to a key, or its grant has ended. */
  recognize(token: string): TokenActor | undefined | Promise<TokenActor | undefined>;
  /** The same for a token that is bound to this key. */
  recognizeBound(token: string, jkt: string): Promise<TokenActor | undefined>;
  forgetGrant(grant: string): void;
  forgetAll(): void;
  /** Call it before a grant is read by other ways than a token, and hand the result to `isUnchanged`. */
  begin(): number;
  /** Whether no change of the grant was told since; false while notices are lost. Costs no statement. */
  isUnchanged(grant: string, began: number): boolean;
};

export type Lookup = (hashes: readonly Buffer[]) => Promise<readonly (TokenFacts | undefined)[]>;

/**
 * The longest that this process goes on without reading a token anew, which also notes that its grant is in use. Changes
 * do not wait for it: the tables tell of each, and once a second it is proved that what they told has arrived.
 */
const CACHED_FOR = 5 * MINUTE;

type Held = { readonly actor: TokenActor; readonly jkt: string | undefined };

/**
 * @param lookup reads many tokens in one statement; its answers are as of a moment after it was called
 * @param isListening whether notices of ended grants arrive; while they do not, nothing is cached and nothing cached is used
 * @param gather how long tokens that are not at hand wait for others, as in `coalesce`
 */
export function tokenRecognizer(
  lookup: Lookup,
  isListening: () => boolean,
  clock: Clock,
  gather: { readonly gatherFor?: number; readonly gatherGap?: number } = {},
): TokenRecognizer {
  const cache = noticedCache<Held>();
  // The epoch is read when the batch leaves: whoever asks later than that travels with the next one.
  const read = coalesce<Buffer, { facts: TokenFacts | undefined; began: number }>({
    ...gather,
    run: async hashes => {
      const began = cache.begin();
      return (await lookup(hashes)).map(facts => ({ facts, began }));
    },
  });

  /** @param key the token's hash in hex */
  const ask = async (key: string): Promise<Held | undefined> => {
    const wasListening = isListening();
    const { facts, began } = await read(Buffer.from(key, 'hex'));
    if (facts === undefined) {
      cache.drop(key);
      return undefined;
    }
    const { actor, expiresAt, grant, jkt } = facts;
    const now = clock.now().getTime();
    const value: Held = { actor: whoSeesChanges(actor, key, began), jkt };
    if (wasListening && isListening())
      cache.offer(key, { subject: grant, value, until: Math.min(expiresAt.getTime(), now + CACHED_FOR) }, began);
    return value;
  };

  const isUnchanged = (grant: string, began: number): boolean => isListening() && cache.isUnchanged(grant, began);

  /** The same actor, whom an answer that took its time can ask whether it may still leave. */
  const whoSeesChanges = (actor: TokenActor, key: string, began: number): TokenActor => {
    if (actor.kind !== 'application') return actor;
    const lookAgain = async () => applicationOf(await ask(key));
    return { ...actor, since: { isUnchanged: () => isUnchanged(actor.grant, began), lookAgain } };
  };

  const find = (token: string): Held | undefined | Promise<Held | undefined> => {
    const key = hashTokenHex(token);
    const known = isListening() ? cache.get(key, clock.now().getTime()) : undefined;
    return known ?? ask(key);
  };

  return {
    recognize: token => {
      const held = find(token);
      return held instanceof Promise ? held.then(actorOfFree) : actorOfFree(held);
    },
    recognizeBound: async (token, jkt) => {
      const held = await find(token);
      return held?.jkt === jkt ? held.actor : undefined;
    },
    forgetGrant: cache.forget,
    forgetAll: cache.forgetAll,
    begin: cache.begin,
    isUnchanged,
  };
}

const applicationOf = (held: Held | undefined): Application | undefined =>
  held?.actor.kind === 'application' ? held.actor : undefined;

/** Without a proof, a token that is bound to a key opens nothing (RFC 9449 §7.1). */
const actorOfFree = (held: Held | undefined): TokenActor | undefined =>
  held?.jkt === undefined ? held?.actor : undefined;
