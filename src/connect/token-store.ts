// All SQL of access tokens. The lookup is on the path of every vehicle request: one named statement for many tokens.
import { sql } from 'kysely';
import { after, MINUTE } from '../core/clock.ts';
import type { Kernel } from '../core/kernel.ts';
import type { Lookup, TokenFacts } from './recognize-token.ts';
import type { ConnectTables } from './tables.ts';

/** Tells every process that nothing they know of a grant's tokens holds any more; the payload is the grant's id. */
export const GRANT_CHANGED = 'connect_grant_changed';

type Row = {
  hash: Buffer;
  token_scopes: string;
  id: string;
  application: string;
  owner: string;
  vehicles: string;
  scopes: string;
  expires: number;
  is_unused: boolean;
  sandbox: string | null;
};

// Scopes and ids of cars hold no spaces; a joined text is split many times faster than an array's text is parsed.
const LOOKUP = `
  select token.hash, array_to_string(token.scopes, ' ') as token_scopes, granted.id, granted.application, granted.owner,
         array_to_string(granted.vehicles, ' ') as vehicles, array_to_string(granted.scopes, ' ') as scopes,
         extract(epoch from least(token.expires_at, granted.expires_at))::float8 * 1000 as expires, granted.sandbox,
         granted.last_used_at is null or granted.last_used_at < $3 as is_unused
  from connect.access_token token join connect."grant" granted on granted.id = token."grant"
  where token.hash = any($1::bytea[]) and token.expires_at > $2
    and granted.revoked_at is null and granted.expires_at > $2`;

// Rows that somebody changes right now are left for the next time, so that this never waits and never deadlocks.
const TOUCH = `
  update connect."grant" set last_used_at = $2 where id in (
    select id from connect."grant" where id = any($1::text[]) and (last_used_at is null or last_used_at < $3)
    for update skip locked)`;

/** Reads tokens with their grants. A token carries at most what its grant still allows. */
export const lookupTokens =
  ({ pool, clock, log }: Pick<Kernel, 'pool' | 'clock' | 'log'>): Lookup =>
  async hashes => {
    const now = clock.now();
    const unusedSince = after(now, -MINUTE);
    const { rows } = await pool.query<Row>({
      name: 'connect.lookup-tokens',
      text: LOOKUP,
      values: [hashes, now, unusedSince],
    });
    const used = rows.filter(({ is_unused }) => is_unused);
    if (used.length > 0) {
      const ids = [...new Set(used.map(({ id }) => id))];
      // When it fails, the owner sees an older time of last use; the read log knows better anyway.
      pool
        .query({ name: 'connect.touch-grants', text: TOUCH, values: [ids, now, unusedSince] })
        .catch(err => log.warn({ err }, 'the last use of grants could not be written'));
    }
    const found = new Map(rows.map(row => [row.hash.toString('latin1'), factsOf(row)]));
    return hashes.map(hash => found.get(hash.toString('latin1')));
  };

function factsOf(row: Row): TokenFacts {
  const granted = words(row.scopes);
  return {
    expiresAt: new Date(row.expires),
    actor: {
      kind: 'application',
      id: row.application,
      grant: row.id,
      owner: row.owner,
      scopes: new Set([...words(row.token_scopes)].filter(scope => granted.has(scope))),
      vehicles: words(row.vehicles),
      ...(row.sandbox !== null && { sandbox: row.sandbox }),
    },
  };
}

const words = (text: string): Set<string> => new Set(text === '' ? [] : text.split(' '));

/**
 * Adds a token, unless its grant has ended; whoever ends the grant at this moment waits for the commit and then ends the token too.
 * @returns false when the grant has ended
 */
export async function insertAccessToken(
  { db, clock }: Pick<Kernel, 'db' | 'clock'>,
  token: { hash: Buffer; grant: string; scopes: readonly string[]; expiresAt: Date },
): Promise<boolean> {
  const now = clock.now();
  const { numAffectedRows } = await sql`
    insert into connect.access_token (hash, "grant", scopes, issued_at, expires_at)
    select ${token.hash}, id, ${token.scopes}::text[], ${now}::timestamptz, ${token.expiresAt}::timestamptz
    from connect."grant" where id = ${token.grant} and revoked_at is null and expires_at > ${now}::timestamptz for share`.execute(
    db,
  );
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

export async function deleteAccessTokensOf({ db }: Pick<Kernel, 'db'>, grant: string): Promise<void> {
  await db.withTables<ConnectTables>().deleteFrom('connect.access_token').where('grant', '=', grant).execute();
}

/** Tells all processes once the transaction has committed; at once when there is none. */
export async function notifyGrantChanged({ db }: Pick<Kernel, 'db'>, grant: string): Promise<void> {
  await sql`select pg_notify(${GRANT_CHANGED}, ${grant})`.execute(db);
}

/** Removes what expired before `moment`. */
export async function deleteExpiredTokens({ db }: Pick<Kernel, 'db'>, moment: Date): Promise<void> {
  await db.withTables<ConnectTables>().deleteFrom('connect.access_token').where('expires_at', '<', moment).execute();
}
