// What of a report can be found: its words, and terms of its own for class, reporter and target. Pure.
import type { SearchText } from '../../core/search/search-document.ts';
import type { Term } from '../../core/search/words.ts';
import type { ReportRecord } from '../report-record.ts';

/** The title's words count three times. */
const TITLE = 3;

/** @param said messages and notes about it. @param weaknesses CWE ids of its class */
export function searchTextOf(report: ReportRecord, said: readonly string[], weaknesses: readonly string[]): SearchText {
  const { content, title, number, taxonomyId, contact, credit, reporter } = report;
  return {
    parts: [
      { text: title, times: TITLE },
      ...bodyOf(report).map(text => ({ text, times: 1 })),
      { text: number, times: 1 },
    ],
    said,
    exact: [
      ...classTerms(taxonomyId),
      ...(content.severity.taxonomyId === taxonomyId ? [] : classTerms(content.severity.taxonomyId)),
      ...weaknesses.map(weakness => `w${weakness.toLowerCase()}`),
      ...[reporter, contact, credit].flatMap(who => (who === null ? [] : [reporterTerm(who)])),
    ],
  };
}

/** The texts of a report but its title, in the order in which they are read. */
export const bodyOf = ({ content }: Pick<ReportRecord, 'content'>): string[] => [
  content.location,
  content.description,
  content.steps,
  content.impact,
  content.target.typed,
  ...content.files.map(({ name }) => name),
];

/** A class and all above it. */
export function classTerms(id: string | null): Term[] {
  const steps = id?.split('.') ?? [];
  return steps.map((_, index) => `c${steps.slice(0, index + 1).join('.')}`);
}

/** Whoever sent it: the id of a person, an address, or the name to be thanked by. */
export const reporterTerm = (who: string): Term => `r${who.trim().toLowerCase().normalize('NFC')}`;
