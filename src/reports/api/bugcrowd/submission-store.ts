// All SQL of the Bugcrowd-shaped API beyond the lists of reports: ids by UUID, counts, and when a state was last entered.
import { type SqlBool, sql } from 'kysely';
import type { Actor } from '../../../core/actor.ts';
import { refuse } from '../../../core/errors.ts';
import type { Kernel } from '../../../core/kernel.ts';
import { type CloseReason, closeReasonNames, type ReportState } from '../../report-snapshot.ts';
import { nameState, type StateName } from '../../report-state-mapping.ts';
import type { ReportsTables } from '../../tables.ts';
import { type ApiReport, readApiReport } from '../report-list-store.ts';
import { uuidOf } from './submission-uuid.ts';

/**
 * The report with this UUID, for staff.
 * @throws Refusal `not_found` for everybody else, and for what does not exist
 */
export async function readByUuid(kernel: Kernel, actor: Actor, uuid: string): Promise<ApiReport> {
  const wanted = uuid.toLowerCase();
  const rows = await tables(kernel)
    .selectFrom('reports.report')
    .select('id')
    .where(sql<SqlBool>`substr(encode(sha256(id::bytea), 'hex'), 1, 12) = ${wanted.replace('-', '').slice(0, 12)}`)
    .execute();
  const found = rows.find(({ id }) => uuidOf(id) === wanted);
  if (!found) throw refuse('not_found');
  return readApiReport(kernel, actor, found.id);
}

/** When each of these reports last came into each state. */
export async function lastTransitions(
  kernel: Kernel,
  reports: readonly ApiReport[],
): Promise<ReadonlyMap<string, ReadonlyMap<StateName, Date>>> {
  const times = new Map<string, Map<StateName, Date>>();
  if (reports.length === 0) return times;
  const { rows } = await sql<{ report: string; state: ReportState; reason: string | null; at: Date }>`
    select report, to_state as state, details ->> 'closeReason' as reason, max(at) as at
      from reports.timeline_entry
     where report in (${sql.join(reports.map(({ id }) => id))}) and to_state is not null
       and from_state is distinct from to_state
     group by 1, 2, 3`.execute(kernel.db);
  for (const { report, state, reason, at } of rows) {
    const closeReason: CloseReason | null = closeReasonNames.find(each => each === reason) ?? null;
    const name = nameState(state, closeReason);
    if (name === null) continue;
    const known = times.get(report) ?? new Map<StateName, Date>();
    times.set(report, known.set(name, at));
  }
  return times;
}

const tables = ({ db }: Kernel) => db.withTables<ReportsTables>();
