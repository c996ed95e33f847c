// Finds the issue that somebody means by a number or by words of its title.
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { IssueHead } from './issue-record.ts';
import { findIssueByNumber, listIssues } from './issue-store.ts';
import { readIssueNumber } from './issue-words.ts';

/** `fault` is a sentence for the form when none or several fit. */
export type ChosenIssue =
  | { readonly ok: true; readonly issue: IssueHead }
  | { readonly ok: false; readonly fault: string };

/** The one issue that fits; one that was merged stands for the one that took it over. */
export async function chooseIssue(kernel: Kernel, actor: Actor, typed: string): Promise<ChosenIssue> {
  if (typed.trim() === '') return { ok: false, fault: 'Enter the number of the issue, or words of its title.' };
  const number = readIssueNumber(typed, kernel.clock.now());
  if (number !== null) {
    const issue = await findIssueByNumber(kernel, actor, number);
    if (!issue) return { ok: false, fault: `There is no issue ${number}.` };
    return issue.mergedInto === null
      ? { ok: true, issue }
      : { ok: false, fault: `${number} was merged into another issue; name that one.` };
  }
  const found = await listIssues(kernel, actor, { words: typed, limit: SHOWN + 1 });
  const [issue] = found;
  if (!issue) return { ok: false, fault: 'No issue has all these words in its title.' };
  if (found.length === 1) return { ok: true, issue };
  const list = found.slice(0, SHOWN).map(({ number, title }) => `${number} (${title})`);
  const more = found.length > SHOWN ? ', and more' : '';
  return { ok: false, fault: `Several issues fit: ${list.join(', ')}${more}. Enter the number of one.` };
}

const SHOWN = 5;
