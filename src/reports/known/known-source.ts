// Known issues as a source of the sealed index, and what keeps it true.
import { system } from '../../core/actor.ts';
import type { SearchText } from '../../core/search/search-document.ts';
import { type SearchSource, searchJobs } from '../../core/search/source.ts';
import { KNOWN_ISSUES } from '../issues/issue-record.ts';
import { findIssue } from '../issues/issue-store.ts';
import { listGoneKnown, listStaleKnown } from './known-index-store.ts';
import { knownTextOf } from './known-text.ts';

export const knownSource: SearchSource = {
  name: KNOWN_ISSUES,
  read: async (kernel, keys) => {
    const texts = new Map<string, SearchText>();
    for (const key of keys) {
      const issue = await findIssue(kernel, system('search'), key);
      if (issue?.origin === 'import' && issue.mergedInto === null) texts.set(key, knownTextOf(issue));
    }
    return texts;
  },
  listStale: listStaleKnown,
  listGone: listGoneKnown,
};

export const knownSearchJobs = searchJobs(knownSource);
