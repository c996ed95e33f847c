// All SQL of CVE ids at CVE Services.
import { type Selectable, sql } from 'kysely';
import { may } from '../../catalog/permissions.ts';
import type { Actor } from '../../core/actor.ts';
import type { SubjectVault } from '../../core/crypto/vault.ts';
import { refuse } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { AdvisoriesCveAssignment, AdvisoriesTables } from '../tables.ts';
import type { Assignment, AssignmentHead, Standing } from './assignment.ts';

const TABLE = 'advisories.cve_assignment';

type NewAssignment = Pick<Assignment, 'advisory' | 'year' | 'askedBy'> & {
  readonly cveId?: string;
  readonly standing?: Standing;
  readonly task?: 'reserve';
};

/** Adds one; gives its id. @throws Refusal conflict when the advisory has one already, or the id is another's */
export async function insertAssignment(kernel: Kernel, one: NewAssignment): Promise<string> {
  const id = newId('cva', kernel.clock, kernel.random);
  const now = kernel.clock.now();
  const added = await tables(kernel)
    .insertInto(TABLE)
    .values({
      id,
      advisory: one.advisory,
      cve_id: one.cveId ?? null,
      year: one.year,
      standing: one.standing ?? 'none',
      task: one.task ?? null,
      stage: one.task === undefined ? null : 'waiting',
      asked_by: one.askedBy,
      asked_at: now,
      changed_at: now,
    })
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!added) throw refuse('conflict', { advisory: one.advisory });
  return id;
}

/** All that an advisory has had, the present one first. */
export async function listAssignments(kernel: Kernel, actor: Actor, advisory: string): Promise<Assignment[]> {
  if (!mayRead(actor)) return [];
  const rows = await tables(kernel)
    .selectFrom(TABLE)
    .selectAll()
    .where('advisory', '=', advisory)
    .orderBy(sql`standing = 'rejected'`)
    .orderBy('id', 'desc')
    .execute();
  const vault = await kernel.vault.existing(kernel.db, advisory);
  return vault ? rows.map(row => assignmentOf(row, vault)) : [];
}

/** How the ids of these advisories stand; those without one are missing. */
export async function headsOf(
  kernel: Kernel,
  actor: Actor,
  advisories: readonly string[],
): Promise<ReadonlyMap<string, AssignmentHead>> {
  if (!mayRead(actor) || advisories.length === 0) return new Map();
  const rows = await tables(kernel)
    .selectFrom(TABLE)
    .select(['advisory', 'cve_id', 'standing', 'task', 'stage', 'differs'])
    .where('advisory', 'in', [...advisories])
    .where('standing', '<>', 'rejected')
    .execute();
  return new Map(rows.map(row => [row.advisory, headOf(row)]));
}

/** Which advisory one is for; undefined when it is gone. */
export async function advisoryOf(kernel: Kernel, id: string): Promise<string | undefined> {
  return (await tables(kernel).selectFrom(TABLE).select('advisory').where('id', '=', id).executeTakeFirst())?.advisory;
}

/** Locks one for a change; undefined when it is gone. Lock its draft first. */
export async function lockAssignment(kernel: Kernel, id: string): Promise<Assignment | undefined> {
  const row = await tables(kernel).selectFrom(TABLE).selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  const vault = row && (await kernel.vault.existing(kernel.db, row.advisory));
  return row && vault && assignmentOf(row, vault);
}

type Change = Partial<
  Pick<
    Assignment,
    | 'cveId'
    | 'standing'
    | 'task'
    | 'stage'
    | 'sentAt'
    | 'candidates'
    | 'reason'
    | 'fault'
    | 'edition'
    | 'there'
    | 'differs'
    | 'comparedAt'
    | 'askedBy'
    | 'askedAt'
  >
>;

