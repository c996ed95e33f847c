// All SQL of reports that are held back: staff finds them here and nowhere else.
import { type SqlBool, sql } from 'kysely';
import { may } from '../../catalog/permissions.ts';
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import {
  HEAD_COLUMNS,
  openHead,
  openRecord,
  REPORT,
  type ReportHead,
  type ReportRecord,
  type ReportSource,
} from '../report-record.ts';
import type { ReportsTables } from '../tables.ts';
import type { HoldRule } from './admission.ts';

/** Why and until when a report is held back. */
export type Hold = {
  readonly rule: HoldRule;
  readonly source: ReportSource;
  /** When somebody decided to keep it out; null while nobody has looked at it. */
  readonly decidedAt: Date | null;
  readonly decidedBy: string | null;
};

export type HeldHead = ReportHead & { readonly hold: Hold };

export type HeldFilter = 'waiting' | 'kept-out';

const COLUMNS = [...HEAD_COLUMNS, 'source', 'held_rule', 'held_decided_at', 'held_decided_by'] as const;

/** Held reports, newest first, those before `before` when it is given. Who may not triage sees none. */
export async function listHeld(
  kernel: Kernel,
  actor: Actor,
  { filter, before, limit }: { filter: HeldFilter; before: string | undefined; limit: number },
): Promise<HeldHead[]> {
  if (!judges(actor)) return [];
  let query = tables(kernel)
    .selectFrom(REPORT)
    .select(COLUMNS)
    .where('is_held', '=', true)
    .where('held_decided_at', filter === 'waiting' ? 'is' : 'is not', null)
    .orderBy('submitted_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  if (before !== undefined)
    query = query.where(
      sql<SqlBool>`(submitted_at, id) < (select other.submitted_at, other.id from reports.report other where other.id = ${before})`,
    );
  const rows = await query.execute();
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ id }) => id),
  );
  return rows.map(row => ({ ...openHead(row, vaults.get(row.id)), hold: openHold(row) }));
}

/** A held report with everything in it; undefined for who may not triage, and when it is not held. */
export async function findHeld(
  kernel: Kernel,
  actor: Actor,
  id: string,
): Promise<(ReportRecord & { readonly hold: Hold }) | undefined> {
  if (!judges(actor)) return undefined;
  const row = await tables(kernel)
    .selectFrom(REPORT)
    .selectAll()
    .where('id', '=', id)
    .where('is_held', '=', true)
    .executeTakeFirst();
  const vault = row && (await kernel.vault.existing(kernel.db, id));
  return row && vault ? { ...openRecord(row, vault), hold: openHold(row) } : undefined;
}

/** How many wait to be looked at, and how many have waited since before `moment`. */
export async function countHeld(kernel: Kernel, moment: Date): Promise<{ all: number; long: number }> {
  const { rows } = await sql<{ all: number; long: number }>`
    select count(*)::int as all, (count(*) filter (where submitted_at < ${moment}))::int as long
      from reports.report where is_held and held_decided_at is null and held_rule <> 'paused'`.execute(kernel.db);
  return rows[0] ?? { all: 0, long: 0 };
}

export type HeldCount = { readonly rule: HoldRule; readonly all: number; readonly released: number };

/** How many of the reports since a moment each rule held back, and how many of those were released. */
export async function countByRule(kernel: Kernel, since: Date): Promise<HeldCount[]> {
  const { rows } = await sql<HeldCount>`
    select held_rule as rule, count(*)::int as all, (count(*) filter (where not is_held))::int as released
      from reports.report where held_rule is not null and submitted_at >= ${since}
     group by held_rule order by held_rule`.execute(kernel.db);
  return rows;
}

/** Makes it an ordinary report; false when it is not held. */
export async function unhold(kernel: Kernel, id: string, by: string): Promise<boolean> {
  const { numUpdatedRows } = await tables(kernel)
    .updateTable(REPORT)
    .set({ is_held: false, held_decided_at: kernel.clock.now(), held_decided_by: by })
    .where('id', '=', id)
    .where('is_held', '=', true)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Notes that somebody has looked at it and keeps it out; false when it is not held, or was kept out before. */
export async function noteKeptOut(kernel: Kernel, id: string, by: string): Promise<boolean> {
  const { numUpdatedRows } = await tables(kernel)
    .updateTable(REPORT)
    .set({ held_decided_at: kernel.clock.now(), held_decided_by: by })
    .where('id', '=', id)
    .where('is_held', '=', true)
    .where('held_decided_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** The ids of what is held only because of a pause, the oldest first. */
export async function listHeldByPause(kernel: Kernel, limit: number): Promise<string[]> {
  const rows = await tables(kernel)
    .selectFrom(REPORT)
    .select('id')
    .where('is_held', '=', true)
    .where('held_rule', '=', 'paused')
    .where('held_decided_at', 'is', null)
    .orderBy('submitted_at')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

const judges = (actor: Actor): boolean => actor.kind === 'person' && may(actor.staffRole, 'report.triage');

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<ReportsTables>();

type HoldRow = {
  readonly source: string;
  readonly held_rule: string | null;
  readonly held_decided_at: Date | null;
  readonly held_decided_by: string | null;
};

// Check constraints hold the texts to the types named, and a held report to having a rule.
const openHold = (row: HoldRow): Hold => ({
  rule: row.held_rule as HoldRule,
  source: row.source as ReportSource,
  decidedAt: row.held_decided_at,
  decidedBy: row.held_decided_by,
});
