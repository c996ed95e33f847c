// All SQL of duties: the events they follow from, drills, and what the list needs to find the open ones.
import { sql } from 'kysely';
import { may } from '../../catalog/permissions.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ReportsTables } from '../tables.ts';
import { type Duties, type DutyAnswers, type DutyEvent, foldDuties, openStages } from './duty.ts';

const EVENT = 'reports.duty_event';

/** An event without what the store adds. */
type Fresh<Event> = Event extends DutyEvent ? Omit<Event, 'id' | 'at' | 'actor'> : never;
export type NewDutyEvent = Fresh<DutyEvent>;

export const drillScenarios = ['exploited', 'incident', 'personalData'] as const;
export type DrillScenario = (typeof drillScenarios)[number];
export type Drill = {
  readonly id: string;
  readonly scenario: DrillScenario;
  readonly startedAt: Date;
  readonly startedBy: string;
  readonly endedAt: Date | null;
};

/** All events about a subject, oldest first. The caller has found the subject for the actor. */
export async function listDutyEvents(kernel: Kernel, subject: string): Promise<DutyEvent[]> {
  const rows = await tables(kernel)
    .selectFrom(EVENT)
    .selectAll()
    .where('subject', '=', subject)
    .orderBy('id')
    .execute();
  const vault = await kernel.vault.existing(kernel.db, subject);
  return rows.map(row => {
    const note =
      row.note && vault
        ? (JSON.parse(vault.open({ table: EVENT, column: 'note', row: row.id }, row.note)) as object)
        : {};
    return readEvent(
      { id: row.id, at: row.at, actor: row.actor, kind: row.kind },
      { ...(row.details as object), ...note },
    );
  });
}

/** Adds an event and keeps the list's summary of its subject; gives what follows from all events now. */
export async function addDutyEvent(
  kernel: Kernel,
  actor: Actor,
  { subject, isDrill, event }: { readonly subject: string; readonly isDrill: boolean; readonly event: NewDutyEvent },
): Promise<Duties> {
  const id = newId('dev', kernel.clock, kernel.random);
  const { kind, ...all } = event;
  // What people wrote is sealed; ids, choices and times are not.
  const { reason, reference, ...details } = all as Readonly<Record<string, unknown>>;
  const hasNote = reason !== undefined || reference !== undefined;
  const vault = hasNote ? await kernel.vault.subject(kernel, subject) : undefined;
  await tables(kernel)
    .insertInto(EVENT)
    .values({
      id,
      subject,
      drill: isDrill,
      at: kernel.clock.now(),
      kind,
      actor: actorId(actor),
      details: JSON.stringify(details),
      note: vault ? vault.seal({ table: EVENT, column: 'note', row: id }, JSON.stringify({ reason, reference })) : null,
    })
    .execute();
  const duties = foldDuties(await listDutyEvents(kernel, subject));
  const open = openStages(duties);
  const summary = {
    drill: isDrill,
    open: open.length > 0,
    unanswered: duties.unanswered.length > 0,
    next_due: open.find(({ dueAt }) => dueAt !== null)?.dueAt ?? null,
  };
  await tables(kernel)
    .insertInto('reports.duty_subject')
    .values({ subject, ...summary })
    .onConflict(conflict => conflict.column('subject').doUpdateSet(summary))
    .execute();
  return duties;
}

/** Serializes what happens to one subject within this transaction. */
export async function lockDuties(kernel: Kernel, subject: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`duties:${subject}`}, 0))`.execute(kernel.db);
}

/** Subjects with open stages, the next due first. Who may not read reports sees none. */
export async function listOpenSubjects(
  kernel: Kernel,
  actor: Actor,
  limit = 200,
): Promise<{ readonly subject: string; readonly isDrill: boolean }[]> {
  if (!isStaff(actor)) return [];
  const rows = await tables(kernel)
    .selectFrom('reports.duty_subject')
    .select(['subject', 'drill'])
    .where('open', '=', true)
    .orderBy(sql`next_due nulls last`)
    .orderBy('subject')
    .limit(limit)
    .execute();
  return rows.map(({ subject, drill }) => ({ subject, isDrill: drill }));
}

/** Confirmed reports for which the questions were not answered, or not for good; the oldest first. */
export async function listUnasked(kernel: Kernel, actor: Actor, limit = 200): Promise<string[]> {
  if (!isStaff(actor)) return [];
  const { rows } = await sql<{ id: string }>`
    select report.id from reports.report report
      left join reports.duty_subject known on known.subject = report.id
     where report.state in ('triaged', 'accepted', 'fixed') and coalesce(known.unanswered, true)
     order by report.submitted_at, report.id limit ${limit}`.execute(kernel.db);
  return rows.map(({ id }) => id);
}

/** The newest answers anywhere: what a product or an entity is rarely changes from report to report. */
export async function findLatestAnswers(kernel: Kernel): Promise<DutyAnswers | undefined> {
  const row = await tables(kernel)
    .selectFrom(EVENT)
    .select('details')
    .where('kind', '=', 'answered')
    .where('drill', '=', false)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return (row?.details as { answers?: DutyAnswers } | undefined)?.answers;
}

/** Adds a drill; gives its id. */
export async function addDrill(kernel: Kernel, actor: Actor, scenario: DrillScenario): Promise<string> {
  const id = newId('drl', kernel.clock, kernel.random);
  await tables(kernel)
    .insertInto('reports.drill')
    .values({ id, scenario, started_at: kernel.clock.now(), started_by: actorId(actor), ended_at: null })
    .execute();
  return id;
}

/**
 * The drill with this id.
 * @throws Refusal not_found for those who may not read reports, and when there is none
 */
export async function readDrill(kernel: Kernel, actor: Actor, id: string): Promise<Drill> {
  const row = isStaff(actor)
    ? await tables(kernel).selectFrom('reports.drill').selectAll().where('id', '=', id).executeTakeFirst()
    : undefined;
  if (!row) throw refuse('not_found');
  return {
    id: row.id,
    // A check constraint holds it to these.
    scenario: row.scenario as DrillScenario,
    startedAt: row.started_at,
    startedBy: row.started_by,
    endedAt: row.ended_at,
  };
}

/** Ends a drill: it leaves the list and warns no more. */
export async function endDrill(kernel: Kernel, id: string): Promise<void> {
  await tables(kernel)
    .updateTable('reports.drill')
    .set({ ended_at: kernel.clock.now() })
    .where('id', '=', id)
    .execute();
  await tables(kernel).updateTable('reports.duty_subject').set({ open: false }).where('subject', '=', id).execute();
}

const tables = ({ db }: Kernel) => db.withTables<ReportsTables>();

const isStaff = (actor: Actor): boolean =>
  actor.kind === 'system' || (actor.kind === 'person' && may(actor.staffRole, 'report.read'));

const TIMES = ['awareAt', 'availableAt', 'submittedAt', 'until'] as const;

/** Reads what `addDutyEvent` wrote; only it writes these columns, so their shape is known. */
function readEvent(head: { id: string; at: Date; actor: string; kind: string }, details: object): DutyEvent {
  const values: Record<string, unknown> = { ...details };
  for (const name of TIMES) if (typeof values[name] === 'string') values[name] = new Date(values[name]);
  return { ...values, ...head } as unknown as DutyEvent;
}
