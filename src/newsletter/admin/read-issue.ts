// Reads the form of an issue. Pure.
import type { FieldErrors } from '../../web/ui/form-state.ts';

export const LONGEST = 60_000;

export type Typed = { readonly title?: string; readonly body?: string; readonly revision?: string };

/** What the form says, or what is wrong with it. */
export function readIssue(typed: Typed): { title: string; body: string } | { errors: FieldErrors } {
  const title = (typed.title ?? '')
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  const body = (typed.body ?? '').toWellFormed().replace(/\r\n?/gu, '\n').trim();
  const errors = {
    ...((title === '' || title.length > 150) && { title: 'Enter a title of at most 150 characters.' }),
    ...((body.length < 20 || body.length > LONGEST) && { body: `Write 20 to ${LONGEST} characters.` }),
  };
  return Object.keys(errors).length > 0 ? { errors } : { title, body };
}
