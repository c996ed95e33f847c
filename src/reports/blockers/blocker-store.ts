// All SQL of blockers: what is waited for, from whom, since when and until when.
import type { Selectable } from 'kysely';
import { type Actor, actorId } from '../../core/actor.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { BlockedParty, Blocker, BlockerKind } from '../report-snapshot.ts';
import type { ReportsBlocker, ReportsTables } from '../tables.ts';

const BLOCKER = 'reports.blocker';

export type BlockerEntry = {
  readonly id: string;
  readonly on: BlockedParty;
  readonly kind: BlockerKind;
  readonly openedAt: Date;
  readonly openedBy: string;
  readonly resolvedAt: Date | null;
};

/** Notes which blockers a change has opened and resolved; in the transaction of the change. */
export async function noteBlockers(
  kernel: Kernel,
  actor: Actor,
  report: string,
  { before, after }: { readonly before: readonly Blocker[]; readonly after: readonly Blocker[] },
): Promise<void> {
  const now = kernel.clock.now();
  const isIn = (list: readonly Blocker[], { on, kind }: Blocker): boolean =>
    list.some(each => each.on === on && each.kind === kind);
  for (const { on, kind } of before.filter(each => !isIn(after, each)))
    await tables(kernel)
      .updateTable(BLOCKER)
      .set({ resolved_at: now, resolved_by: actorId(actor) })
      .where('report', '=', report)
      .where('party', '=', on)
      .where('kind', '=', kind)
      .where('resolved_at', 'is', null)
      .execute();
  for (const { on, kind } of after.filter(each => !isIn(before, each)))
    await tables(kernel)
      .insertInto(BLOCKER)
      .values({
        id: newId('blo', kernel.clock, kernel.random),
        report,
        party: on,
        kind,
        opened_at: now,
        opened_by: actorId(actor),
        resolved_at: null,
        resolved_by: null,
      })
      // A second one of the same kind in one question is the same one.
      .onConflict(conflict => conflict.doNothing())
      .execute();
}

/** All blockers of a report, the first first. The caller has found the report for the actor. */
export async function listBlockers(kernel: Kernel, report: string): Promise<BlockerEntry[]> {
  const rows = await tables(kernel)
    .selectFrom(BLOCKER)
    .selectAll()
    .where('report', '=', report)
    .orderBy('opened_at')
    .orderBy('id')
    .execute();
  return rows.map(openBlocker);
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<ReportsTables>();

// Check constraints hold these to the types named.
const openBlocker = (row: Selectable<ReportsBlocker>): BlockerEntry => ({
  id: row.id,
  on: row.party as BlockedParty,
  kind: row.kind as BlockerKind,
  openedAt: row.opened_at,
  openedBy: row.opened_by,
  resolvedAt: row.resolved_at,
});
