// A new report is compared with all others as soon as it can be found, so that whoever reads the queue sees the likeness.
import { system } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { saveHint } from './hint-store.ts';
import { suggestDuplicates } from './suggest-duplicates.ts';

/** Weak likeness is shown on the report's page, not in lists. */
export async function hintAtDuplicate(kernel: Kernel, report: string): Promise<void> {
  const suggestions = await suggestDuplicates(kernel, system('duplicates'), report);
  const best = suggestions.find(({ isEarlier, strength }) => isEarlier && strength !== 'weak');
  await saveHint(kernel, report, best ? { other: best.report.id, strength: best.strength } : null);
}
