// All SQL of API tokens: only the hash of a token is kept.
import type { StaffRole } from '../../catalog/permissions.ts';
import { may } from '../../catalog/permissions.ts';
import { type TokenScope, tokenScopes } from '../../catalog/token-scopes.ts';
import type { Actor } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import { coalesce } from '../../core/coalesce.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import { bytesArray } from '../../core/database/binary-array.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { readStaffRole } from '../people/person.ts';
import type { AccountsTables } from '../tables.ts';
import type { ApiToken, NewToken } from './api-token.ts';

const TABLE = 'accounts.api_token';

/** Adds a token of this person. @returns its id */
export async function insertApiToken(
  kernel: Kernel,
  { person, role, token, name, scopes, expiresAt }: NewToken & { person: string; role: StaffRole; token: string },
): Promise<string> {
  const id = newId('tok', kernel.clock, kernel.random);
  await tables(kernel)
    .insertInto(TABLE)
    .values({
      id,
      person,
      staff_role: role,
      name,
      scopes: [...scopes],
      token_hash: hashToken(token),
      created_at: kernel.clock.now(),
      expires_at: expiresAt,
      last_used_at: null,
    })
    .execute();
  return id;
}

/** A token together with its person's role now. */
type KnownToken = ApiToken & { readonly roleNow: StaffRole | undefined };

const lookups = new WeakMap<object, (hash: Buffer) => Promise<KnownToken | undefined>>();

/** The token together with its person's role now, whether or not it still works. */
export function findApiToken({ pool }: Kernel, token: string): Promise<KnownToken | undefined> {
  const lookup = lookups.get(pool) ?? coalesce({ run: hashes => findByHashes(pool, hashes) });
  lookups.set(pool, lookup);
  return lookup(hashToken(token));
}

/** Programs ask often: those of one moment are looked up together. */
async function findByHashes(pool: Kernel['pool'], hashes: readonly Buffer[]): Promise<(KnownToken | undefined)[]> {
  const { rows } = await pool.query<Row & { token_hash: Buffer; role_now: string | null }>({
    name: 'accounts.api-tokens-by-hash',
    text: `select token.*, person.staff_role as role_now
             from accounts.api_token token join accounts.person person on person.id = token.person
            where token.token_hash = any ($1::bytea[])`,
    values: [bytesArray(hashes)],
  });
  const known = new Map(
    rows.map(row => [row.token_hash.toString('hex'), { ...tokenOf(row), roleNow: readStaffRole(row.role_now) }]),
  );
  return hashes.map(hash => known.get(hash.toString('hex')));
}

/** Notes that the token is in use. */
export async function touchApiToken(kernel: Kernel, id: string): Promise<void> {
  await tables(kernel).updateTable(TABLE).set({ last_used_at: kernel.clock.now() }).where('id', '=', id).execute();
}

/** The tokens that the actor may see and revoke: one's own, and everybody's for who manages the team. Newest first. */
export async function listApiTokens(kernel: Kernel, actor: Actor): Promise<ApiToken[]> {
  return (await visibleTo(kernel, actor).orderBy('id', 'desc').limit(500).execute()).map(tokenOf);
}

/** All tokens of a person, for an export. */
export async function listApiTokensOf(kernel: Kernel, person: string): Promise<ApiToken[]> {
  return (await tables(kernel).selectFrom(TABLE).selectAll().where('person', '=', person).execute()).map(tokenOf);
}

/** One of these. */
export async function findListedToken(kernel: Kernel, actor: Actor, id: string): Promise<ApiToken | undefined> {
  const row = await visibleTo(kernel, actor).where('id', '=', id).executeTakeFirst();
  return row && tokenOf(row);
}

/** Ends the named token. @returns whether it was there */
export async function deleteApiToken(kernel: Kernel, id: string): Promise<boolean> {
  const { numDeletedRows } = await tables(kernel).deleteFrom(TABLE).where('id', '=', id).executeTakeFirst();
  return numDeletedRows === 1n;
}

/** Ends all tokens of a person. */
export async function deleteApiTokensOf(kernel: Kernel, person: string): Promise<void> {
  await tables(kernel).deleteFrom(TABLE).where('person', '=', person).execute();
}

/** Forgets what expired a month ago: until then the list says why something stopped working. */
export async function deleteExpiredApiTokens(kernel: Kernel): Promise<void> {
  await tables(kernel)
    .deleteFrom(TABLE)
    .where('expires_at', '<', after(kernel.clock.now(), -30 * DAY))
    .execute();
}

const tables = ({ db }: Kernel) => db.withTables<AccountsTables>();

function visibleTo(kernel: Kernel, actor: Actor) {
  const all = tables(kernel).selectFrom(TABLE).selectAll();
  // Tokens are not managed by tokens.
  if (actor.kind !== 'person' || actor.token !== undefined) return all.where(eb => eb.lit(false));
  return may(actor.staffRole, 'staff.manage') ? all : all.where('person', '=', actor.id);
}

type Row = {
  readonly id: string;
  readonly person: string;
  readonly staff_role: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly last_used_at: Date | null;
};

const tokenOf = (row: Row): ApiToken => ({
  id: row.id,
  person: row.person,
  role: readStaffRole(row.staff_role),
  name: row.name,
  // A scope that a later version no longer knows allows nothing.
  scopes: tokenScopes.filter((scope: TokenScope) => row.scopes.includes(scope)),
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
});
