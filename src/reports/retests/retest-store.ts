// All SQL of retests: requests to check a fix, who was asked and answered, what staff found. Staff sees all of a
// request; a reporter what concerns their own report, which the caller has found for them.
import { may } from '../../catalog/permissions.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ReportsTables } from '../tables.ts';
import type { Asked, CheckOutcome, RetestAnswer, RetestOutcome, StaffCheck } from './retest.ts';

const RETEST = 'reports.retest';
const ASK = 'reports.retest_ask';
const CHECK = 'reports.retest_check';

/** What reporters are told: what to try, and where. */
export type RetestContent = { readonly instructions: string; readonly place: string };

export type AskedReport = Asked & {
  readonly id: string;
  readonly report: string;
  readonly number: string;
  /** The message with the words and files of the answer. */
  readonly message: string | null;
};

export type RetestCheck = StaffCheck & { readonly id: string; readonly person: string; readonly note: string };

export type Retest = RetestContent & {
  readonly id: string;
  readonly issue: string;
  readonly askedAt: Date;
  readonly askedBy: string;
  readonly dueAt: Date;
  readonly endedAt: Date | null;
  readonly outcome: RetestOutcome | null;
  /** Reports that are still the issue's; the earliest first. */
  readonly asked: readonly AskedReport[];
  readonly checks: readonly RetestCheck[];
};

/** What the reporter of one report is shown of a request. */
export type OwnAsk = RetestContent &
  Asked & { readonly retest: string; readonly issue: string; readonly dueAt: Date; readonly endedAt: Date | null };

/** Begins a request; gives its id. The issue is locked by the caller and has no open one. */
export async function insertRetest(
  kernel: Kernel,
  actor: Actor,
  { issue, dueAt, content }: { readonly issue: string; readonly dueAt: Date; readonly content: RetestContent },
): Promise<string> {
  const id = newId('rts', kernel.clock, kernel.random);
  await tables(kernel)
    .insertInto(RETEST)
    .values({
      id,
      issue,
      asked_at: kernel.clock.now(),
      asked_by: actorId(actor),
      due_at: dueAt,
      content: await sealContent(kernel, issue, id, content),
    })
    .execute();
  return id;
}

/** Changes what an open request says. */
export async function saveRetest(
  kernel: Kernel,
  { id, issue }: Pick<Retest, 'id' | 'issue'>,
  { dueAt, content }: { readonly dueAt: Date; readonly content: RetestContent },
): Promise<void> {
  const sealed = await sealContent(kernel, issue, id, content);
  await tables(kernel).updateTable(RETEST).set({ due_at: dueAt, content: sealed }).where('id', '=', id).execute();
}

