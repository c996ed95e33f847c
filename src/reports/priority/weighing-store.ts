// All SQL of what a report is weighed by. The caller has found the report for the actor first.
import { type Actor, actorId } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { readSelectionList, type SelectionList, selectionList } from '../ssvc/selection-list.ts';
import type { ReportsTables } from '../tables.ts';
import { type Factors, noFactors, type VehicleImpact } from './factors.ts';

const WEIGHING = 'reports.weighing';

/** As it is sealed: the selection in SSVC's own shape. */
type Stored = {
  readonly ssvc: SelectionList | null;
  readonly cveIds: readonly string[];
  readonly impact: VehicleImpact;
};

export type Weighing = { readonly factors: Factors; readonly weighedAt: Date; readonly weighedBy: string };

/** What the report was last weighed by; undefined when nobody weighed it yet. */
export async function findWeighing(kernel: Kernel, report: string): Promise<Weighing | undefined> {
  const row = await tables(kernel).selectFrom(WEIGHING).selectAll().where('report', '=', report).executeTakeFirst();
  const vault = row && (await kernel.vault.existing(kernel.db, report));
  if (!row || !vault) return undefined;
  // Only `saveWeighing` writes this column.
  const stored = JSON.parse(vault.open({ table: WEIGHING, column: 'factors', row: report }, row.factors)) as Stored;
  return {
    factors: {
      ...noFactors,
      selection: stored.ssvc ? readSelectionList(stored.ssvc) : {},
      cveIds: stored.cveIds,
      impact: stored.impact,
    },
    weighedAt: row.weighed_at,
    weighedBy: row.weighed_by,
  };
}

/** Replaces what the report is weighed by; the story keeps what it was before. */
export async function saveWeighing(
  kernel: Kernel,
  actor: Actor,
  { report, number, factors }: { readonly report: string; readonly number: string; readonly factors: Factors },
): Promise<void> {
  const vault = await kernel.vault.subject(kernel, report);
  const at = kernel.clock.now();
  const stored: Stored = {
    ssvc: selectionList(factors.selection, { at, targetIds: [number, ...factors.cveIds] }) ?? null,
    cveIds: factors.cveIds,
    impact: factors.impact,
  };
  const row = {
    factors: vault.seal({ table: WEIGHING, column: 'factors', row: report }, JSON.stringify(stored)),
    weighed_at: at,
    weighed_by: actorId(actor),
  };
  await tables(kernel)
    .insertInto(WEIGHING)
    .values({ report, ...row })
    .onConflict(conflict => conflict.column('report').doUpdateSet(row))
    .execute();
}

const tables = ({ db }: Kernel) => db.withTables<ReportsTables>();
