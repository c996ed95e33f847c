// Advice beside the checks of `claims/report-lint.ts`: what to add, and what better to leave out. Never a reason to refuse.
import { claimText } from '../claims/claim.ts';
import type { Submission } from './submission-form.ts';

export type Advice = { readonly field: string; readonly sentence: string };

type Written = Pick<Submission, 'description' | 'steps' | 'impact' | 'location' | 'claims'>;

/** What could be better, the most helpful first; an empty list when nothing comes to mind. */
export function adviseOn({ description, steps, impact, location, claims = [] }: Written): Advice[] {
  const everything = [description, steps, impact, location, ...claims.map(claimText)].join('\n');
  const advice: Advice[] = [];
  const add = (when: boolean, field: string, sentence: string): void => {
    if (when) advice.push({ field, sentence });
  };
  add(impact.trim() === '', 'impact', 'The impact is not described. What could an attacker do with it, and to whom?');
  add(
    SECRETS.some(pattern => pattern.test(everything)),
    'description',
    'The text seems to hold a live secret or token. If it is not yours, shorten it: the first and last four characters are enough.',
  );
  add(
    /\b[A-HJ-NPR-Z0-9]{17}\b/u.test(everything) && /\d/u.test(everything),
    'description',
    'The text seems to hold a VIN. If the car is not yours, leave out the last six characters.',
  );
  return advice;
}

const SECRETS = [
  /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/u,
  /\bAKIA[0-9A-Z]{16}\b/u,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/u,
  /\bgh[pousr]_\w{30,}/u,
];
