// The record of processing activities: what the columns say of themselves, joined with what it is for. Pure.
import type { ColumnFacts } from '../../core/database/data-inventory.ts';
import type { Activity } from './activities.ts';

export type RecordedColumn = {
  readonly table: string;
  readonly column: string;
  readonly class: 'personal' | 'sealed' | 'hashed';
  readonly purpose: string;
  readonly keepDays: number | null;
};

export type RecordedActivity = Activity & { readonly data: readonly RecordedColumn[] };

/**
 * One entry for each activity that holds something of people.
 * @returns the entries, and schemas with such columns that no activity speaks of: a fault that a test finds
 */
export function recordOf(
  facts: readonly ColumnFacts[],
  activities: readonly Activity[],
): { readonly entries: readonly RecordedActivity[]; readonly unspoken: readonly string[] } {
  const personal = facts.flatMap(({ table, column, class: kind, purpose, keepDays }) =>
    kind === 'personal' || kind === 'sealed' || kind === 'hashed'
      ? [{ table, column, class: kind, purpose, keepDays: keepDays ?? null }]
      : [],
  );
  const bySchema = Map.groupBy(personal, ({ table }) => table.split('.')[0] ?? '');
  return {
    entries: activities.flatMap(activity => {
      const data = bySchema.get(activity.module);
      return data ? [{ ...activity, data }] : [];
    }),
    unspoken: [...bySchema.keys()].filter(schema => !activities.some(({ module }) => module === schema)),
  };
}

/** How long it is kept, in words. */
export function keptWords(data: readonly RecordedColumn[]): string {
  const days = data.flatMap(({ keepDays }) => (keepDays === null ? [] : [keepDays]));
  const isOpen = days.length < data.length;
  if (days.length === 0) return 'Until the person is erased, or the thing is deleted';
  const [least, most] = [Math.min(...days), Math.max(...days)];
  const span = least === most ? `${least} days` : `${least} to ${most} days`;
  return isOpen ? `${span} where a limit stands; the rest until the person is erased` : span;
}

const HEADER = [
  'activity',
  'purpose',
  'basis',
  'people',
  'recipients',
  'table',
  'column',
  'class',
  'what for',
  'kept days',
] as const;

/** A line for each column (RFC 4180). */
export const csvOf = (entries: readonly RecordedActivity[]): string =>
  [
    HEADER,
    ...entries.flatMap(({ name, purpose, basis, people, recipients, data }) =>
      data.map(one => [
        name,
        purpose,
        basis,
        people,
        recipients,
        one.table,
        one.column,
        one.class,
        one.purpose,
        one.keepDays === null ? '' : String(one.keepDays),
      ]),
    ),
  ]
    .map(cells => `${cells.map(cell).join(',')}\r\n`)
    .join('');

/** No spreadsheet takes it for a formula. */
const cell = (text: string): string => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
