// All SQL on issues and on which reports they answer; every finder takes the actor, and only staff sees issues.
import { sql } from 'kysely';
import { may } from '../../catalog/permissions.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import { bytesArray } from '../../core/database/binary-array.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { indexSoon } from '../../core/search/source.ts';
import { HEAD_COLUMNS, openHead, REPORT, type ReportHead } from '../report-record.ts';
import type { ReportsTables } from '../tables.ts';
import {
  ISSUE,
  ISSUE_HEAD_COLUMNS,
  type IssueContent,
  type IssueHead,
  type IssueOrigin,
  type IssueRecord,
  KNOWN_ISSUES,
  openIssue,
  openIssueHead,
} from './issue-record.ts';
import { type IssueState, issueStates } from './issue-state.ts';
import { titleWords } from './issue-words.ts';

export type NewIssue = Pick<IssueHead, 'title' | 'severity' | 'cweIds'> &
  IssueContent & { readonly id: string; readonly origin: IssueOrigin };

/** Stores a new issue, open; gives its number. */
export async function insertIssue(kernel: Kernel, actor: Actor, issue: NewIssue): Promise<string> {
  const now = kernel.clock.now();
  const vault = await kernel.vault.subject(kernel, issue.id);
  const [number = ''] = await takeIssueNumbers(kernel, 1);
  const { id, summary, rootCause, cvss, fixReferences } = issue;
  await tables(kernel)
    .insertInto(ISSUE)
    .values({
      id,
      number,
      state: 'open',
      origin: issue.origin,
      title: vault.seal({ table: ISSUE, column: 'title', row: id }, issue.title),
      content: vault.seal(
        { table: ISSUE, column: 'content', row: id },
        JSON.stringify({ summary, rootCause, cvss, fixReferences } satisfies IssueContent),
      ),
      severity: issue.severity,
      cwe_ids: [...issue.cweIds],
      cve_ids: [],
      created_by: actorId(actor),
      words: titleWords(kernel, issue.title),
      created_at: now,
      changed_at: now,
    })
    .execute();
  return number;
}

/** The next numbers of this year. */
export async function takeIssueNumbers({ db, clock }: Kernel, count: number): Promise<string[]> {
  const { rows } = await sql<{ number: string }>`
    select number from reports.next_issue_numbers(${clock.now().getUTCFullYear()}::integer, ${count}::integer) as number`.execute(
    db,
  );
  return rows.map(({ number }) => number);
}

/** An issue with everything in it; undefined for those who may not read reports, and when there is none. */
export const findIssue = (kernel: Kernel, actor: Actor, id: string): Promise<IssueRecord | undefined> =>
  findOne(kernel, actor, id, false);

/**
 * As `findIssue`, and nobody else changes it before this transaction has ended.
 * @throws Refusal not_found
 */
export async function lockIssue(kernel: Kernel, actor: Actor, id: string): Promise<IssueRecord> {
  const issue = await findOne(kernel, actor, id, true);
  if (!issue) throw refuse('not_found');
  return issue;
}

/** The issue with this number (`ISS-2026-0001`). */
export async function findIssueByNumber(kernel: Kernel, actor: Actor, number: string): Promise<IssueHead | undefined> {
  if (!sees(actor)) return undefined;
  const rows = await tables(kernel).selectFrom(ISSUE).select(ISSUE_HEAD_COLUMNS).where('number', '=', number).execute();
  return (await openHeads(kernel, rows))[0];
}

export type IssueQuery = {
  readonly states?: readonly IssueState[];
  /** Only those whose title has all these words. */
  readonly words?: string;
  /** Only those after this id, newest first. */
  readonly after?: string | undefined;
  readonly limit?: number;
};

/** Issues, newest first; nobody but staff sees any. Merged ones are left out. */
export async function listIssues(kernel: Kernel, actor: Actor, query: IssueQuery = {}): Promise<IssueHead[]> {
  if (!sees(actor)) return [];
  const { states = issueStates, words = '', after, limit = 50 } = query;
  let select = tables(kernel)
    .selectFrom(ISSUE)
    .select(ISSUE_HEAD_COLUMNS)
    .where('state', 'in', [...states])
    .where('merged_into', 'is', null)
    .orderBy('id', 'desc')
    .limit(limit);
  if (after !== undefined) select = select.where('id', '<', after);
  const hashes = titleWords(kernel, words);
  if (hashes.length === 0 && words.trim() !== '') return [];
  if (hashes.length > 0) select = select.where('words', '@>', sql<Buffer[]>`${bytesArray(hashes)}::bytea[]`);
  return openHeads(kernel, await select.execute());
}

/** Issues by id, for staff; unknown ones are left out. */
export async function readIssueHeads(
  kernel: Kernel,
  actor: Actor,
  ids: readonly string[],
): Promise<Map<string, IssueHead>> {
  if (!sees(actor) || ids.length === 0) return new Map();
  const rows = await tables(kernel).selectFrom(ISSUE).select(ISSUE_HEAD_COLUMNS).where('id', 'in', ids).execute();
  return new Map((await openHeads(kernel, rows)).map(head => [head.id, head]));
}

