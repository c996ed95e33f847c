// Where an issue stands: read off the reports that it answers, as long as one of them is no duplicate.
import type { ReportHead } from '../report-record.ts';

export const issueStates = ['open', 'accepted', 'fixed', 'resolved', 'closed'] as const;
export type IssueState = (typeof issueStates)[number];

/** What an issue's state follows from. */
export type LinkedState = Pick<ReportHead, 'state' | 'closeReason'>;

/**
 * The state of an issue: that of the report which has the longest way to go. Duplicates never decide; an issue that
 * has no other report (a known one, imported) keeps the state that staff gave it.
 */
export function issueStateOf(own: IssueState, reports: readonly LinkedState[]): IssueState {
  const states = reports.filter(isDecisive).map(({ state }) => stateFor[state]);
  return issueStates.find(state => states.includes(state)) ?? own;
}

/** Whether a report stands for its issue: it is no duplicate of another. */
export const isDecisive = ({ state, closeReason }: LinkedState): boolean =>
  !(state === 'closed' && closeReason === 'duplicate');

const stateFor: Readonly<Record<LinkedState['state'], IssueState>> = {
  new: 'open',
  needs_info: 'open',
  triaged: 'open',
  accepted: 'accepted',
  fixed: 'fixed',
  resolved: 'resolved',
  closed: 'closed',
};

/** Which moves an issue offers to staff, by its state. */
export type IssueMove = 'accept' | 'mark_fixed';
export const issueMovesOf = (state: IssueState): readonly IssueMove[] =>
  state === 'open' ? ['accept'] : state === 'accepted' ? ['mark_fixed'] : [];

/** A state as staff calls it. */
export const issueStateNames: Readonly<Record<IssueState, string>> = {
  open: 'Open',
  accepted: 'Being fixed',
  fixed: 'Fixed, to be checked',
  resolved: 'Resolved',
  closed: 'Closed',
};

/** What the reporters of an issue read about it; it names nobody and nothing that another one wrote. */
export const issueNews: Readonly<Record<IssueState, string>> = {
  open: 'The issue is confirmed and waits for the team that owns the target.',
  accepted: 'Someone is responsible for the fix and has a date for it.',
  fixed: 'The team believes that this is fixed; the fix is being checked.',
  resolved: 'This is fixed, and the fix was checked or left standing.',
  closed: 'The issue has ended without a fix of its own.',
};
