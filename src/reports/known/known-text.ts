// What of an issue can be found: its words, and the ids of its weakness and its CVEs. Pure.
import type { SearchText } from '../../core/search/search-document.ts';
import type { IssueContent, IssueHead } from '../issues/issue-record.ts';

/** The title's words count three times, as in reports. */
const TITLE = 3;

export type KnownTexts = Pick<IssueHead, 'title' | 'cweIds' | 'cveIds'> &
  Pick<IssueContent, 'summary' | 'rootCause' | 'fixReferences'>;

export const knownTextOf = (issue: KnownTexts): SearchText => ({
  parts: [{ text: issue.title, times: TITLE }, ...knownBodyOf(issue).map(text => ({ text, times: 1 }))],
  said: [],
  exact: [...issue.cweIds, ...issue.cveIds].map(id => `w${id.toLowerCase()}`),
});

/** The texts of an issue but its title, in the order in which they are read. */
export const knownBodyOf = ({ summary, rootCause, fixReferences }: Omit<KnownTexts, 'title'>): string[] =>
  [summary, rootCause, ...fixReferences].filter(text => text !== '');
