// All SQL that finds and changes reports; every finder takes the actor and sees only what the actor may.
import { sql } from 'kysely';
import { may } from '../catalog/permissions.ts';
import type { Actor } from '../core/actor.ts';
import { refuse } from '../core/errors.ts';
import type { Kernel } from '../core/kernel.ts';
import { factsOf, type ReportFacts, writeFacts } from './report-facts.ts';
import { openHeads } from './report-heads-store.ts';
import {
  HEAD_COLUMNS,
  openRecord,
  REPORT,
  type ReportClocks,
  type ReportHead,
  type ReportPriority,
  type ReportRecord,
} from './report-record.ts';
import type { ReportSnapshot } from './report-snapshot.ts';
import { visibleTo } from './report-visibility.ts';
import type { ReportsTables } from './tables.ts';

/**
 * The report, for the staff that may read reports, for the researcher whose it is, for the holder of its receipt code.
 * @throws Refusal not_found for everybody else
 */
export const readReport = (kernel: Kernel, actor: Actor, id: string): Promise<ReportRecord> =>
  readOne(kernel, actor, id, false);

/** As `readReport`, and nobody else changes the report before this transaction has ended. */
export const lockReport = (kernel: Kernel, actor: Actor, id: string): Promise<ReportRecord> =>
  readOne(kernel, actor, id, true);

/** Whether the actor stands on the reporter's side of this report: holds its receipt code, or sent it as a person. */
export const isReporter = (actor: Actor, { id, reporter }: Pick<ReportHead, 'id' | 'reporter'>): boolean =>
  actor.kind === 'receipt-holder' ? actor.report === id : actor.kind === 'person' && actor.id === reporter;

/** Those of these reports that the actor may see and that open, in the order of the ids. */
export async function readReports(kernel: Kernel, actor: Actor, ids: readonly string[]): Promise<ReportRecord[]> {
  if (ids.length === 0) return [];
  const rows = await tables(kernel)
    .selectFrom(REPORT)
    .selectAll()
    .where('id', 'in', ids)
    .where(visibleTo(actor))
    .execute();
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ id }) => id),
  );
  const byId = new Map(rows.map(row => [row.id, row]));
  return ids.flatMap(id => {
    const row = byId.get(id);
    const vault = vaults.get(id);
    return row && vault ? [openRecord(row, vault)] : [];
  });
}

