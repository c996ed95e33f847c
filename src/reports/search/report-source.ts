// Reports as a source of the sealed index.
import { system } from '../../core/actor.ts';
import type { SearchSource } from '../../core/search/source.ts';
import { currentProgram, findNode, weaknessesOf } from '../../program/index.ts';
import { listMessagesOf } from '../conversation-store.ts';
import { readReports } from '../report-store.ts';
import { searchTextOf } from './report-text.ts';
import { listGoneReports, listStaleReports, REPORTS } from './search-store.ts';

export const reportSource: SearchSource = {
  name: REPORTS,
  read: async (kernel, keys) => {
    const indexing = system('search');
    const reports = (await readReports(kernel, indexing, keys)).filter(({ isHeld }) => !isHeld);
    const said = await listMessagesOf(
      kernel,
      indexing,
      reports.map(({ id }) => id),
    );
    const { taxonomy } = await currentProgram(kernel);
    return new Map(
      reports.map(report => {
        const kind = report.taxonomyId === null ? null : findNode(taxonomy, report.taxonomyId);
        const words = (said.get(report.id) ?? []).map(({ body }) => body);
        return [report.id, searchTextOf(report, words, kind ? weaknessesOf(taxonomy, kind) : [])];
      }),
    );
  },
  listStale: listStaleReports,
  listGone: listGoneReports,
};
