// Advice before a report is sent: what would help whoever reads it. It is never a reason to refuse a report.
import type { Submission } from './submission-form.ts';

export type Advice = { readonly field: string; readonly sentence: string };

/** What could be better, the most helpful first; an empty list when nothing comes to mind. */
export function adviseOn(submission: Submission, evidenceFiles: number): Advice[] {
  const { description, steps, impact, location, scope } = submission;
  const everything = [description, steps, impact, location].join('\n');
  const advice: Advice[] = [];
  const add = (when: boolean, field: string, sentence: string): void => {
    if (when) advice.push({ field, sentence });
  };
  add(scope.verdict === 'out', 'location', `${scope.reason} You can send the report all the same; it will be read.`);
  add(
    location === '' && !/https?:\/\/\S+|\b[\w-]+(?:\.[\w-]+)+\b/u.test(description),
    'location',
    'No address or place is named. Where does it happen: a URL, an endpoint, a screen, a part of the car?',
  );
  add(
    steps.trim() === '' && !/^\s*(?:\d+[.)]|[-*])\s/mu.test(description),
    'steps',
    'There are no steps. Reports that can be repeated step by step are answered soonest.',
  );
  add(
    evidenceFiles === 0 && !/```|HTTP\/[12]|\bcurl\b|^\s*(?:GET|POST|PUT|PATCH|DELETE)\s/mu.test(everything),
    'evidence',
    'There is no evidence yet: a request with its answer, a screenshot, a log or a short program.',
  );
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
