// After an import, the reports that wait for a decision are compared with what is known now, so that its result tells of them.
import { system } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { suggestKnown } from '../duplicates/suggest-known.ts';
import {
  broughtBy,
  countUndecided,
  findRun,
  type KnownMatch,
  listUndecided,
  saveMatches,
  saveRun,
} from './import-run-store.ts';

/** How many are looked at before the progress is written. */
const AT_ONCE = 50;

/** Compares all waiting reports; begun again after a crash it does the same once more, which changes nothing. */
export async function compareWaiting(kernel: Kernel, id: string): Promise<void> {
  const run = await findRun(kernel, id);
  if (!run || run.created === 0) return;
  await saveRun(kernel, id, { compared: 0, toCompare: await countUndecided(kernel) });
  let after = '';
  let compared = 0;
  for (;;) {
    const reports = await listUndecided(kernel, after, AT_ONCE);
    const last = reports.at(-1);
    if (last === undefined) return;
    const matches: KnownMatch[] = [];
    for (const report of reports) {
      const suggestions = await suggestKnown(kernel, system('import'), report);
      const own = await broughtBy(
        kernel,
        id,
        suggestions.map(({ issue }) => issue.id),
      );
      const best = suggestions.find(({ issue, strength }) => strength !== 'weak' && own.has(issue.id));
      if (best) matches.push({ report, issue: best.issue.id, strength: best.strength });
    }
    compared += reports.length;
    await kernel.transaction(async kernel => {
      await saveMatches(kernel, id, matches);
      await saveRun(kernel, id, { compared });
    });
    after = last;
  }
}
