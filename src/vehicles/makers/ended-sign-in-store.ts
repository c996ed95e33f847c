// All SQL of sign-ins that are taken back at makers; seals what is to be taken back under a key of its own, which is
// destroyed with the last try.
import { sql } from 'kysely';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { VehiclesTables } from '../tables.ts';
import { placeOfCredentials } from './account-store.ts';

const TABLE = 'vehicles.ended_sign_in';

/** What became of one: still being tried, taken back by the maker, or given up. */
export type EndedSignInState = 'waiting' | 'done' | 'failed';

export type EndedSignIn = {
  readonly id: string;
  /** A provider's permanent id. */
  readonly provider: string;
  readonly state: EndedSignInState;
  /** When no app had access any more. */
  readonly askedAt: Date;
  /** When the maker confirmed, or we gave up. */
  readonly endedAt: Date | null;
};

const tables = (kernel: Kernel) => kernel.db.withTables<VehiclesTables>();
const placeOf = (row: string) => ({ table: TABLE, column: 'credentials', row });

/** Which accounts of an owner: all, or those through which a car is reached that left, and none that is still shared. */
export type WhichAccounts = 'all' | { readonly left: readonly string[]; readonly shared: readonly string[] };

/**
 * Takes the credentials out of accounts, to be taken back at their makers: from here on nothing of ours can use them.
 * Accounts that their maker refuses are left out: there is nothing to take back. Call it in a transaction.
 * @returns ids of what is to be taken back
 */
export async function takeSignIns(kernel: Kernel, owner: string, which: WhichAccounts): Promise<string[]> {
  const now = kernel.clock.now();
  const { rows } = await sql<{ id: string; provider: string; credentials: Buffer }>`
    select account.id, account.provider, account.credentials from vehicles.account account
     where account.owner = ${owner} and account.refused_at is null
       and (${which === 'all'} or (
         exists (select from vehicles.connection connection
                  where connection.account = account.id and connection.vehicle = any (${which === 'all' ? [] : [...which.left]}::text[]))
         and not exists (select from vehicles.connection connection
                  where connection.account = account.id and connection.vehicle = any (${which === 'all' ? [] : [...which.shared]}::text[]))))
     order by account.id for update of account`.execute(kernel.db);
  const vault = rows.length === 0 ? undefined : await kernel.vault.existing(kernel.db, owner);
  if (vault === undefined) return [];
  const ids: string[] = [];
  for (const account of rows) {
    const id = newId('mse', kernel.clock, kernel.random);
    const own = await kernel.vault.subject(kernel, id);
    const credentials = vault.open(placeOfCredentials(account.id), account.credentials);
    await tables(kernel)
      .insertInto(TABLE)
      .values({
        id,
        owner,
        provider: account.provider,
        credentials: own.seal(placeOf(id), credentials),
        state: 'waiting',
        created_at: now,
      })
      .execute();
    await tables(kernel)
      .updateTable('vehicles.account')
      .set({ credentials: vault.seal(placeOfCredentials(account.id), ''), refused_at: now, let_go_at: now })
      .where('id', '=', account.id)
      .execute();
    ids.push(id);
  }
  return ids;
}

/** What is to be taken back in one more try; undefined when it has been settled. */
export async function beginTry(
  kernel: Kernel,
  id: string,
): Promise<{ readonly provider: string; readonly credentials: string; readonly tries: number } | undefined> {
  const row = await tables(kernel)
    .updateTable(TABLE)
    .set(({ eb }) => ({ tries: eb('tries', '+', 1), tried_at: kernel.clock.now() }))
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .returning(['provider', 'credentials', 'tries'])
    .executeTakeFirst();
  const vault = row?.credentials ? await kernel.vault.existing(kernel.db, id) : undefined;
  if (!row?.credentials || vault === undefined) return undefined;
  return { provider: row.provider, credentials: vault.open(placeOf(id), row.credentials), tries: row.tries };
}

/**
 * Settles one, and destroys what was to be taken back. What nobody can look at any more is forgotten with it.
 * @param fault why it was given up, in the API's words
 * @returns whose it is; undefined when its owner was erased, or it had been settled before
 */
export async function settleEnd(
  kernel: Kernel,
  id: string,
  state: 'done' | 'failed',
  fault: string | null,
): Promise<string | undefined> {
  const row = await tables(kernel)
    .updateTable(TABLE)
    .set({ state, fault, credentials: null, ended_at: kernel.clock.now() })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .returning('owner')
    .executeTakeFirst();
  if (row === undefined) return undefined;
  await kernel.vault.shred(kernel.db, id);
  if (row.owner === null) await tables(kernel).deleteFrom(TABLE).where('id', '=', id).execute();
  return row.owner ?? undefined;
}

/** Those of a person of the last three months, newest first. */
export async function listEndedSignIns(kernel: Kernel, owner: string, since: Date): Promise<EndedSignIn[]> {
  const rows = await tables(kernel)
    .selectFrom(TABLE)
    .select(['id', 'provider', 'state', 'created_at as askedAt', 'ended_at as endedAt'])
    .where('owner', '=', owner)
    .where('created_at', '>', since)
    .orderBy('id', 'desc')
    .execute();
  // The column's check lets nothing else in.
  return rows.map(row => ({ ...row, state: row.state as EndedSignInState }));
}

/** Everything held about a person's ended sign-ins, without what is to be taken back: that belongs to the maker. */
export const exportEndedSignIns = (kernel: Kernel, owner: string) =>
  tables(kernel)
    .selectFrom(TABLE)
    .select(['id', 'provider', 'state', 'fault', 'tries', 'created_at as askedAt', 'ended_at as endedAt'])
    .where('owner', '=', owner)
    .orderBy('id')
    .execute();

/** Forgets a person's; what still waits goes on without their name until it is settled. */
export async function forgetEndedSignIns(kernel: Kernel, owner: string): Promise<void> {
  await tables(kernel).deleteFrom(TABLE).where('owner', '=', owner).where('state', '<>', 'waiting').execute();
  await tables(kernel).updateTable(TABLE).set({ owner: null }).where('owner', '=', owner).execute();
}

/** How many wait, and how many were given up within the last thirty days. */
export async function countEndedSignIns(kernel: Kernel, since: Date): Promise<{ waiting: number; failed: number }> {
  const { rows } = await sql<{ waiting: number; failed: number }>`
    select count(*) filter (where state = 'waiting') as waiting,
           count(*) filter (where state = 'failed' and ended_at > ${since}) as failed
      from vehicles.ended_sign_in`.execute(kernel.db);
  return rows[0] ?? { waiting: 0, failed: 0 };
}