/** Asks for a report, unless it is asked for already; gives the new ask's id. */
export async function addAsk(kernel: Kernel, retest: string, report: string): Promise<string | undefined> {
  const row = await tables(kernel)
    .insertInto(ASK)
    .values({ id: newId('rta', kernel.clock, kernel.random), retest, report })
    .onConflict(conflict => conflict.columns(['retest', 'report']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

/** Asks no longer for a report that has not answered. */
export async function dropAsk(kernel: Kernel, retest: string, report: string): Promise<void> {
  await tables(kernel)
    .deleteFrom(ASK)
    .where('retest', '=', retest)
    .where('report', '=', report)
    .where('answer', 'is', null)
    .execute();
}

/** Notes an answer. @returns false when there is one already */
export async function saveAnswer(kernel: Kernel, { retest, report, answer, message }: SavedAnswer): Promise<boolean> {
  const { numUpdatedRows } = await tables(kernel)
    .updateTable(ASK)
    .set({ answer, answered_at: kernel.clock.now(), message })
    .where('retest', '=', retest)
    .where('report', '=', report)
    .where('answer', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

type SavedAnswer = {
  readonly retest: string;
  readonly report: string;
  readonly answer: RetestAnswer | 'expired';
  readonly message: string | null;
};

/** Notes what a member of staff found. */
export async function addCheck(
  kernel: Kernel,
  actor: Actor,
  { id: retest, issue }: Pick<Retest, 'id' | 'issue'>,
  { outcome, note }: { readonly outcome: CheckOutcome; readonly note: string },
): Promise<void> {
  const id = newId('rtc', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, issue);
  await tables(kernel)
    .insertInto(CHECK)
    .values({
      id,
      retest,
      at: kernel.clock.now(),
      person: actorId(actor),
      outcome,
      note: vault.seal({ table: CHECK, column: 'note', row: id }, note),
    })
    .execute();
}

/** Ends the open request of an issue; gives its id, undefined when there is none. */
export async function closeRetest(
  kernel: Kernel,
  actor: Actor,
  issue: string,
  outcome: RetestOutcome,
): Promise<string | undefined> {
  const row = await tables(kernel)
    .updateTable(RETEST)
    .set({ ended_at: kernel.clock.now(), ended_by: actorId(actor), outcome })
    .where('issue', '=', issue)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

/** The open request of an issue; undefined for those who may not read reports, and when there is none. */
export async function findOpenRetest(kernel: Kernel, actor: Actor, issue: string): Promise<Retest | undefined> {
  return (await listRetests(kernel, actor, issue)).find(({ endedAt }) => endedAt === null);
}

/** The requests of an issue, the latest first. */
export async function listRetests(kernel: Kernel, actor: Actor, issue: string): Promise<Retest[]> {
  if (!sees(actor)) return [];
  const rows = await tables(kernel)
    .selectFrom(RETEST)
    .selectAll()
    .where('issue', '=', issue)
    .orderBy('asked_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  const vault = rows.length === 0 ? undefined : await kernel.vault.existing(kernel.db, issue);
  if (!vault) return [];
  const ids = rows.map(({ id }) => id);
  const asks = await tables(kernel)
    .selectFrom('reports.retest_ask as ask')
    .innerJoin('reports.report as report', 'report.id', 'ask.report')
    // A report that another issue answers by now does not count here any more.
    .innerJoin('reports.issue_report as link', 'link.report', 'ask.report')
    .select(['ask.id', 'ask.retest', 'ask.report', 'ask.answer', 'ask.answered_at', 'ask.message', 'report.number'])
    .where('link.issue', '=', issue)
    .where('ask.retest', 'in', ids)
    .orderBy('report.submitted_at')
    .orderBy('ask.report')
    .execute();
  const checks = await tables(kernel)
    .selectFrom(CHECK)
    .selectAll()
    .where('retest', 'in', ids)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(row => ({
    ...(JSON.parse(vault.open({ table: RETEST, column: 'content', row: row.id }, row.content)) as RetestContent),
    id: row.id,
    issue: row.issue,
    askedAt: row.asked_at,
    askedBy: row.asked_by,
    dueAt: row.due_at,
    endedAt: row.ended_at,
    // Check constraints hold these columns to the types named.
    outcome: row.outcome as RetestOutcome | null,
    asked: asks
      .filter(({ retest }) => retest === row.id)
      .map(({ id, report, number, answer, answered_at, message }) => ({
        id,
        report,
        number,
        answer: answer as Asked['answer'],
        answeredAt: answered_at,
        message,
      })),
    checks: checks
      .filter(({ retest }) => retest === row.id)
      .map(({ id, at, person, outcome, note }) => ({
        id,
        at,
        person,
        outcome: outcome as CheckOutcome,
        note: vault.open({ table: CHECK, column: 'note', row: id }, note),
      })),
  }));
}

/** The latest request that the reporter of this report was put. The caller has found the report for the actor. */
export async function findAskOf(kernel: Kernel, report: string): Promise<OwnAsk | undefined> {
  const row = await tables(kernel)
    .selectFrom('reports.retest_ask as ask')
    .innerJoin('reports.retest as retest', 'retest.id', 'ask.retest')
    .innerJoin('reports.issue_report as link', join =>
      join.onRef('link.report', '=', 'ask.report').onRef('link.issue', '=', 'retest.issue'),
    )
    .select(['ask.answer', 'ask.answered_at', 'retest.id', 'retest.issue', 'due_at', 'ended_at', 'content'])
    .where('ask.report', '=', report)
    .orderBy('retest.asked_at', 'desc')
    .orderBy('retest.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  const vault = row && (await kernel.vault.existing(kernel.db, row.issue));
  return (
    vault && {
      ...(JSON.parse(vault.open({ table: RETEST, column: 'content', row: row.id }, row.content)) as RetestContent),
      retest: row.id,
      issue: row.issue,
      dueAt: row.due_at,
      endedAt: row.ended_at,
      answer: row.answer as Asked['answer'],
      answeredAt: row.answered_at,
    }
  );
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<ReportsTables>();

const sees = (actor: Actor): boolean =>
  actor.kind === 'system' || (actor.kind === 'person' && may(actor.staffRole, 'report.read'));

async function sealContent(kernel: Kernel, issue: string, id: string, content: RetestContent) {
  const vault = await kernel.vault.subject(kernel, issue);
  const { instructions, place } = content;
  return vault.seal({ table: RETEST, column: 'content', row: id }, JSON.stringify({ instructions, place }));
}
