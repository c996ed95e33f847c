// All SQL of cases themselves; every finder takes the actor and sees only what the actor may.
import { type Expression, type ExpressionBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import { may } from '../../catalog/permissions.ts';
import type { Actor } from '../../core/actor.ts';
import type { SubjectVault } from '../../core/crypto/vault.ts';
import { refuse } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type FactHistory, readFactHistory } from '../machines/case-facts.ts';
import type { EmState } from '../machines/embargo-management.ts';
import type { AdvisoriesCoordinationCase, AdvisoriesTables } from '../tables.ts';
import type { CaseHead, CaseRecord, ZonedInstant } from './case-record.ts';

const CASE = 'advisories.coordination_case';

export type NewCase = {
  readonly report: string | null;
  readonly issue: string | null;
  readonly title: string;
  readonly summary: string;
  readonly facts: FactHistory;
  readonly openedBy: string;
};

/** Adds an open case without an embargo; gives its id and number. */
export async function insertCase(kernel: Kernel, fresh: NewCase): Promise<{ id: string; number: string }> {
  const id = newId('cas', kernel.clock, kernel.random);
  const now = kernel.clock.now();
  const vault = await kernel.vault.subject(kernel, id);
  const { rows } = await sql<{ number: string }>`
    select advisories.next_number('CASE', ${now.getUTCFullYear()}::integer) as number`.execute(kernel.db);
  const number = rows[0]?.number ?? '';
  await tables(kernel)
    .insertInto(CASE)
    .values({
      id,
      number,
      report: fresh.report,
      issue: fresh.issue,
      state: 'open',
      title: vault.seal(place('title', id), fresh.title),
      summary: vault.seal(place('summary', id), fresh.summary),
      facts: fresh.facts.join(''),
      embargo: 'none',
      opened_by: fresh.openedBy,
      opened_at: now,
      changed_at: now,
    })
    .execute();
  return { id, number };
}

/**
 * The case, for staff that may read cases and for its participants.
 * @throws Refusal not_found for everybody else
 */
export const readCase = (kernel: Kernel, actor: Actor, id: string): Promise<CaseRecord> =>
  readOne(kernel, actor, id, false);

/** As `readCase`, and nobody else changes the case before this transaction has ended. */
export const lockCase = (kernel: Kernel, actor: Actor, id: string): Promise<CaseRecord> =>
  readOne(kernel, actor, id, true);

export type CaseChange = {
  readonly title?: string;
  readonly summary?: string;
  readonly facts?: FactHistory;
  readonly embargo?: EmState;
  readonly until?: ZonedInstant;
  readonly embargoEndedAt?: Date;
  readonly discloseDue?: Date | null;
  readonly remindedAt?: Date | null;
  readonly publishedAt?: Date;
  readonly closedAt?: Date;
};

/** Writes a change of a case that this transaction has locked. An edit of its texts counts the revision up. */
export async function saveCase(kernel: Kernel, found: CaseRecord, change: CaseChange): Promise<void> {
  const { id } = found;
  const vault = await kernel.vault.subject(kernel, id);
  const isEdit = change.title !== undefined || change.summary !== undefined;
  await tables(kernel)
    .updateTable(CASE)
    .set({
      changed_at: kernel.clock.now(),
      ...(isEdit && { revision: found.revision + 1 }),
      ...(change.title !== undefined && { title: vault.seal(place('title', id), change.title) }),
      ...(change.summary !== undefined && { summary: vault.seal(place('summary', id), change.summary) }),
      ...(change.facts && { facts: change.facts.join('') }),
      ...(change.embargo && { embargo: change.embargo }),
      ...(change.until && { embargo_until: change.until.at, embargo_zone: change.until.zone }),
      ...(change.embargoEndedAt && { embargo_ended_at: change.embargoEndedAt }),
      ...(change.discloseDue !== undefined && { disclose_due: change.discloseDue }),
      ...(change.remindedAt !== undefined && { reminded_at: change.remindedAt }),
      ...(change.publishedAt && { published_at: change.publishedAt }),
      ...(change.closedAt && { state: 'closed', closed_at: change.closedAt }),
    })
    .where('id', '=', id)
    .execute();
}

export type CasePage = { readonly rows: readonly CaseHead[]; readonly next: string | null };