/** How many issues are in each state; merged ones are left out. */
export async function countIssues(kernel: Kernel, actor: Actor): Promise<Readonly<Record<IssueState, number>>> {
  const counts: Record<IssueState, number> = { open: 0, accepted: 0, fixed: 0, resolved: 0, closed: 0 };
  if (!sees(actor)) return counts;
  const { rows } = await sql<{ state: IssueState; count: number }>`
    select state, count(*) as count from reports.issue where merged_into is null group by state`.execute(kernel.db);
  for (const { state, count } of rows) counts[state] = count;
  return counts;
}

export type IssueChange = Partial<
  Pick<
    IssueRecord,
    | 'title'
    | 'summary'
    | 'rootCause'
    | 'cvss'
    | 'fixReferences'
    | 'severity'
    | 'cweIds'
    | 'cveIds'
    | 'state'
    | 'fixOwner'
    | 'dueAt'
    | 'mergedInto'
    | 'acceptedAt'
    | 'fixedAt'
    | 'endedAt'
  >
>;

/**
 * Writes a change of a locked issue.
 * @throws Refusal conflict when somebody changed it since it was read
 */
export async function saveIssue(kernel: Kernel, issue: IssueRecord, change: IssueChange): Promise<void> {
  const { id } = issue;
  const vault = await kernel.vault.subject(kernel, id);
  const after = { ...issue, ...change };
  const { summary, rootCause, cvss, fixReferences } = after;
  const saved = await tables(kernel)
    .updateTable(ISSUE)
    .set({
      revision: issue.revision + 1,
      changed_at: kernel.clock.now(),
      title: vault.seal({ table: ISSUE, column: 'title', row: id }, after.title),
      content: vault.seal(
        { table: ISSUE, column: 'content', row: id },
        JSON.stringify({ summary, rootCause, cvss, fixReferences } satisfies IssueContent),
      ),
      severity: after.severity,
      cwe_ids: [...after.cweIds],
      cve_ids: [...after.cveIds],
      state: after.state,
      words: titleWords(kernel, after.title),
      fix_owner: after.fixOwner,
      due_at: after.dueAt,
      merged_into: after.mergedInto,
      accepted_at: after.acceptedAt,
      fixed_at: after.fixedAt,
      ended_at: after.endedAt,
    })
    .where('id', '=', id)
    .where('revision', '=', issue.revision)
    .executeTakeFirst();
  if (saved.numUpdatedRows !== 1n) throw refuse('conflict', { issue: id });
  if (issue.origin === 'import') await indexSoon(kernel, KNOWN_ISSUES, id);
}

/** Makes an issue answer a report, whichever answered it before. */
export async function linkReport(kernel: Kernel, actor: Actor, issue: string, report: string): Promise<void> {
  const link = { issue, linked_at: kernel.clock.now(), linked_by: actorId(actor) };
  await tables(kernel)
    .insertInto('reports.issue_report')
    .values({ report, ...link })
    .onConflict(conflict => conflict.column('report').doUpdateSet(link))
    .execute();
}

/** The issue that answers a report, by id. */
export async function issueIdOf(kernel: Kernel, report: string): Promise<string | undefined> {
  const row = await tables(kernel)
    .selectFrom('reports.issue_report')
    .select('issue')
    .where('report', '=', report)
    .executeTakeFirst();
  return row?.issue;
}

/** The reports of an issue, the earliest first. */
export async function listReportsOf(kernel: Kernel, actor: Actor, issue: string): Promise<ReportHead[]> {
  if (!sees(actor)) return [];
  const rows = await tables(kernel)
    .selectFrom(REPORT)
    .select(HEAD_COLUMNS)
    .where('id', 'in', eb => eb.selectFrom('reports.issue_report').select('report').where('issue', '=', issue))
    .orderBy('submitted_at')
    .orderBy('id')
    .execute();
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ id }) => id),
  );
  return rows.map(row => openHead(row, vaults.get(row.id)));
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<ReportsTables>();

const sees = (actor: Actor): boolean =>
  actor.kind === 'system' || (actor.kind === 'person' && may(actor.staffRole, 'report.read'));

async function findOne(kernel: Kernel, actor: Actor, id: string, forUpdate: boolean): Promise<IssueRecord | undefined> {
  if (!sees(actor)) return undefined;
  const query = tables(kernel).selectFrom(ISSUE).selectAll().where('id', '=', id);
  const row = await (forUpdate ? query.forUpdate() : query).executeTakeFirst();
  const vault = row && (await kernel.vault.existing(kernel.db, id));
  if (!row || !vault) return undefined;
  const reports = await tables(kernel)
    .selectFrom('reports.issue_report')
    .innerJoin(REPORT, 'reports.report.id', 'reports.issue_report.report')
    .select(['reports.report.id', 'reports.report.number'])
    .where('issue', '=', id)
    .orderBy('submitted_at')
    .orderBy('reports.report.id')
    .execute();
  return openIssue(row, vault, reports);
}

async function openHeads(kernel: Kernel, rows: readonly Parameters<typeof openIssueHead>[0][]): Promise<IssueHead[]> {
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ id }) => id),
  );
  return rows.map(row => openIssueHead(row, vaults.get(row.id)));
}
