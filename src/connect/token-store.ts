// All SQL of access tokens. The lookup is on the path of every vehicle request: one named statement for many tokens.
import { sql } from 'kysely';
import { after, MINUTE, SECOND } from '../core/clock.ts';
import { coalesce } from '../core/coalesce.ts';
import { bytesArray, textArray } from '../core/database/binary-array.ts';
import type { Kernel } from '../core/kernel.ts';
import type { Lookup, TokenFacts } from './recognize-token.ts';
import type { ConnectTables } from './tables.ts';
import { actorOfToken, findApplicationTokens } from './tokens/application-token-store.ts';

/**
 * By which every process hears that nothing it knows of a grant's tokens holds any more; the tables send it themselves
 * (migration 0100). The payload is the grant's id, `keyOfApplication`, or `EVERY_GRANT`.
 */
const GRANT_CHANGED = 'connect_grant_changed';
const EVERY_GRANT = '*';

/**
 * Calls with each change of a grant that any process committed.
 * @param onChange with the grant's id or `keyOfApplication`
 * @param onAny all may have changed, or notices may have been missed
 */
export const listenForGrants = (
  { listen }: Pick<Kernel, 'listen'>,
  onChange: (grant: string) => void,
  onAny: () => void,
): void => listen(GRANT_CHANGED, grant => (grant === EVERY_GRANT ? onAny() : onChange(grant)), onAny);

/** Under which the tokens that an application has for itself are known: they are of no grant. */
export const keyOfApplication = (application: string): string => `application:${application}`;

type Row = {
  hash: Buffer;
  token_scopes: string;
  jkt: string | null;
  id: string;
  application: string;
  owner: string;
  vehicles: string;
  scopes: string;
  expires: number;
  is_unused: boolean;
  sandbox: string | null;
  is_paused: boolean;
  is_coarse: boolean;
};

// The arrays come out of sub-selects so that the planner makes one plan for good. Scopes and ids of cars hold no spaces; a joined text is split many times faster than an array's text is parsed.
const LOOKUP = `
  select token.hash, array_to_string(token.scopes, ' ') as token_scopes, token.jkt, granted.id, granted.application, granted.owner,
         case when granted.paused_at is null then array_to_string(granted.vehicles, ' ') else '' end as vehicles,
         case when granted.paused_at is null then array_to_string(granted.scopes, ' ') else '' end as scopes,
         granted.paused_at is not null as is_paused, granted.is_coarse,
         extract(epoch from least(token.expires_at, granted.expires_at))::float8 * 1000 as expires, granted.sandbox,
         granted.last_used_at is null or granted.last_used_at < $3 as is_unused
  from connect.access_token token join connect."grant" granted on granted.id = token."grant"
  where token.hash = any((select $1::bytea[])::bytea[]) and token.expires_at > $2
    and granted.revoked_at is null and granted.expires_at > $2`;

// Rows that somebody changes right now are left for the next time, so that this never waits and never deadlocks.
const TOUCH = `
  update connect."grant" set last_used_at = $2 where id in (
    select id from connect."grant" where id = any((select $1::text[])::text[]) and (last_used_at is null or last_used_at < $3)
    for update skip locked)`;

/** A later use is written when the one that is known is older: the log has each of them, and this is a row to write. */
const USE_EXACT_TO = 5 * MINUTE;

type Touch = (grants: readonly string[]) => Promise<void>;
const touches = new WeakMap<object, Touch>();

/** Nobody waits for it: what comes in a quarter of a second is written together. */
function touchOf({ pool, clock }: Pick<Kernel, 'pool' | 'clock'>): Touch {
  const known = touches.get(pool);
  if (known) return known;
  const touch: Touch = coalesce<readonly string[], void>({
    maxInFlight: 1,
    gatherFor: SECOND / 4,
    gatherGap: SECOND / 20,
    run: async lists => {
      const now = clock.now();
      const ids = [...new Set(lists.flat())].sort();
      await pool.query({
        name: 'connect.touch-grants',
        text: TOUCH,
        values: [textArray(ids), now, after(now, -USE_EXACT_TO)],
      });
      return lists.map(() => undefined);
    },
  });
  touches.set(pool, touch);
  return touch;
}

/**
 * Reads tokens with their grants. A token carries at most what its grant still allows. Those that no grant knows are
 * looked up among the tokens of applications.
 */
