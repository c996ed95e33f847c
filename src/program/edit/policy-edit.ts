// Reads the policy form, and compares two policies line by line.

import { type PolicyVersion, safeHarbors } from '../program.ts';
import { safeHarborSection, safeHarborWords } from '../safe-harbor.ts';
import { type Fields, type FormAnswer, oneOf, trimmed } from './form-answer.ts';

export const longestPolicy = 60_000;

export type PolicyEdit = Pick<PolicyVersion, 'body' | 'language' | 'safeHarbor'>;

/** Reads the form against the policy in force. Line ends become line feeds, so that the same text has the same hash. */
export function readPolicyEdit(current: PolicyEdit, fields: Fields): FormAnswer<PolicyEdit> {
  const body = `${(fields['body'] ?? '').toWellFormed().replace(/\r\n?/gu, '\n').trim()}\n`;
  const language = trimmed(fields, 'language');
  const safeHarbor = oneOf(safeHarbors, trimmed(fields, 'safeHarbor'));
  const isLanguage = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/u.test(language);
  const errors = {
    ...(body.length < 100 && { body: 'Write the policy: what may be tested, how, and what reporters can rely on.' }),
    ...(body.length > longestPolicy && { body: `The policy is longer than ${longestPolicy} characters.` }),
    ...(!isLanguage && { language: 'Enter a language tag, like en or de-CH.' }),
    ...(safeHarbor === undefined && { safeHarbor: 'Choose how far safe harbor goes.' }),
  };
  if (safeHarbor === undefined || Object.keys(errors).length > 0) return { ok: false, errors };
  const { added, removed } = countLines(compareLines(current.body, body));
  const changes = [
    ...(added + removed > 0 ? [`The text: ${lines(added)} added, ${lines(removed)} removed.`] : []),
    ...(language !== current.language ? [`Its language becomes ${language}.`] : []),
    ...(safeHarbor !== current.safeHarbor ? [`Safe harbor becomes “${safeHarborWords[safeHarbor]}”.`] : []),
    ...(safeHarbor !== 'none' && safeHarborSection(body) === undefined
      ? ['Mind: no section is called “Safe harbor”, so the program page can’t show the legal text.']
      : []),
  ];
  if (added + removed === 0 && language === current.language && safeHarbor === current.safeHarbor)
    return { ok: false, errors: { body: 'Nothing is different from the version in force.' } };
  return { ok: true, value: { body, language, safeHarbor }, changes };
}

export type LineChange = { readonly kind: 'same' | 'added' | 'removed'; readonly text: string };

/** The fewest lines to remove and add that turn one text into the other (longest common subsequence). */
export function compareLines(before: string, after: string): LineChange[] {
  const old = before.split('\n');
  const now = after.split('\n');
  const width = now.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = now.length - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        old[row] === now[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const changes: LineChange[] = [];
  let row = 0;
  let column = 0;
  while (row < old.length || column < now.length) {
    const [was, is] = [old[row], now[column]];
    if (was !== undefined && was === is) {
      changes.push({ kind: 'same', text: was });
      row += 1;
      column += 1;
    } else if (was !== undefined && (is === undefined || at(row + 1, column) >= at(row, column + 1))) {
      changes.push({ kind: 'removed', text: was });
      row += 1;
    } else if (is !== undefined) {
      changes.push({ kind: 'added', text: is });
      column += 1;
    }
  }
  return changes;
}

function countLines(changes: readonly LineChange[]): { added: number; removed: number } {
  const count = (kind: LineChange['kind']) => changes.filter(change => change.kind === kind).length;
  return { added: count('added'), removed: count('removed') };
}

const lines = (count: number): string => `${count} ${count === 1 ? 'line' : 'lines'}`;
