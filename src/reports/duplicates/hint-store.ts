// All SQL of hints: which earlier report a new one looked like when it came in.
import { may } from '../../catalog/permissions.ts';
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ReportsTables } from '../tables.ts';
import type { Strength } from './reasons.ts';

export type Hint = {
  readonly report: string;
  /** The earlier report, by id and number. */
  readonly other: string;
  readonly number: string;
  readonly strength: Strength;
};

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

/** The hints of these reports, for staff. */
export async function listHints(kernel: Kernel, actor: Actor, reports: readonly string[]): Promise<Map<string, Hint>> {
  if (reports.length === 0 || actor.kind !== 'person' || !may(actor.staffRole, 'report.read')) return new Map();
  const rows = await tables(kernel)
    .selectFrom(HINT)
    .innerJoin('reports.report', 'reports.report.id', 'reports.duplicate_hint.other')
    .select([
      'reports.duplicate_hint.report',
      'reports.duplicate_hint.other',
      'reports.duplicate_hint.strength',
      'reports.report.number',
    ])
    .where('reports.duplicate_hint.report', 'in', reports)
    .execute();
  // A check constraint holds the strength to the type named.
  return new Map(rows.map(row => [row.report, { ...row, strength: row.strength as Strength }]));
}

const tables = ({ db }: Kernel) => db.withTables<ReportsTables>();
