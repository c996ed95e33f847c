// What somebody types into the search box, taken apart: words, quoted words, and operators. Pure.
import { hostTerm, pathTerm, type Term, typedTerms } from '../../core/search/words.ts';
import { closeReasons } from '../report-closing.ts';
import { classTerms } from './report-text.ts';
import type { RowFilter } from './search-store.ts';

export type SearchQuery = {
  readonly typed: string;
  readonly terms: readonly Term[];
  readonly without: readonly Term[];
  /** Addresses and names of reporters, whose terms depend on who has an account. */
  readonly reporters: readonly string[];
  readonly filter: RowFilter;
  /** Operators in use, for the audit log: never what was looked for. */
  readonly operators: readonly string[];
  /** What could not be understood, in words for who typed it. */
  readonly problems: readonly string[];
};

/** Longest query that is read. */
export const LONGEST_QUERY = 500;

/** The operators, for the help beside the box. */
export const operatorHelp: readonly { readonly example: string; readonly meaning: string }[] = [
  { example: 'odometer export', meaning: 'reports with both words, in any form: exports, exported' },
  { example: 'CVE-2026-1234', meaning: 'an id, exactly; a number like VDP-2026-0012 opens its report' },
  { example: 'host:api.example.com', meaning: 'a host, and all hosts below it' },
  { example: 'path:/v2/vehicles', meaning: 'addresses whose path begins like this; numbers in it don’t matter' },
  { example: 'class:access_control', meaning: 'a class of the taxonomy, and all classes below it' },
  { example: 'reporter:ada@example.com', meaning: 'by address, or by the name for the thanks' },
  {
    example: 'state:open',
    meaning:
      'open, ended, a state (new, needs_info, triaged, accepted, fixed, resolved, closed), or a reason (duplicate)',
  },
  { example: 'from:2026-01 before:2026-03', meaning: 'sent in January or February 2026' },
  { example: '-sandbox', meaning: 'reports without this word' },
];

const openStates = ['new', 'needs_info', 'triaged', 'accepted', 'fixed'];
const endedStates = ['resolved', 'closed'];

/** @param dayBegins the moment at which a day (`YYYY-MM-DD`) begins where the team is; null when there is no such day */
export function readSearchQuery(text: string, dayBegins: (day: string) => Date | null): SearchQuery {
  const typed = text.slice(0, LONGEST_QUERY).trim();
  const terms: Term[] = [];
  const without: Term[] = [];
  const reporters: string[] = [];
  const operators = new Set<string>();
  const problems: string[] = [];
  const states: string[] = [];
  const reasons: string[] = [];
  let from: Date | null = null;
  let before: Date | null = null;

  for (const match of typed.matchAll(/(-?)(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/giu)) {
    const [whole, minus, name = '', quoted, bare = ''] = match;
    const value = quoted ?? bare;
    const operator = name.toLowerCase();
    const add = (found: readonly Term[]) => (minus === '-' ? without : terms).push(...found);
    const problem = (sentence: string) => void problems.push(sentence);
    const isOperator = known.has(operator) && value !== '';
    if (isOperator) operators.add(operator);
    if (!isOperator) {
      // A colon within a word is no operator: `javascript:alert` is looked for as it stands.
      add(typedTerms(whole.replace(/^-/, '')).flat());
      continue;
    }
    switch (operator) {
      case 'host':
        add([hostTerm(value)]);
        break;
      case 'path':
        add([pathTerm(value.startsWith('/') ? value : `/${value}`)]);
        break;
      case 'class':
      case 'kind':
        add(classTerms(value.toLowerCase()).slice(-1));
        break;
      case 'reporter':
        if (minus === '-') problem('“-reporter:” can’t be used; leave the minus out.');
        else reporters.push(value);
        break;
      case 'state':
      case 'is': {
        const wanted = value.toLowerCase();
        if (wanted === 'open') states.push(...openStates);
        else if (wanted === 'ended') states.push(...endedStates);
        else if ([...openStates, ...endedStates].includes(wanted)) states.push(wanted);
        else if (wanted in closeReasons) reasons.push(wanted);
        else problem(`There is no state “${value}”. Try open, ended, new, triaged, fixed, closed or duplicate.`);
        break;
      }
      case 'from':
      case 'before': {
        const day = firstDayOf(value);
        const moment = day === null ? null : dayBegins(day);
        if (moment === null) problem(`“${value}” is no date. Write 2026-03-01, 2026-03 or 2026.`);
        else if (operator === 'from') from = moment;
        else before = moment;
        break;
      }
    }
  }
  return {
    typed,
    terms,
    without,
    reporters,
    filter: { states, closeReasons: reasons, from, before },
    operators: [...operators].sort(),
    problems,
  };
}

const known = new Set(['host', 'path', 'class', 'kind', 'reporter', 'state', 'is', 'from', 'before']);

/** The first day of a year, a month, or the day itself. */
function firstDayOf(text: string): string | null {
  const [, year, month = '01', day = '01'] = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(text) ?? [];
  return year === undefined ? null : `${year}-${month}-${day}`;
}