export const lookupTokens =
  (kernel: Pick<Kernel, 'db' | 'pool' | 'clock' | 'log'>): Lookup =>
  async hashes => {
    const { pool, clock, log } = kernel;
    const now = clock.now();
    const unusedSince = after(now, -USE_EXACT_TO);
    const { rows } = await pool.query<Row>({
      name: 'connect.lookup-tokens',
      text: LOOKUP,
      values: [bytesArray(hashes), now, unusedSince],
    });
    const used = rows.filter(({ is_unused }) => is_unused);
    if (used.length > 0) {
      // When it fails, the owner sees an older time of last use; the read log knows better anyway.
      touchOf(kernel)(used.map(({ id }) => id)).catch(err =>
        log.warn({ err }, 'the last use of grants could not be written'),
      );
    }
    const found = new Map(rows.map(row => [row.hash.toString('latin1'), factsOf(row)]));
    const others = hashes.filter(hash => !found.has(hash.toString('latin1')));
    if (others.length > 0)
      for (const [hash, token] of await findApplicationTokens(kernel, others))
        found.set(hash, {
          grant: keyOfApplication(token.application),
          expiresAt: token.expiresAt,
          jkt: token.jkt,
          actor: actorOfToken(token),
        });
    return hashes.map(hash => found.get(hash.toString('latin1')));
  };

function factsOf(row: Row): TokenFacts {
  const granted = words(row.scopes);
  return {
    grant: row.id,
    expiresAt: new Date(row.expires),
    jkt: row.jkt ?? undefined,
    actor: {
      kind: 'application',
      id: row.application,
      grant: row.id,
      owner: row.owner,
      scopes: new Set([...words(row.token_scopes)].filter(scope => granted.has(scope))),
      vehicles: words(row.vehicles),
      ...(row.sandbox !== null && { sandbox: row.sandbox }),
      ...(row.is_paused && { isPaused: true }),
      ...(row.is_coarse && { isCoarse: true }),
    },
  };
}

const words = (text: string): Set<string> => new Set(text === '' ? [] : text.split(' '));

export type NewAccessToken = {
  readonly hash: Buffer;
  readonly grant: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date;
  /** Thumbprint of the key that it is bound to (RFC 9449 §6). */
  readonly jkt?: string | undefined;
  /** The family that it continues; when all tokens of that were ended meanwhile, nothing is added. */
  readonly family?: number | undefined;
};

/**
 * Adds a token, unless its grant or its family has ended; whoever ends them at this moment waits for the commit and then
 * ends the token too.
 * @returns false when they had ended
 */
export async function insertAccessToken(
  { db, clock }: Pick<Kernel, 'db' | 'clock'>,
  { hash, grant, scopes, expiresAt, jkt, family }: NewAccessToken,
): Promise<boolean> {
  const now = clock.now();
  const { numAffectedRows } = await sql`
    insert into connect.access_token (hash, "grant", scopes, jkt, issued_at, expires_at)
    select ${hash}, id, ${scopes}::text[], ${jkt ?? null}, ${now}::timestamptz, ${expiresAt}::timestamptz
    from connect."grant" where id = ${grant} and revoked_at is null and expires_at > ${now}::timestamptz
      and family = coalesce(${family ?? null}::integer, family) for share`.execute(db);
  return numAffectedRows === 1n;
}

/** A token that is good now, for introspection and revocation. */
export async function findAccessToken({ db, clock }: Pick<Kernel, 'db' | 'clock'>, hash: Buffer) {
  const now = clock.now();
  return db
    .withTables<ConnectTables>()
    .selectFrom('connect.access_token as token')
    .innerJoin('connect.grant as granted', 'granted.id', 'token.grant')
    .select([
      'token.grant',
      'token.scopes',
      'token.jkt',
      'token.issued_at',
      'token.expires_at',
      'granted.owner',
      'granted.application',
    ])
    .where('token.hash', '=', hash)
    .where('token.expires_at', '>', now)
    .where('granted.revoked_at', 'is', null)
    .where('granted.expires_at', '>', now)
    .executeTakeFirst();
}

export async function deleteAccessToken({ db }: Pick<Kernel, 'db'>, hash: Buffer): Promise<void> {
  await db.withTables<ConnectTables>().deleteFrom('connect.access_token').where('hash', '=', hash).execute();
}

export async function deleteAccessTokensOf({ db }: Pick<Kernel, 'db'>, grant: string): Promise<void> {
  await db.withTables<ConnectTables>().deleteFrom('connect.access_token').where('grant', '=', grant).execute();
}

/** Removes what expired before `moment`. */
export async function deleteExpiredTokens({ db }: Pick<Kernel, 'db'>, moment: Date): Promise<void> {
  await db.withTables<ConnectTables>().deleteFrom('connect.access_token').where('expires_at', '<', moment).execute();
}
