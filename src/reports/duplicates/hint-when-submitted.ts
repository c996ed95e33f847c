// A new report is compared with all others as soon as it can be found, so that whoever reads the queue sees the likeness.
import { system } from '../../core/actor.ts';
import { after, SECOND } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import { saveHint } from './hint-store.ts';
import { findEarlier } from './suggest-duplicates.ts';

/** Comparing costs more than all else that a report sets off: when many come at once, it waits until they are in. */
const WAIT = 20 * SECOND;

/** Compares a report at once, several a little later. */
export async function hintAtDuplicates(kernel: Kernel, reports: readonly string[]): Promise<void> {
  const [first] = reports;
  if (first !== undefined && reports.length === 1) return hintAt(kernel, first);
  const runAt = after(kernel.clock.now(), WAIT);
  await kernel.enqueue(kernel, hintAtDuplicatesJob.name, { reports: reports.join(' ') }, { runAt });
}

export const hintAtDuplicatesJob: Job = {
  name: 'hint-at-duplicates',
  run: async (kernel, { reports = '' }) => {
    // One that cannot be compared keeps none of the others from it; the job is tried again for its sake.
    const faults: unknown[] = [];
    for (const report of reports.split(' ')) await hintAt(kernel, report).catch(fault => faults.push(fault));
    if (faults.length > 0) throw faults[0];
  },
};

/** Weak likeness is shown on the report's page, not in lists. */
const hintAt = async (kernel: Kernel, report: string): Promise<void> =>
  saveHint(kernel, report, await findEarlier(kernel, system('duplicates'), report));
