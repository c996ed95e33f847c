// Reports as a source of the sealed index.
import { system } from '../../core/actor.ts';
import type { SearchSource } from '../../core/search/source.ts';
import { currentProgram, findNode, weaknessesOf } from '../../program/index.ts';
import { listMessages } from '../conversation-store.ts';
import { readReports } from '../report-store.ts';
import { searchTextOf } from './report-text.ts';
import { listGoneReports, listStaleReports, REPORTS } from './search-store.ts';

export const reportSource: SearchSource = {
  name: REPORTS,
  read: async (kernel, key) => {
    const indexing = system('search');
    const [report] = await readReports(kernel, indexing, [key]);
    if (!report || report.isHeld) return undefined;
    const [said, program] = await Promise.all([listMessages(kernel, indexing, key), currentProgram(kernel)]);
    const kind = report.taxonomyId === null ? null : findNode(program.taxonomy, report.taxonomyId);
    return searchTextOf(
      report,
      said.map(({ body }) => body),
      kind ? weaknessesOf(program.taxonomy, kind) : [],
    );
  },
  listStale: listStaleReports,
  listGone: listGoneReports,
};