/** Cases of a state, newest first. @param before the id that the page before ended with */
export async function listCases(
  kernel: Kernel,
  actor: Actor,
  {
    state,
    before,
    limit,
  }: { readonly state: 'open' | 'closed'; readonly before: string | null; readonly limit: number },
): Promise<CasePage> {
  const rows = await tables(kernel)
    .selectFrom(CASE)
    .selectAll()
    .where(visibleTo(actor))
    .where('state', '=', state)
    .$if(before !== null, query => query.where('id', '<', before ?? ''))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit);
  return { rows: await openHeads(kernel, shown), next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
}

/** The cases that began with a report, newest first. */
export async function listCasesOfReport(kernel: Kernel, actor: Actor, report: string): Promise<CaseHead[]> {
  const rows = await tables(kernel)
    .selectFrom(CASE)
    .selectAll()
    .where(visibleTo(actor))
    .where('report', '=', report)
    .orderBy('id', 'desc')
    .execute();
  return openHeads(kernel, rows);
}

/** Ids of cases whose embargo is in force and ends at or before `moment`; `unreminded` leaves out those told of it. */
export async function listEndingEmbargoes(kernel: Kernel, moment: Date, unreminded = false): Promise<string[]> {
  const rows = await tables(kernel)
    .selectFrom(CASE)
    .select('id')
    .where('embargo', 'in', ['active', 'revise'])
    .where('embargo_until', '<=', moment)
    .$if(unreminded, query => query.where('reminded_at', 'is', null))
    .orderBy('embargo_until')
    .limit(200)
    .execute();
  return rows.map(({ id }) => id);
}

/** The newest cases, whatever they are, for the product's check of itself. */
export async function listNewestCases(kernel: Kernel, limit: number): Promise<CaseHead[]> {
  const rows = await tables(kernel).selectFrom(CASE).selectAll().orderBy('id', 'desc').limit(limit).execute();
  return openHeads(kernel, rows);
}

async function readOne(kernel: Kernel, actor: Actor, id: string, forChange: boolean): Promise<CaseRecord> {
  const row = await tables(kernel)
    .selectFrom(CASE)
    .selectAll()
    .where('id', '=', id)
    .where(visibleTo(actor))
    .$if(forChange, query => query.forUpdate())
    .executeTakeFirst();
  const vault = row && (await kernel.vault.existing(kernel.db, row.id));
  if (!row || !vault) throw refuse('not_found');
  return {
    ...openHead(row, vault),
    revision: row.revision,
    summary: vault.open(place('summary', id), row.summary),
  };
}

const tables = ({ db }: Kernel) => db.withTables<AdvisoriesTables>();
const place = (column: 'title' | 'summary', row: string) => ({ table: CASE, column, row });

type Builder = ExpressionBuilder<AdvisoriesTables, typeof CASE>;

/** The rows that an actor may see: one condition for every finder. */
const visibleTo =
  (actor: Actor) =>
  (row: Builder): Expression<SqlBool> => {
    if (actor.kind === 'system') return row.val(true);
    if (actor.kind === 'participant') return row('id', '=', actor.case);
    return row.val(actor.kind === 'person' && may(actor.staffRole, 'case.read'));
  };

async function openHeads(kernel: Kernel, rows: readonly Selectable<AdvisoriesCoordinationCase>[]): Promise<CaseHead[]> {
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(row => {
    const vault = vaults.get(row.id);
    return vault ? [openHead(row, vault)] : [];
  });
}

// The check constraints of the table hold the values of these text columns to the types named.
const openHead = (row: Selectable<AdvisoriesCoordinationCase>, vault: SubjectVault): CaseHead => ({
  id: row.id,
  number: row.number,
  report: row.report,
  issue: row.issue,
  state: row.state as CaseHead['state'],
  title: vault.open(place('title', row.id), row.title),
  facts: readFactHistory(row.facts),
  embargo: row.embargo as EmState,
  until: row.embargo_until && row.embargo_zone !== null ? { at: row.embargo_until, zone: row.embargo_zone } : null,
  embargoEndedAt: row.embargo_ended_at,
  discloseDue: row.disclose_due,
  publishedAt: row.published_at,
  openedBy: row.opened_by,
  openedAt: row.opened_at,
  changedAt: row.changed_at,
  closedAt: row.closed_at,
});
