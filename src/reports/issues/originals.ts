// What a duplicate repeats, and what happens when that falls: pure, so that it can be tried in every order.
import type { CloseReason, ReportSnapshot } from '../report-snapshot.ts';

type Standing = Pick<ReportSnapshot, 'state' | 'closeReason' | 'fixedAt'>;

/**
 * Endings that say nothing was found, or that the reporter took it back: who repeats such a report is judged anew.
 * What was fixed before it ended stays fixed for everybody; a risk that is accepted, and what is true but not changed,
 * is so for everybody as well.
 */
const FALLS: ReadonlySet<CloseReason> = new Set([
  'withdrawn',
  'abandoned',
  'not_reproducible',
  'not_applicable',
  'out_of_scope',
  'rules_violation',
  'spam',
]);

/** Whether a report can no longer be the original of another. */
export const hasFallen = ({ state, closeReason, fixedAt }: Standing): boolean =>
  state === 'closed' && closeReason !== null && FALLS.has(closeReason) && fixedAt === null;

export type Succession = {
  /** The report that is opened again in its place. */
  readonly promote: string | null;
  /** Duplicates that repeat something else from now on. */
  readonly relink: readonly string[];
};

/**
 * What becomes of the duplicates of a report, the earliest first. When it has fallen, the earliest is promoted and the
 * others repeat that one; when it is a duplicate itself now, they repeat what it repeats; else nothing happens.
 */
export function successionOf(original: Standing, duplicates: readonly string[]): Succession {
  if (hasFallen(original)) {
    const [promote = null, ...relink] = duplicates;
    return { promote, relink };
  }
  return { promote: null, relink: original.closeReason === 'duplicate' ? duplicates : [] };
}
