// Sessions: the token is kept as a hash, the device in sealed words.
import { sql } from 'kysely';
import type { StaffRole } from '../../catalog/permissions.ts';
import { after } from '../../core/clock.ts';
import { hashToken, newToken } from '../../core/crypto/tokens.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { readStaffRole } from '../people/person.ts';
import type { AccountsTables } from '../tables.ts';
import { limitsOf, readSessionMethod, type SessionMethod } from './session.ts';

const TABLE = 'accounts.session';

export type Session = {
  readonly id: string;
  readonly person: string;
  readonly method: SessionMethod;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
};

export type ListedSession = Session & { readonly device: string };

/** Adds a session. @returns its id and the token for the cookie, which is nowhere else */
export async function insertSession(
  kernel: Kernel,
  session: { readonly person: string; readonly method: SessionMethod; readonly device: string },
): Promise<{ id: string; token: string }> {
  const id = newId('ses', kernel.clock, kernel.random);
  const token = newToken(kernel.random);
  const now = kernel.clock.now();
  const vault = await kernel.vault.subject(kernel, session.person);
  await sessions(kernel)
    .insertInto(TABLE)
    .values({
      id,
      person: session.person,
      token_hash: hashToken(token),
      method: session.method,
      device: vault.seal({ table: TABLE, column: 'device', row: id }, session.device),
      created_at: now,
      last_used_at: now,
    })
    .execute();
  return { id, token };
}

/** The session of a token together with its person's role, whether or not it is still alive. */
export async function findSessionByToken(
  kernel: Kernel,
  token: string,
): Promise<(Session & { readonly staffRole: StaffRole | undefined; readonly sandbox: string | null }) | undefined> {
  const row = await sessions(kernel)
    .selectFrom(TABLE)
    .innerJoin('accounts.person', 'accounts.person.id', 'accounts.session.person')
    .select([
      'accounts.session.id',
      'accounts.session.person',
      'accounts.session.method',
      'accounts.session.created_at',
      'accounts.session.last_used_at',
      'accounts.person.staff_role',
      'accounts.person.sandbox',
    ])
    .where('token_hash', '=', hashToken(token))
    .executeTakeFirst();
  return row && { ...sessionOf(row), staffRole: readStaffRole(row.staff_role), sandbox: row.sandbox };
}

/** A session by its id together with its person's role, whether or not it is still alive. */
export async function findSessionById(
  kernel: Kernel,
  id: string,
): Promise<(Session & { readonly staffRole: StaffRole | undefined }) | undefined> {
  const row = await sessions(kernel)
    .selectFrom(TABLE)
    .innerJoin('accounts.person', 'accounts.person.id', 'accounts.session.person')
    .select([
      'accounts.session.id',
      'accounts.session.person',
      'accounts.session.method',
      'accounts.session.created_at',
      'accounts.session.last_used_at',
      'accounts.person.staff_role',
    ])
    .where('accounts.session.id', '=', id)
    .executeTakeFirst();
  return row && { ...sessionOf(row), staffRole: readStaffRole(row.staff_role) };
}

/** Notes that the session is in use. Never moves back when two requests arrive at once. */
export async function touchSession(kernel: Kernel, id: string): Promise<void> {
  const now = kernel.clock.now();
  await sessions(kernel)
    .updateTable(TABLE)
    .set({ last_used_at: now })
    .where('id', '=', id)
    .where('last_used_at', '<', now)
    .execute();
}

/** A person's sessions, newest first. */
export async function listSessions(kernel: Kernel, person: string): Promise<ListedSession[]> {
  const rows = await sessions(kernel)
    .selectFrom(TABLE)
    .select(['id', 'person', 'method', 'device', 'created_at', 'last_used_at'])
    .where('person', '=', person)
    .orderBy('id', 'desc')
    .execute();
  const vault = await kernel.vault.existing(kernel.db, person);
  if (!vault) return [];
  return rows.map(row => ({
    ...sessionOf(row),
    device: vault.open({ table: TABLE, column: 'device', row: row.id }, row.device),
  }));
}

/** Ends sessions of one person: the named one, or all but the named one. @returns the ids of those that ended */
export async function deleteSessions(
  kernel: Kernel,
  person: string,
  which: { readonly only: string } | { readonly except: string | undefined },
): Promise<string[]> {
  let query = sessions(kernel).deleteFrom(TABLE).where('person', '=', person);
  if ('only' in which) query = query.where('id', '=', which.only);
  else if (which.except !== undefined) query = query.where('id', '!=', which.except);
  return (await query.returning('id').execute()).map(({ id }) => id);
}

/** Deletes the sessions that have ended by themselves. @returns how many */
export async function deleteEndedSessions(kernel: Kernel): Promise<number> {
  const { rows } = await sql`delete from accounts.session s using accounts.person p
    where p.id = s.person and ${hasEnded(kernel.clock.now())} returning 1`.execute(kernel.db);
  return rows.length;
}

/** How many sessions lie there whose time was over at the given moment. */
export async function countEndedSessions(kernel: Kernel, at: Date): Promise<number> {
  const { rows } = await sql`select 1 from accounts.session s join accounts.person p on p.id = s.person
    where ${hasEnded(at)}`.execute(kernel.db);
  return rows.length;
}

const hasEnded = (now: Date) =>
  sql`case when p.staff_role is null then ${isOver('everyone', now)} else ${isOver('staff', now)} end`;

function isOver(whom: 'staff' | 'everyone', now: Date) {
  const { idle, absolute } = limitsOf(whom === 'staff');
  return sql`(s.last_used_at <= ${after(now, -idle)} or s.created_at <= ${after(now, -absolute)})`;
}

const sessions = ({ db }: Kernel) => db.withTables<AccountsTables>();

type Row = { id: string; person: string; method: string; created_at: Date; last_used_at: Date };

const sessionOf = ({ id, person, method, created_at, last_used_at }: Row): Session => ({
  id,
  person,
  method: readSessionMethod(method),
  createdAt: created_at,
  lastUsedAt: last_used_at,
});
