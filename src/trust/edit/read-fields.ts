// Reads the fields of a form one by one, and gathers in a sentence each what was wrong. Pure.
import type { FieldErrors } from '../../web/ui/form-state.ts';
import type { Day } from '../content/content.ts';
import { isDay } from '../content/day.ts';

/** As they came in; a list for a group of checkboxes. */
export type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

export type FieldReader = {
  /** One line. */
  text(name: string, options: { readonly what: string; readonly longest?: number }): string;
  /** One line that may be missing. */
  optional(name: string, longest?: number): string;
  /** Several lines; line ends become line feeds. */
  long(name: string, options: { readonly what: string; readonly longest: number }): string;
  /** One entry a line, or separated by commas. */
  list(name: string, options: { readonly what: string }): string[];
  /** One entry a line; there may be none. */
  lines(name: string, options: { readonly most: number; readonly longest: number }): string[];
  day(name: string, options: { readonly what: string }): Day;
  optionalDay(name: string): Day | null;
  whole(name: string, options: { readonly what: string; readonly least: number; readonly most: number }): number;
  choice<Value extends string>(name: string, values: readonly Value[], what: string): Value;
  /** What was ticked, of what may be. */
  ticked(name: string, values: readonly string[]): string[];
  url(name: string): string | null;
  email(name: string): string;
  /** Adds a fault that concerns several fields. */
  fault(name: string, sentence: string): void;
  readonly errors: FieldErrors;
};

export function readFields(fields: Fields): FieldReader {
  const errors: Record<string, string> = {};
  const raw = (name: string): string => {
    const value = fields[name];
    return (typeof value === 'string' ? value : (value?.[0] ?? '')).toWellFormed();
  };
  const line = (name: string): string => tidy(raw(name));
  const fault = (name: string, sentence: string): void => {
    errors[name] ??= sentence;
  };
  const limited = (name: string, value: string, longest: number): string => {
    if (value.length > longest) fault(name, `This is longer than ${longest} characters.`);
    return value;
  };
  const optionalDay = (name: string): Day | null => {
    const value = line(name);
    if (value === '') return null;
    if (!isDay(value)) fault(name, 'Enter a day as year, month, day: 2026-11-30.');
    return value;
  };
  return {
    errors,
    fault,
    text: (name, { what, longest = 200 }) => {
      const value = limited(name, line(name), longest);
      if (value === '') fault(name, `Enter ${what}.`);
      return value;
    },
    optional: (name, longest = 300) => limited(name, line(name), longest),
    long: (name, { what, longest }) => {
      const value = limited(name, raw(name).replace(/\r\n?/gu, '\n').trim(), longest);
      if (value === '') fault(name, `Write ${what}.`);
      return value;
    },
    list: (name, { what }) => {
      const values = raw(name)
        .split(/[\n,]/u)
        .map(tidy)
        .filter(each => each !== '');
      if (values.length === 0) fault(name, `Enter ${what}.`);
      if (values.length > 40 || values.some(each => each.length > 120))
        fault(name, 'At most 40 entries of 120 characters.');
      return values;
    },
    lines: (name, { most, longest }) => {
      const values = raw(name)
        .split(/[\r\n]+/u)
        .map(tidy)
        .filter(each => each !== '');
      if (values.length > most || values.some(each => each.length > longest))
        fault(name, `At most ${most} lines of ${longest} characters.`);
      return values;
    },
    day: (name, { what }) => {
      const value = optionalDay(name);
      if (value === null) fault(name, `Enter ${what}.`);
      return value ?? '';
    },
    optionalDay,
    whole: (name, { what, least, most }) => {
      const value = Number(line(name));
      if (!Number.isInteger(value) || value < least || value > most)
        fault(name, `Enter ${what} as a whole number from ${least} to ${most}.`);
      return value;
    },
    choice: (name, values, what) => {
      const value = values.find(each => each === line(name));
      if (value === undefined) fault(name, `Choose ${what}.`);
      return value ?? (values[0] as (typeof values)[number]);
    },
    ticked: (name, values) => {
      const value = fields[name];
      const given = typeof value === 'string' ? [value] : (value ?? []);
      return values.filter(each => given.includes(each));
    },
    url: name => {
      const value = limited(name, line(name), 500);
      if (value === '') return null;
      if (!URL.canParse(value) || new URL(value).protocol !== 'https:') fault(name, 'Enter an address with https://.');
      return value;
    },
    email: name => {
      const value = limited(name, line(name), 254);
      if (value !== '' && !/^[^\s@<>"',;:?&]+@[^\s@<>"',;:?&]+\.[^\s@<>"',;:?&]+$/u.test(value))
        fault(name, 'Enter an e-mail address with a domain.');
      return value;
    },
  };
}

/** One line. Marks that turn the direction of writing could make a name look like another. */
const tidy = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