/** A researcher's own reports, newest first. Staff sees only what they sent themselves. */
export async function listOwnReports(kernel: Kernel, actor: Actor, limit = 200): Promise<ReportHead[]> {
  if (actor.kind !== 'person') return [];
  const rows = await tables(kernel)
    .selectFrom(REPORT)
    .select(HEAD_COLUMNS)
    .where('reporter', '=', actor.id)
    .orderBy('submitted_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return openHeads(kernel, rows);
}

/** What changes a report: all of it is optional, and what is left out stays. */
export type ReportChange = {
  readonly snapshot?: ReportSnapshot;
  readonly clocks?: Partial<ReportClocks>;
  readonly timing?: Partial<Pick<ReportFacts, 'decideFrom' | 'remediateFrom' | 'pauses' | 'outcome'>>;
  readonly answeredAt?: Date;
  readonly decidedAt?: Date;
  readonly endedAt?: Date | null;
  readonly assignee?: string | null;
  readonly reporter?: string;
  readonly assessment?: Assessment;
};

export type Assessment = {
  readonly targetId: string | null;
  readonly taxonomyId: string | null;
  readonly taxonomyVersion: string | null;
  readonly cvssVector: string | null;
  readonly cvssScore: number | null;
  readonly priority: ReportPriority | null;
  readonly exploited: 'yes' | 'no' | 'unknown' | null;
  readonly assessedAt: Date;
};

/**
 * Writes a change of a report that this transaction has locked, and counts its revision up.
 * @throws Refusal conflict when somebody changed it since it was read
 */
export async function saveReport(kernel: Kernel, report: ReportRecord, change: ReportChange): Promise<void> {
  const { id } = report;
  const vault = await kernel.vault.subject(kernel, id);
  const seal = (column: 'fix_reference' | 'cvss_vector', text: string | null) =>
    text === null ? null : vault.seal({ table: REPORT, column, row: id }, text);
  const { snapshot, clocks = {}, timing, assessment } = change;
  const facts = { ...report.facts, ...timing };
  const saved = await tables(kernel)
    .updateTable(REPORT)
    .set({
      revision: report.revision + 1,
      changed_at: kernel.clock.now(),
      ...(snapshot && {
        state: snapshot.state,
        close_reason: snapshot.closeReason,
        fixed_at: snapshot.fixedAt,
        fix_reference: seal('fix_reference', snapshot.fixReference),
      }),
      ...((snapshot || timing) && { facts: writeFacts(factsOf(snapshot ?? report.snapshot, facts)) }),
      ...(clocks.acknowledgeDue !== undefined && { acknowledge_due: clocks.acknowledgeDue }),
      ...(clocks.decideDue !== undefined && { decide_due: clocks.decideDue }),
      ...(clocks.updateDue !== undefined && { update_due: clocks.updateDue }),
      ...(clocks.remediateDue !== undefined && { remediate_due: clocks.remediateDue }),
      ...(clocks.answerDue !== undefined && { answer_due: clocks.answerDue }),
      ...(clocks.retestDue !== undefined && { retest_due: clocks.retestDue }),
      ...(change.answeredAt && { answered_at: change.answeredAt }),
      ...(change.decidedAt && { decided_at: change.decidedAt }),
      ...(change.endedAt !== undefined && { ended_at: change.endedAt }),
      ...(change.assignee !== undefined && { assignee: change.assignee }),
      ...(change.reporter !== undefined && { reporter: change.reporter }),
      ...(assessment && {
        target_id: assessment.targetId,
        taxonomy_id: assessment.taxonomyId,
        taxonomy_version: assessment.taxonomyVersion,
        cvss_vector: seal('cvss_vector', assessment.cvssVector),
        cvss_score: assessment.cvssScore,
        priority: assessment.priority,
        exploited: assessment.exploited,
        assessed_at: assessment.assessedAt,
      }),
    })
    .where('id', '=', id)
    .where('revision', '=', report.revision)
    .executeTakeFirst();
  if (saved.numUpdatedRows !== 1n) throw refuse('conflict', { report: id });
}

/** Notes that staff has opened the report; only the first time counts. Gives whether this was it. */
export async function markRead(kernel: Kernel, actor: Actor, id: string): Promise<boolean> {
  if (actor.kind !== 'person' || !may(actor.staffRole, 'report.read')) return false;
  const { numUpdatedRows } = await tables(kernel)
    .updateTable(REPORT)
    .set({ read_at: kernel.clock.now() })
    .where('id', '=', id)
    .where('read_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** The report with this number (`VDP-2026-0001`), if the actor may see it: to link duplicates, and to search. */
export async function findByNumber(kernel: Kernel, actor: Actor, number: string): Promise<ReportHead | undefined> {
  const rows = await tables(kernel)
    .selectFrom(REPORT)
    .select(HEAD_COLUMNS)
    .where('number', '=', number)
    .where(visibleTo(actor))
    .execute();
  return (await openHeads(kernel, rows))[0];
}

/** How many reports are open, how many of them overdue, and how many lack a due date (there must be none). */
export async function countDue(kernel: Kernel): Promise<{ open: number; overdue: number; undated: number }> {
  const { rows } = await sql<{ open: number; overdue: number; undated: number }>`
    select count(*) as open,
           count(*) filter (where answered_at is null and acknowledge_due < ${kernel.clock.now()}) as overdue,
           count(*) filter (where due_at is null) as undated
      from reports.report where state not in ('resolved', 'closed') and not is_held`.execute(kernel.db);
  return rows[0] ?? { open: 0, overdue: 0, undated: 0 };
}

/** Notes that the team hears of all reports it did not hear of yet; gives how many of them nobody has opened. */
export async function markTold(kernel: Kernel): Promise<number> {
  const { rows } = await sql<{ unread: number }>`
    with told as (
      update reports.report set told_at = ${kernel.clock.now()} where told_at is null and not is_held returning read_at, due_at
    )
    select count(*) as unread from told where read_at is null and due_at is not null`.execute(kernel.db);
  return rows[0]?.unread ?? 0;
}

/** The newest reports that can be opened, for the product's check of itself. */
export async function listNewest(kernel: Kernel, limit: number): Promise<ReportRecord[]> {
  const rows = await tables(kernel)
    .selectFrom(REPORT)
    .selectAll()
    .orderBy('submitted_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(row => {
    const vault = vaults.get(row.id);
    return vault ? [openRecord(row, vault)] : [];
  });
}

/** For exports and erasure: the ids of a person's reports. */
export async function listIdsOfPerson(kernel: Kernel, person: string): Promise<string[]> {
  const rows = await tables(kernel).selectFrom(REPORT).select('id').where('reporter', '=', person).execute();
  return rows.map(({ id }) => id);
}

/** Takes the person out of their reports: what was found stays, who found it goes. @param kept reports that stay theirs */
export async function forgetReporter(kernel: Kernel, person: string, kept: readonly string[] = []): Promise<void> {
  await tables(kernel)
    .updateTable(REPORT)
    .set({ reporter: null, contact: null, credit: null })
    .where('reporter', '=', person)
    .$if(kept.length > 0, query => query.where('id', 'not in', [...kept]))
    .execute();
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<ReportsTables>();

async function readOne(kernel: Kernel, actor: Actor, id: string, forUpdate: boolean): Promise<ReportRecord> {
  const query = tables(kernel).selectFrom(REPORT).selectAll().where('id', '=', id).where(visibleTo(actor));
  const row = await (forUpdate ? query.forUpdate() : query).executeTakeFirst();
  const vault = row && (await kernel.vault.existing(kernel.db, id));
  if (!row || !vault) throw refuse('not_found');
  return openRecord(row, vault);
}
