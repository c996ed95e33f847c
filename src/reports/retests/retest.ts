// How the answers of several reporters, and what staff found themselves, move the issue whose fix is checked.

/** What a reporter may answer. */
export const retestAnswers = ['fixed', 'partial', 'not_fixed', 'declined'] as const;
export type RetestAnswer = (typeof retestAnswers)[number];

/** What staff may find. */
export const checkOutcomes = ['fixed', 'partial', 'not_fixed'] as const;
export type CheckOutcome = (typeof checkOutcomes)[number];

/** One reporter who was asked; `expired` when the time passed without an answer. */
export type Asked = { readonly answer: RetestAnswer | 'expired' | null; readonly answeredAt: Date | null };

/** What a member of staff found. */
export type StaffCheck = { readonly outcome: CheckOutcome; readonly at: Date };

/**
 * What follows: `wait` for answers, go `back` to fixing, `resolve`, or let staff `confirm`, because the answers alone do
 * not say enough.
 */
export type Verdict = 'wait' | 'back' | 'resolve' | 'confirm';

/**
 * The outcome rule, whatever the order of the answers:
 * 1. whoever finds that it still works, reporter or staff, sends the issue back at once;
 * 2. as long as somebody has time to answer, the issue waits;
 * 3. a check by staff that found it fixed confirms what came before it, and what nobody answered;
 * 4. without one, everybody who tried must have found it fixed, and nobody may have stayed silent.
 */
export function verdictOf(asked: readonly Asked[], checks: readonly StaffCheck[]): Verdict {
  if (asked.some(({ answer }) => answer === 'not_fixed') || lastCheck(checks)?.outcome === 'not_fixed') return 'back';
  if (asked.some(({ answer }) => answer === null)) return 'wait';
  const confirmed = lastCheck(checks);
  const partial = asked.filter(({ answer }) => answer === 'partial');
  if (confirmed?.outcome === 'fixed') {
    // A doubt that came after the check was not answered by it.
    const isSettled = partial.every(({ answeredAt }) => answeredAt === null || answeredAt <= confirmed.at);
    return isSettled ? 'resolve' : 'confirm';
  }
  if (confirmed?.outcome === 'partial' || partial.length > 0) return 'confirm';
  const hasTried = asked.some(({ answer }) => answer === 'fixed');
  return hasTried && asked.every(({ answer }) => answer === 'fixed' || answer === 'declined') ? 'resolve' : 'confirm';
}

/** The latest of them; what somebody found later counts more. */
const lastCheck = (checks: readonly StaffCheck[]): StaffCheck | undefined =>
  checks.reduce<StaffCheck | undefined>((last, each) => (last && last.at > each.at ? last : each), undefined);

/** Who is waited for with a report whose fix is checked: its own reporter, others who were asked, or the team. */
export type RetestWaits = 'reporter' | 'others' | 'team';

/** Whom the report waits for; `own` is what its reporter answered, undefined when they were not asked. */
export const waitsOf = (own: Asked | undefined, asked: readonly Asked[]): RetestWaits =>
  own?.answer === null ? 'reporter' : asked.some(({ answer }) => answer === null) ? 'others' : 'team';

/** How long reporters have unless staff names a day, and how long the team has to confirm. */
export const retestTime = { unit: 'business-days', count: 10 } as const;
export const confirmTime = { unit: 'business-days', count: 3 } as const;

/** Days that a named day must leave, and may leave at most. */
export const leastDays = 3;
export const mostDays = 90;

/** Shortest text that says what still works, in characters; as the moves of a report ask it. */
export const shortestWords = 20;
/** Longest instructions. */
export const longestInstructions = 10_000;

/** Answers for staff. */
export const answerNames: Readonly<Record<RetestAnswer | 'expired', string>> = {
  fixed: 'Fixed',
  partial: 'Partly fixed',
  not_fixed: 'Still works',
  declined: 'Did not check',
  expired: 'No answer in time',
};

/** How a request ended, for staff. */
export type RetestOutcome = 'resolved' | 'back' | 'withdrawn';
export const outcomeNames: Readonly<Record<RetestOutcome, string>> = {
  resolved: 'Confirmed as fixed',
  back: 'Sent back to fixing',
  withdrawn: 'Taken back',
};
