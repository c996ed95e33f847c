// Finds the earlier thing that a duplicate repeats, by its number: always one that stands, never a duplicate itself.
import { type Actor, system } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { findCommitment } from '../known/commitment-store.ts';
import { type ReportHead, snapshotOf } from '../report-record.ts';
import type { Original } from '../report-snapshot.ts';
import { findByNumber, readReport } from '../report-store.ts';
import { readNumber } from '../triage/queue-view.ts';
import { isDecisive } from './issue-state.ts';
import { findIssueByNumber, listReportsOf } from './issue-store.ts';
import { readIssueNumber } from './issue-words.ts';
import { hasFallen } from './originals.ts';

/** `fault` is a sentence for the form. */
export type FoundOriginal =
  | { readonly ok: true; readonly original: Original }
  | { readonly ok: false; readonly fault: string };

/**
 * The original that a number (`VDP-…` or `ISS-…`) stands for: of a duplicate what it repeats, of an issue its earliest
 * report that stands, of a known issue without reports the commitment to it.
 */
export async function findOriginal(kernel: Kernel, actor: Actor, typed: string): Promise<FoundOriginal> {
  const now = kernel.clock.now();
  if (typed.trim() === '') return { ok: false, fault: 'Enter the number of the earlier report or issue.' };
  const issueNumber = readIssueNumber(typed, now);
  if (issueNumber !== null) return ofIssue(kernel, actor, issueNumber);
  const number = readNumber(typed, now);
  const report = number === null ? undefined : await findByNumber(kernel, actor, number);
  if (!report) return { ok: false, fault: 'There is no report or issue with this number.' };
  return ofReport(kernel, report);
}

async function ofReport(kernel: Kernel, report: ReportHead): Promise<FoundOriginal> {
  const { original } = report.facts;
  // Originals are never duplicates, so one step is enough.
  if (report.closeReason === 'duplicate' && original?.kind === 'report')
    return ofReport(kernel, await readReport(kernel, system('issues'), original.id));
  if (report.closeReason === 'duplicate' && original) return { ok: true, original };
  if (hasFallen(snapshotOf(report)))
    return { ok: false, fault: `${report.number} was closed without a finding, so nothing can repeat it.` };
  return { ok: true, original: { kind: 'report', id: report.id, receivedAt: report.submittedAt } };
}

async function ofIssue(kernel: Kernel, actor: Actor, number: string): Promise<FoundOriginal> {
  const issue = await findIssueByNumber(kernel, actor, number);
  if (!issue) return { ok: false, fault: `There is no issue ${number}.` };
  const commitment = await findCommitment(kernel, issue.id);
  if (commitment) return { ok: true, original: { kind: 'commitment', id: issue.id, receivedAt: commitment.at } };
  const reports = await listReportsOf(kernel, actor, issue.id);
  const standing = reports.find(report => isDecisive(report) && !hasFallen(snapshotOf(report)));
  if (!standing) return { ok: false, fault: `${number} has no report that stands; name the earlier report.` };
  return { ok: true, original: { kind: 'report', id: standing.id, receivedAt: standing.submittedAt } };
}
