// Writes hints: which earlier report a new one looked like when it came in. The queue reads them with its rows.
import type { Kernel } from '../../core/kernel.ts';
import type { ReportsTables } from '../tables.ts';
import type { Strength } from './reasons.ts';

const HINT = 'reports.duplicate_hint';

/** Keeps the hint in the place of an earlier one; null takes it away. */
export async function saveHint(
  kernel: Kernel,
  report: string,
  hint: { readonly other: string; readonly strength: Strength } | null,
): Promise<void> {
  if (hint === null) {
    await tables(kernel).deleteFrom(HINT).where('report', '=', report).execute();
    return;
  }
  const facts = { ...hint, at: kernel.clock.now() };
  await tables(kernel)
    .insertInto(HINT)
    .values({ report, ...facts })
    .onConflict(conflict => conflict.column('report').doUpdateSet(facts))
    .execute();
}

const tables = ({ db }: Kernel) => db.withTables<ReportsTables>();
