// All SQL of who has seen which report: what the reporter says afterwards is unread.
import { sql } from 'kysely';
import { may } from '../../catalog/permissions.ts';
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ReportRecord } from '../report-record.ts';

/** Notes that this member of staff looks at the report now; writes only when the reporter said something since last time. */
export async function noteSeen(
  kernel: Kernel,
  actor: Actor,
  { id, submittedAt, facts }: Pick<ReportRecord, 'id' | 'submittedAt' | 'facts'>,
): Promise<void> {
  if (actor.kind !== 'person' || !may(actor.staffRole, 'report.read')) return;
  const lastWord = facts.lastReporterWordAt ?? submittedAt;
  await sql`
    insert into reports.seen (person, report, at) values (${actor.id}, ${id}, ${kernel.clock.now()})
    on conflict (person, report) do update set at = excluded.at where reports.seen.at < ${lastWord}`.execute(kernel.db);
}
