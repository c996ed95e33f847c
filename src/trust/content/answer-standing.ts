// Whether an answer may be given now: reviewed lately enough, and resting on claims that are backed. Pure.
import { type Evidence, standingOfControl } from '../evidence/control-status.ts';
import type { Control, QuestionAnswer } from './content.ts';
import { dayOf } from './day.ts';

export type AnswerStanding = 'given' | 'expired' | 'unbacked';

/** Ids of the controls that are backed by good and fresh evidence at this moment. */
export const backedControls = (
  controls: readonly Control[],
  newest: ReadonlyMap<string, Evidence>,
  now: Date,
): ReadonlySet<string> =>
  new Set(controls.filter(control => standingOfControl(control, newest, now).status === 'passing').map(({ id }) => id));

/** @param backed as `backedControls` gives them */
export function standingOfAnswer(
  { validUntil, controls }: Pick<QuestionAnswer, 'validUntil' | 'controls'>,
  backed: ReadonlySet<string>,
  now: Date,
): AnswerStanding {
  if (validUntil < dayOf(now)) return 'expired';
  return controls.every(id => backed.has(id)) ? 'given' : 'unbacked';
}
