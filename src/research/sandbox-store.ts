// All SQL of sandboxes. A researcher finds their own, staff that may triage finds all.
import { may } from '../catalog/permissions.ts';
import type { Actor, Person } from '../core/actor.ts';
import type { Kernel } from '../core/kernel.ts';
import type { Sandbox } from './sandbox.ts';
import type { ResearchSandbox, ResearchTables } from './tables.ts';

const TABLE = 'research.sandbox';

/** The person's own sandbox. @param lock keeps others from changing it until the transaction ends */
export async function findOwnSandbox(
  kernel: Kernel,
  actor: Pick<Person, 'id'>,
  lock = false,
): Promise<Sandbox | undefined> {
  const query = tables(kernel).selectFrom(TABLE).selectAll().where('person', '=', actor.id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  return row && fromRow(row);
}

/** One of all, for staff that may triage; undefined for others. */
export async function findSandbox(kernel: Kernel, actor: Actor, id: string): Promise<Sandbox | undefined> {
  if (!seesAll(actor)) return undefined;
  const row = await tables(kernel).selectFrom(TABLE).selectAll().where('id', '=', id).executeTakeFirst();
  return row && fromRow(row);
}

/** A page of all, newest first, for staff that may triage. */
export async function listSandboxes(
  kernel: Kernel,
  actor: Actor,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<Sandbox[]> {
  if (!seesAll(actor)) return [];
  let query = tables(kernel).selectFrom(TABLE).selectAll();
  if (after !== undefined) query = query.where('id', '<', after);
  return (await query.orderBy('id', 'desc').limit(limit).execute()).map(fromRow);
}

/** @returns false when the person has one already */
export async function insertSandbox(
  kernel: Kernel,
  sandbox: Omit<Sandbox, 'extendedAt' | 'resetAt'>,
): Promise<boolean> {
  const { id, person, organization, application, owner, otherOwner, createdAt, expiresAt } = sandbox;
  const { numInsertedOrUpdatedRows } = await tables(kernel)
    .insertInto(TABLE)
    .values({
      id,
      person,
      organization,
      application,
      owner,
      other_owner: otherOwner,
      created_at: createdAt,
      expires_at: expiresAt,
    })
    .onConflict(conflict => conflict.column('person').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export async function updateSandbox(
  kernel: Kernel,
  id: string,
  change: Partial<Pick<Sandbox, 'otherOwner' | 'expiresAt' | 'extendedAt' | 'resetAt'>> & {
    readonly warnedAt?: Date | null;
  },
): Promise<void> {
  const { otherOwner, expiresAt, extendedAt, resetAt, warnedAt } = change;
  await tables(kernel)
    .updateTable(TABLE)
    .set({
      ...(otherOwner !== undefined && { other_owner: otherOwner }),
      ...(expiresAt !== undefined && { expires_at: expiresAt }),
      ...(extendedAt !== undefined && { extended_at: extendedAt }),
      ...(resetAt !== undefined && { reset_at: resetAt }),
      ...(warnedAt !== undefined && { warned_at: warnedAt }),
    })
    .where('id', '=', id)
    .execute();
}

/** Takes the row away: of several who end it at once, one gets it. */
export async function takeSandbox(kernel: Kernel, id: string): Promise<Sandbox | undefined> {
  const row = await tables(kernel).deleteFrom(TABLE).where('id', '=', id).returningAll().executeTakeFirst();
  return row && fromRow(row);
}

/** Those whose time is over. */
export async function listExpired(kernel: Kernel, limit: number): Promise<Sandbox[]> {
  const rows = await tables(kernel)
    .selectFrom(TABLE)
    .selectAll()
    .where('expires_at', '<=', kernel.clock.now())
    .orderBy('expires_at')
    .limit(limit)
    .execute();
  return rows.map(fromRow);
}

/** Those that end before a moment and whose researchers have not been told. */
export async function listEndingBefore(kernel: Kernel, moment: Date): Promise<Sandbox[]> {
  const rows = await tables(kernel)
    .selectFrom(TABLE)
    .selectAll()
    .where('expires_at', '<=', moment)
    .where('warned_at', 'is', null)
    .limit(500)
    .execute();
  return rows.map(fromRow);
}

const tables = ({ db }: Kernel) => db.withTables<ResearchTables>();

const seesAll = (actor: Actor): boolean => actor.kind === 'person' && may(actor.staffRole, 'report.triage');

type Row = Omit<ResearchSandbox, 'created_at' | 'expires_at' | 'extended_at' | 'reset_at' | 'warned_at'> & {
  created_at: Date;
  expires_at: Date;
  extended_at: Date | null;
  reset_at: Date | null;
};

const fromRow = (row: Row): Sandbox => ({
  id: row.id,
  person: row.person,
  organization: row.organization,
  application: row.application,
  owner: row.owner,
  otherOwner: row.other_owner,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  extendedAt: row.extended_at,
  resetAt: row.reset_at,
});
