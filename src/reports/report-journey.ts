// The way of a report as its reporter sees it, like a parcel's: what was, what is now, what comes.
import type { ReportRecord } from './report-record.ts';
import { describeState, type OwedBy } from './report-state-words.ts';

/** One step. `at` is when it happened, or when the present one is due. */
export type JourneyStep = {
  readonly id: string;
  readonly title: string;
  readonly state: 'past' | 'present' | 'future';
  readonly at: Date | null;
};

/** When each state was reached the last time, from the story. */
export type Reached = Readonly<Partial<Record<string, Date>>>;

/** When the story's states were reached last, and not left behind by a later reopening. */
export function reachedStates(
  entries: readonly { readonly to: string | null; readonly from: string | null; readonly at: Date }[],
): Reached {
  let reached: Record<string, Date> = {};
  for (const { to, from, at } of entries) {
    if (to === null || to === from) continue;
    // Opened again: what was confirmed or fixed before has to be so once more.
    if (to === 'new' && from !== 'draft' && from !== 'needs_info') reached = {};
    if (to === 'accepted' && from === 'fixed') delete reached['fixed'];
    reached[to] = at;
  }
  return reached;
}

/** The steps of a report; what the present one means and what follows is in the words of its state. */
export function journeyOf(report: ReportRecord, reached: Reached): JourneyStep[] {
  const { state, snapshot } = report;
  const words = describeState(snapshot);
  const present = (id: string, title: string): JourneyStep => ({
    id,
    title,
    state: 'present',
    at: dueOf(report, words.clock),
  });
  const past = (id: string, title: string, at: Date | null): JourneyStep => ({
    id,
    title,
    state: 'past',
    at,
  });
  const future = (id: string, title: string): JourneyStep => ({ id, title, state: 'future', at: null });

  const read = report.readAt ?? report.answeredAt ?? report.decidedAt;
  const isOver = state === 'resolved' || state === 'closed';
  const steps: JourneyStep[] = [past('received', 'Received', report.submittedAt)];
  if (read) steps.push(past('read', 'Read by a person', read));
  if (reached['triaged']) steps.push(past('confirmed', 'Confirmed', reached['triaged']));
  if (reached['accepted'] && state !== 'accepted')
    steps.push(past('accepted', 'Taken on for fixing', reached['accepted']));
  if (reached['fixed']) steps.push(past('fixed', 'Fixed', reached['fixed']));

  if (state === 'closed') return [...steps, past('closed', words.label, report.endedAt)];
  if (state === 'resolved') steps.push(past('resolved', 'Resolved', report.endedAt));
  if (state === 'needs_info') steps.push(present('waiting', words.label));
  if (state === 'new')
    steps.push(read ? present('confirming', 'Being checked') : present('reading', 'Waiting to be read'));
  if (state === 'triaged') steps.push(present('assigning', 'Waiting for its owner'));
  if (state === 'accepted') steps.push(present('fixing', 'Being fixed'));
  if (state === 'fixed')
    steps.push(
      present('checking', words.owes === 'reporter' ? 'Your turn: check the fix' : 'The fix is being checked'),
    );

  if (!reached['triaged'] && !isOver) steps.push(future('confirmed', 'Confirmed'));
  if (!reached['fixed'] && !isOver) steps.push(future('fixed', 'Fixed'));
  return [...steps, future('published', 'Published')];
}

/** When the named clock falls due. */
export function dueOf({ clocks, answeredAt }: ReportRecord, clock: OwedBy): Date | null {
  switch (clock) {
    case 'question':
      return clocks.answerDue;
    case 'acknowledge_and_decide':
      return answeredAt === null && (clocks.decideDue === null || clocks.acknowledgeDue < clocks.decideDue)
        ? clocks.acknowledgeDue
        : clocks.decideDue;
    case 'remediate':
      return clocks.remediateDue ?? clocks.updateDue;
    case 'retest':
      return clocks.retestDue;
    case null:
      return null;
  }
}
