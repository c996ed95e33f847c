// What the index reads of a generated report, without its number and class: the clear text of the yardstick.
import type { SearchText } from '../src/core/search/search-document.ts';
import type { CorpusReport } from './report-corpus.ts';

export const searchedText = ({ title, location, description, steps, impact }: CorpusReport): SearchText => ({
  parts: [{ text: title, times: 3 }, ...[location, description, steps, impact].map(text => ({ text, times: 1 }))],
  said: [],
  exact: [],
});
