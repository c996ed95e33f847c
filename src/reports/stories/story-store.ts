// All SQL that reads the stories of reports: nothing sealed, no words, no names.
import { may } from '../../catalog/permissions.ts';
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { readFacts } from '../report-facts.ts';
import type { ReportPriority } from '../report-record.ts';
import type { CloseReason, ReportState } from '../report-snapshot.ts';
import type { ReportsTables } from '../tables.ts';
import type { ReportStory, StoryStep } from './story.ts';

/** The steps that change where a report stands or how it is judged. */
const STEPS = [
  'triage',
  'accept',
  'mark_fixed',
  'retest',
  'resolve_after_silence',
  'close',
  'appeal',
  'reopen',
  'promote',
  'assess',
];

/** The stories of all reports but those that are held back, the oldest first; who may not read reports sees none. */
export async function listStories(kernel: Kernel, actor: Actor): Promise<ReportStory[]> {
  const sees = actor.kind === 'system' || (actor.kind === 'person' && may(actor.staffRole, 'report.read'));
  return sees ? readStories(kernel, undefined) : [];
}

/** The stories of the reports that belong to this person, the oldest first. */
export async function listOwnStories(kernel: Kernel, actor: Actor): Promise<ReportStory[]> {
  return actor.kind === 'person' ? readStories(kernel, actor.id) : [];
}

async function readStories(kernel: Kernel, reporter: string | undefined): Promise<ReportStory[]> {
  const db = kernel.db.withTables<ReportsTables>();
  const reports = await db
    .selectFrom('reports.report')
    .select(['id', 'number', 'state', 'close_reason', 'priority', 'target_id', 'taxonomy_id', 'exploited', 'facts'])
    .select(['submitted_at', 'answered_at', 'acknowledge_due'])
    .$if(reporter !== undefined, query => query.where('reporter', '=', reporter ?? ''))
    .$if(reporter === undefined, query => query.where('is_held', '=', false))
    .orderBy('submitted_at')
    .orderBy('id')
    .execute();
  const entries = await db
    .selectFrom('reports.timeline_entry as entry')
    .innerJoin('reports.report as report', 'report.id', 'entry.report')
    .select(['entry.report', 'entry.at', 'entry.kind', 'entry.to_state', 'entry.details'])
    .where('entry.kind', 'in', STEPS)
    .$if(reporter !== undefined, query => query.where('report.reporter', '=', reporter ?? ''))
    .orderBy('entry.at')
    .orderBy('entry.id')
    .execute();
  const steps = Map.groupBy(entries, ({ report }) => report);
  // Check constraints hold the text columns to the types named.
  return reports.map(row => {
    const { pauses, outcome = null, remediationDueAt } = readFacts(row.facts);
    return {
      id: row.id,
      number: row.number,
      submittedAt: row.submitted_at,
      answeredAt: row.answered_at,
      acknowledgeDue: row.acknowledge_due,
      state: row.state as ReportState,
      closeReason: row.close_reason as CloseReason | null,
      priority: row.priority as ReportPriority | null,
      targetId: row.target_id,
      taxonomyId: row.taxonomy_id,
      exploited: row.exploited as ReportStory['exploited'],
      remediationDueAt,
      pauses,
      outcome,
      steps: (steps.get(row.id) ?? []).map(stepOf),
    };
  });
}

type EntryRow = {
  readonly at: Date;
  readonly kind: string;
  readonly to_state: string | null;
  readonly details: unknown;
};

function stepOf({ at, kind, to_state, details }: EntryRow): StoryStep {
  // Only `addEntry` writes this column.
  const known = details as Readonly<Record<string, unknown>>;
  return {
    at,
    kind,
    to: to_state as ReportState | null,
    closeReason: kind === 'close' ? (known['closeReason'] as CloseReason) : null,
    rated:
      kind === 'assess' ? { before: priorityIn(known['priorityBefore']), after: priorityIn(known['priority']) } : null,
  };
}

/** Nothing is written as 0. */
const priorityIn = (value: unknown): ReportPriority | null =>
  value === 1 || value === 2 || value === 3 || value === 4 || value === 5 ? value : null;
