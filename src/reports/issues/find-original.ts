// Finds the earlier thing that a duplicate repeats, by its number: a report, or an issue by its earliest report.
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Original } from '../report-snapshot.ts';
import { findByNumber } from '../report-store.ts';
import { readNumber } from '../triage/queue-view.ts';
import { findIssueByNumber, listReportsOf } from './issue-store.ts';
import { readIssueNumber } from './issue-words.ts';

/** The original with the moment at which it came; undefined when the actor sees nothing of this number. */
export async function findOriginal(kernel: Kernel, actor: Actor, typed: string): Promise<Original | undefined> {
  const now = kernel.clock.now();
  const issueNumber = readIssueNumber(typed, now);
  if (issueNumber === null) {
    const number = readNumber(typed, now);
    const report = number === null ? undefined : await findByNumber(kernel, actor, number);
    return report && { kind: 'report', id: report.id, receivedAt: report.submittedAt };
  }
  const issue = await findIssueByNumber(kernel, actor, issueNumber);
  if (!issue) return undefined;
  const [earliest] = await listReportsOf(kernel, actor, issue.id);
  return { kind: 'issue', id: issue.id, receivedAt: earliest?.submittedAt ?? issue.createdAt };
}
