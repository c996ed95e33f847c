// What becomes of a report at the door, as pure rules: taken, asked for work first, held back, or turned away by a pause.

/** Why a report is held back. `paused`: by mail, while nothing else than critical reports is taken in. */
export type HoldRule = 'repeated' | 'links' | 'sender' | 'network' | 'paused';

/** The budgets, as admins set them. */
export type Budgets = {
  /** Reports a day from one network before work is asked for. */
  readonly networkFree: number;
  /** Reports a day from one network before they are held back. */
  readonly networkMost: number;
  /** Reports a week from one account or mail address before they are held back. */
  readonly senderWeek: number;
  /** How often a day the same text is taken. */
  readonly textRepeats: number;
  /** Largest number of the first challenge; doubles with each further `networkFree` reports. */
  readonly workFirst: number;
};

/** Far above what one honest person sends, and above what a class at a university sends in an afternoon. */
export const defaultBudgets: Budgets = {
  networkFree: 20,
  networkMost: 200,
  senderWeek: 50,
  textRepeats: 5,
  workFirst: 50_000,
};

/** What is known at the door. Counts are of what was taken in before. */
export type Circumstances = {
  readonly budgets: Budgets;
  readonly isPaused: boolean;
  /** Would be P1 by its own severity, or its reporter says that it is exploited or endangers people. */
  readonly isCritical: boolean;
  /** Our own staff. */
  readonly isTrusted: boolean;
  /** An account with confirmed reports and none closed as spam: has five times the budget. */
  readonly isKnown: boolean;
  /** Mails: nobody is there to be asked or turned away. */
  readonly isMail: boolean;
  /** Solved a challenge or waited, for this very form. */
  readonly hasWorked: boolean;
  /** Today from this network; null when the network is not known, or says nothing (a private address). */
  readonly fromNetwork: number | null;
  /** This week from this account or mail address; null for nobody in particular. */
  readonly fromSender: number | null;
  /** Today with this very text. */
  readonly sameText: number;
  /** Most of the text is links to elsewhere. */
  readonly isMostlyLinks: boolean;
};

export type Verdict =
  | { readonly kind: 'take' }
  /** `cost`: the largest number of the challenge. */
  | { readonly kind: 'work'; readonly cost: number }
  | { readonly kind: 'hold'; readonly rule: HoldRule }
  | { readonly kind: 'turn away' };

const KNOWN_FACTOR = 5;
const MOST_DOUBLINGS = 5;

/** Judges a report at the door, the same for every door. A critical report is asked for work at worst. */
export function judge(found: Circumstances): Verdict {
  const { budgets, isCritical, fromNetwork, fromSender } = found;
  if (found.isTrusted) return { kind: 'take' };
  if (found.isPaused && !isCritical) return found.isMail ? { kind: 'hold', rule: 'paused' } : { kind: 'turn away' };
  const factor = found.isKnown ? KNOWN_FACTOR : 1;
  const free = budgets.networkFree * factor;
  if (fromNetwork !== null && fromNetwork >= free && !found.isMail && !found.hasWorked)
    return { kind: 'work', cost: costOf(budgets, fromNetwork, free) };
  if (isCritical) return { kind: 'take' };
  if (found.sameText >= budgets.textRepeats) return { kind: 'hold', rule: 'repeated' };
  if (fromSender !== null && fromSender >= budgets.senderWeek * factor) return { kind: 'hold', rule: 'sender' };
  if (fromNetwork !== null && fromNetwork >= Math.max(budgets.networkMost, budgets.networkFree) * factor)
    return { kind: 'hold', rule: 'network' };
  if (found.isMostlyLinks) return { kind: 'hold', rule: 'links' };
  return { kind: 'take' };
}

/** The work grows with the pressure: it doubles with each further portion of reports from the network. */
function costOf({ workFirst }: Budgets, fromNetwork: number, free: number): number {
  const doublings = Math.min(MOST_DOUBLINGS, Math.floor(fromNetwork / free) - 1);
  return workFirst * 2 ** doublings;
}

const WAIT_STEP = 30;
const LONGEST_WAIT = 600;

/**
 * How long somebody without script waits instead of working, in seconds. Each form of a network that was asked in this
 * hour waits longer than the one before, so that waiting many times at once gains nothing; never more than ten minutes.
 * @param asked how many forms of the network were asked in this hour before
 */
export const waitOf = (asked: number): number => Math.min(LONGEST_WAIT, WAIT_STEP * (asked + 1));
