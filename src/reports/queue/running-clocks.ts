// Which promises about a report run now, and which of them falls due first; the same rule as the column `due_at`.

import type { ReportFacts } from '../report-facts.ts';
import type { ReportClocks, ReportHead } from '../report-record.ts';

const clockNames = ['acknowledge', 'decide', 'remediate', 'answer', 'retest', 'update'] as const;
export type ClockName = (typeof clockNames)[number];

export type RunningClock = { readonly clock: ClockName; readonly dueAt: Date };

/** What a clock waits for, in a word or two, as the queue says it. */
export const clockWords: Readonly<Record<ClockName, string>> = {
  acknowledge: 'first answer',
  decide: 'decision',
  remediate: 'fix',
  answer: 'their answer',
  retest: 'check of fix',
  update: 'next word',
};

export type Clocked = Pick<ReportHead, 'state' | 'answeredAt'> & {
  readonly clocks: ReportClocks;
  readonly facts: Pick<ReportFacts, 'resumeState'>;
};

/** The clocks that run in this state, the one that falls due first in front; none when the report has ended. */
export function runningClocks({ state, answeredAt, clocks }: Clocked): RunningClock[] {
  const due: Partial<Record<ClockName, Date | null>> =
    state === 'resolved' || state === 'closed'
      ? {}
      : state === 'needs_info'
        ? { answer: clocks.answerDue }
        : {
            acknowledge: answeredAt === null ? clocks.acknowledgeDue : null,
            decide: state === 'new' ? clocks.decideDue : null,
            remediate: state === 'triaged' || state === 'accepted' ? clocks.remediateDue : null,
            retest: state === 'fixed' ? clocks.retestDue : null,
            update: clocks.updateDue,
          };
  return clockNames
    .flatMap(clock => (due[clock] ? [{ clock, dueAt: due[clock] }] : []))
    .toSorted((one, other) => one.dueAt.getTime() - other.dueAt.getTime());
}

/** `2 d 4 h left`, `50 min over`: rounded down, so that it never promises more time than there is. */
export const timeLeft = (dueAt: Date, now: Date): string => {
  const ms = dueAt.getTime() - now.getTime();
  return `${lengthWords(Math.abs(ms))} ${ms < 0 ? 'over' : 'left'}`;
};

/** `2 d 4 h`, `50 min`: the two largest units, rounded down. */
export function lengthWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  if (days >= 10) return `${days} d`;
  if (days > 0) return `${days} d${hours > 0 ? ` ${hours} h` : ''}`;
  return hours > 0 ? `${hours} h` : `${rest} min`;
}
