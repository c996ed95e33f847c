// Moves reports from one issue to another: split off, moved over, or all of them when two issues turn out to be one fix.
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ReportHead } from '../report-record.ts';
import { lockReport, saveReport } from '../report-store.ts';
import { endRequest } from '../retests/ask-for-retest.ts';
import { refreshIssue } from './follow-move.ts';
import type { IssueRecord } from './issue-record.ts';
import { findIssue, insertIssue, linkReport, listReportsOf, lockIssue, saveIssue } from './issue-store.ts';
import { whatMoves } from './regrouping.ts';

/**
 * Moves reports, and what repeats them, to another issue or to a new one; gives the id of that issue.
 * @param into the issue that takes them; null makes a new one, with the title of the first of them
 * @throws Refusal not_found; conflict when one of them is no longer here, or would be parted from its original
 */
export async function moveReports(
  kernel: Kernel,
  actor: Actor,
  { from, into, reports }: { from: string; into: string | null; reports: readonly string[] },
): Promise<string> {
  return kernel.transaction(async kernel => {
    const here = await listReportsOf(kernel, actor, from);
    const chosen = whatMoves(here, reports);
    if (!chosen.ok) throw refuse('conflict', { issue: from });
    const moving = here.filter(({ id }) => chosen.reports.includes(id));
    const issue = await findIssue(kernel, actor, from);
    const [first] = moving;
    if (!issue || !first) throw refuse('not_found');
    const target = into ?? newId('iss', kernel.clock, kernel.random);
    if (into === null) await insertIssue(kernel, actor, offspringOf(issue, first, target));
    else if ((await findIssue(kernel, actor, into))?.mergedInto !== null || into === from) throw refuse('conflict');
    await relink(kernel, actor, target, moving);
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: into === null ? 'issue.split' : 'issue.move-reports',
      subject: from,
      details: { into: target, reports: moving.map(({ id }) => id) },
    });
    for (const each of [from, target]) await refreshIssue(kernel, actor, each);
    return target;
  });
}

/**
 * Makes one issue of two: `into` answers all reports from now on, `from` is kept and says where they went.
 * @throws Refusal not_found; conflict when either was merged already or was changed since the page was made
 */
export async function mergeIssue(
  kernel: Kernel,
  actor: Actor,
  { from, into, revision }: { from: string; into: string; revision: number },
): Promise<void> {
  await kernel.transaction(async kernel => {
    const taker = await findIssue(kernel, actor, into);
    const giver = await findIssue(kernel, actor, from);
    if (!giver || !taker) throw refuse('not_found');
    if (giver.mergedInto !== null || taker.mergedInto !== null || from === into || giver.revision !== revision)
      throw refuse('conflict', { issue: from });
    await relink(kernel, actor, into, await listReportsOf(kernel, actor, from));
    const now = kernel.clock.now();
    await saveIssue(kernel, await lockIssue(kernel, actor, from), { mergedInto: into, state: 'closed', endedAt: now });
    await endRequest(kernel, actor, from, 'closed');
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'issue.merge',
      subject: from,
      details: { into },
    });
    await refreshIssue(kernel, actor, into);
  });
}

async function relink(kernel: Kernel, actor: Actor, issue: string, reports: readonly ReportHead[]): Promise<void> {
  for (const { id } of reports.toSorted((one, other) => (one.id < other.id ? -1 : 1))) {
    const report = await lockReport(kernel, actor, id);
    await linkReport(kernel, actor, issue, id);
    if (report.snapshot.issueId !== null)
      await saveReport(kernel, report, { snapshot: { ...report.snapshot, issueId: issue } });
  }
}

const offspringOf = (issue: IssueRecord, first: ReportHead, id: string) => ({
  id,
  origin: 'split' as const,
  title: first.title,
  summary: '',
  rootCause: '',
  cvss: issue.cvss,
  fixReferences: [],
  severity: first.priority,
  cweIds: issue.cweIds,
});
