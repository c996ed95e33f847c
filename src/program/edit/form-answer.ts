// What reading a form of the program's editor gives: a value to publish, or what was wrong with it.

import type { FieldErrors } from '../../web/ui/form-state.ts';

/** Fields as they came in; a missing one is the same as an empty one. */
export type Fields = Readonly<Record<string, string | undefined>>;

/** `changes` are sentences that say what publishing would change, for the page that asks first. */
export type FormAnswer<Value> =
  | { readonly ok: true; readonly value: Value; readonly changes: readonly string[] }
  | { readonly ok: false; readonly errors: FieldErrors };

/** A field without white space around it. */
export const trimmed = (fields: Fields, name: string): string => (fields[name] ?? '').trim();

/** The member of a list that a field names; undefined when it names none. */
export const oneOf = <Value extends string>(values: readonly Value[], text: string): Value | undefined =>
  values.find(value => value === text);
