// Reads the admin's forms of the intake: budgets and pause become values, or sentences that say what is wrong.
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { momentOf } from '../triage/date-field.ts';
import type { Budgets } from './admission.ts';
import { type Pause, REASON_CHARACTERS } from './pause.ts';

type Fields = Readonly<Record<string, string | undefined>>;

type Read<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly errors: FieldErrors };

/** The fields of the budgets with their bounds, which the table holds too. */
export const budgetFields = {
  networkFree: { least: 1, most: 10_000 },
  networkMost: { least: 1, most: 100_000 },
  senderWeek: { least: 1, most: 10_000 },
  textRepeats: { least: 1, most: 1000 },
  workFirst: { least: 1000, most: 1_000_000 },
} as const satisfies Record<keyof Budgets, { least: number; most: number }>;

/** Reads the budgets. */
export function readBudgets(fields: Fields): Read<Budgets> {
  const errors: Record<string, string> = {};
  const number = (name: keyof Budgets): number => {
    const typed = (fields[name] ?? '').trim();
    const { least, most } = budgetFields[name];
    const value = /^\d{1,7}$/.test(typed) ? Number(typed) : Number.NaN;
    if (!(value >= least && value <= most))
      errors[name] = `Enter a whole number from ${least} to ${most.toLocaleString('en')}.`;
    return value;
  };
  const value: Budgets = {
    networkFree: number('networkFree'),
    networkMost: number('networkMost'),
    senderWeek: number('senderWeek'),
    textRepeats: number('textRepeats'),
    workFirst: number('workFirst'),
  };
  if (Object.keys(errors).length === 0 && value.networkMost < value.networkFree)
    errors['networkMost'] = 'Reports can be held back only after work was asked for: enter at least that number.';
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, value };
}

/** Reads a pause; its end is a moment in the team's time zone. */
export function readPause(fields: Fields, now: Date, timeZone: string): Read<Pick<Pause, 'reason' | 'endsAt'>> {
  const errors: Record<string, string> = {};
  const reason = (fields['reason'] ?? '').trim();
  if (reason === '') errors['reason'] = 'Say why, in a sentence for researchers.';
  else if ([...reason].length > REASON_CHARACTERS)
    errors['reason'] = `Shorten the reason to ${REASON_CHARACTERS} characters.`;
  const typed = (fields['endsAt'] ?? '').trim();
  const endsAt = typed === '' ? null : momentOf(typed, timeZone);
  if (typed !== '' && endsAt === null) errors['endsAt'] = 'Enter day and time, or leave it empty.';
  else if (endsAt !== null && endsAt <= now) errors['endsAt'] = 'This is over already. Choose a later time.';
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, value: { reason, endsAt } };
}