/** Writes a change of one that this transaction has locked. */
export async function saveAssignment(
  kernel: Kernel,
  { id, advisory }: Pick<Assignment, 'id' | 'advisory'>,
  change: Change,
): Promise<void> {
  const vault = await kernel.vault.subject(kernel, advisory);
  const sealed = (column: 'reason' | 'fault', text: string | null | undefined) =>
    text === undefined ? {} : { [column]: text === null ? null : vault.seal(place(column, id), text) };
  await tables(kernel)
    .updateTable(TABLE)
    .set({
      changed_at: kernel.clock.now(),
      ...(change.cveId !== undefined && { cve_id: change.cveId }),
      ...(change.standing && { standing: change.standing }),
      ...(change.task !== undefined && { task: change.task }),
      ...(change.stage !== undefined && { stage: change.stage }),
      ...(change.sentAt !== undefined && { sent_at: change.sentAt }),
      ...(change.candidates && { candidates: [...change.candidates] }),
      ...sealed('reason', change.reason),
      ...sealed('fault', change.fault),
      ...(change.edition !== undefined && { edition: change.edition }),
      ...(change.there !== undefined && { there: change.there === null ? null : JSON.stringify(change.there) }),
      ...(change.differs && { differs: [...change.differs] }),
      ...(change.comparedAt !== undefined && { compared_at: change.comparedAt }),
      ...(change.askedBy && { asked_by: change.askedBy }),
      ...(change.askedAt && { asked_at: change.askedAt }),
    })
    .where('id', '=', id)
    .execute();
}

/** Forgets one that never got an id. */
export async function deleteAssignment(kernel: Kernel, id: string): Promise<void> {
  await tables(kernel).deleteFrom(TABLE).where('id', '=', id).where('standing', '=', 'none').execute();
}

/** One reservation is on its way at a time: holds others off until this transaction ends. @returns whether one is */
export async function isReservationOnItsWay(kernel: Kernel, except: string): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended('advisories.cve_reservation', 0))`.execute(kernel.db);
  const row = await tables(kernel)
    .selectFrom(TABLE)
    .select('id')
    .where('task', '=', 'reserve')
    .where('stage', '=', 'sent')
    .where('id', '<>', except)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Which of these ids belong to an advisory here already. */
export async function knownAmong(kernel: Kernel, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tables(kernel)
    .selectFrom(TABLE)
    .select('cve_id')
    .where('cve_id', 'in', [...ids])
    .execute();
  return new Set(rows.flatMap(({ cve_id }) => cve_id ?? []));
}

/** Those with a record at CVE Services, the longest not compared first. */
export async function listPublishedAssignments(kernel: Kernel, limit: number): Promise<readonly string[]> {
  const rows = await tables(kernel)
    .selectFrom(TABLE)
    .select('id')
    .where('standing', '=', 'published')
    .where('task', 'is', null)
    .orderBy('compared_at', order => order.asc().nullsFirst())
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** How many wait for a person: failed, unclear, or other there than here. */
export async function countWaiting(kernel: Kernel): Promise<{ readonly stuck: number; readonly differing: number }> {
  const row = await tables(kernel)
    .selectFrom(TABLE)
    .select([
      sql<number>`count(*) filter (where stage in ('failed', 'unclear') or fault is not null)::integer`.as('stuck'),
      sql<number>`count(*) filter (where differs <> '{}')::integer`.as('differing'),
    ])
    .executeTakeFirstOrThrow();
  return row;
}

const mayRead = (actor: Actor): boolean =>
  actor.kind === 'system' || (actor.kind === 'person' && may(actor.staffRole, 'advisory.read'));

const tables = ({ db }: Kernel) => db.withTables<AdvisoriesTables>();
const place = (column: 'reason' | 'fault', row: string) => ({ table: TABLE, column, row });

type HeadRow = Pick<
  Selectable<AdvisoriesCveAssignment>,
  'advisory' | 'cve_id' | 'standing' | 'task' | 'stage' | 'differs'
>;

// The table's checks allow no other words.
const headOf = (row: HeadRow): AssignmentHead => ({
  advisory: row.advisory,
  cveId: row.cve_id,
  standing: row.standing as Standing,
  task: row.task as Assignment['task'],
  stage: row.stage as Assignment['stage'],
  differs: row.differs,
});

const assignmentOf = (row: Selectable<AdvisoriesCveAssignment>, vault: SubjectVault): Assignment => ({
  ...headOf(row),
  id: row.id,
  year: row.year,
  sentAt: row.sent_at,
  candidates: row.candidates,
  reason: row.reason && vault.open(place('reason', row.id), row.reason),
  fault: row.fault && vault.open(place('fault', row.id), row.fault),
  edition: row.edition,
  // Only `saveAssignment` writes this column.
  there: row.there as Assignment['there'],
  comparedAt: row.compared_at,
  askedBy: row.asked_by,
  askedAt: row.asked_at,
});
