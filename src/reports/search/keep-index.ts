// Keeps the search index in step with reports: at once after what is told of, by a job for what was missed.
import { actorId, system } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Check } from '../../core/module.ts';
import { indexKeys, rotateSearchKey, searchJobs } from '../../core/search/source.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { hintAtDuplicates } from '../duplicates/hint-when-submitted.ts';
import { knownSource } from '../known/known-source.ts';
import { reportSource } from './report-source.ts';

export const indexWhenSubmitted = subscriber({
  name: 'index-report-when-submitted',
  event: 'report.submitted',
  handleAll: async (kernel, deliveries) => {
    const reports = deliveries.map(({ payload }) => payload.report);
    await indexKeys(kernel, reportSource, reports);
    await hintAtDuplicates(kernel, reports);
  },
});

export const indexWhenAnswered = subscriber({
  name: 'index-report-when-answered',
  event: 'report.answered',
  handleAll: (kernel, deliveries) =>
    indexKeys(kernel, reportSource, [...new Set(deliveries.map(({ payload }) => payload.report))]),
});

export const reportSearchJobs = searchJobs(reportSource);

export const searchChecks: readonly Check[] = [
  {
    name: 'reports-searchable',
    claim:
      'Every report and every known issue can be found as it is now, and nothing of an erased one is left in the index.',
    run: async kernel => {
      const sources = [reportSource, knownSource];
      const stale = (await Promise.all(sources.map(source => source.listStale(kernel, null, MOST)))).flat();
      const gone = (await Promise.all(sources.map(source => source.listGone(kernel, MOST)))).flat();
      const many = ({ length }: readonly string[]): string => (length < MOST ? String(length) : `${MOST} or more`);
      return {
        ok: stale.length === 0 && gone.length === 0,
        detail: `${many(stale)} not indexed as they are now, ${many(gone)} indexed and gone`,
      };
    },
  },
];

/** So many are told apart. */
const MOST = 1000;

/** Begins new search keys for reports and known issues; gives the number of the reports'. */
export const rotateReportSearchKey = (kernel: Kernel): Promise<number> =>
  kernel.transaction(async kernel => {
    const generation = await rotateSearchKey(kernel, reportSource);
    await rotateSearchKey(kernel, knownSource);
    await kernel.audit.record(kernel.db, {
      actor: actorId(system('command-line')),
      action: 'search-key.rotate',
      subject: reportSource.name,
      details: { generation },
    });
    return generation;
  });
