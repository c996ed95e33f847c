// The read log as its owner sees it, and the corrections that a line can get: that nothing was handed out after all.
import { sql } from 'kysely';
import type { Person } from '../core/actor.ts';
import { after, DAY } from '../core/clock.ts';
import { streamRows } from '../core/database/stream-rows.ts';
import type { Kernel } from '../core/kernel.ts';
import {
  type DenialReason,
  permissionOf,
  type ReadEvent,
  type ReadFilter,
  type ReadOutcome,
  type ReadUse,
  signalsOf,
} from './read-event.ts';
import type { VehiclesTables } from './tables.ts';

const PAGE = 50;
/** Lines that an export holds at a time. */
const BATCH = 1000;

export type ReadEventPage = {
  readonly events: readonly ReadEvent[];
  /** Continues with older lines; undefined on the last page. */
  readonly next: string | undefined;
};

/**
 * The person's own log, newest first, fifty lines at a time.
 * @param cursor `next` of the page before; anything else that is no such cursor shows the first page
 */
export async function listReadEvents(
  kernel: Kernel,
  actor: Person,
  filter: ReadFilter,
  cursor?: string | undefined,
): Promise<ReadEventPage> {
  const before = cursor !== undefined && /^\d{1,15}$/.test(cursor) ? Number(cursor) : undefined;
  const found = await listBefore(kernel, actor, filter, before, PAGE + 1);
  const events = found.slice(0, PAGE);
  return { events, next: found.length > PAGE ? String(events.at(-1)?.seq) : undefined };
}

/**
 * All lines of the person's own log that fit, newest first, read as they are wanted: never more than a batch at a time.
 * What is written meanwhile is left out.
 */
export async function* streamReadEvents(
  kernel: Kernel,
  actor: Person,
  filter: ReadFilter,
): AsyncGenerator<ReadEvent[]> {
  for (let before: number | undefined; ; ) {
    const events = await listBefore(kernel, actor, filter, before, BATCH);
    if (events.length > 0) yield events;
    if (events.length < BATCH) return;
    before = events.at(-1)?.seq;
  }
}

async function listBefore(
  kernel: Kernel,
  actor: Person,
  filter: ReadFilter,
  before: number | undefined,
  limit: number,
): Promise<ReadEvent[]> {
  let query = kernel.db
    .withTables<VehiclesTables>()
    .selectFrom('vehicles.read_event')
    .selectAll()
    .where('owner', '=', actor.id)
    .orderBy('seq', 'desc')
    .limit(limit);
  if (before !== undefined) query = query.where('seq', '<', before);
  if (filter.application !== undefined) query = query.where('application', '=', filter.application);
  if (filter.vehicle !== undefined) query = query.where('vehicle', '=', filter.vehicle);
  if (filter.permission !== undefined) query = query.where('signal', 'in', signalsOf(filter.permission));
  if (filter.outcome !== undefined) query = query.where('outcome', '=', filter.outcome);
  const rows = await query.execute();
  return rows.map(
    ({ grant_id, outcome, owner: _, ...row }): ReadEvent => ({
      ...row,
      grant: grant_id,
      // The table's check admits these three alone.
      outcome: outcome as ReadOutcome,
    }),
  );
}

/** How each kind of data was used, by grant, car and permission, as long as the log goes back. */
export async function listReadUses(kernel: Kernel, actor: Person): Promise<ReadUse[]> {
  const weekAgo = after(kernel.clock.now(), -7 * DAY);
  const rows = await kernel.db
    .withTables<VehiclesTables>()
    .selectFrom('vehicles.read_event')
    .select(({ fn }) => [
      'grant_id',
      'application',
      'vehicle',
      'signal',
      fn.max('at').filterWhere('outcome', '=', 'allowed').as('last'),
      fn.countAll<number>().filterWhere('outcome', '=', 'allowed').filterWhere('at', '>', weekAgo).as('allowed'),
      fn.countAll<number>().filterWhere('outcome', '=', 'denied').filterWhere('at', '>', weekAgo).as('denied'),
    ])
    .where('owner', '=', actor.id)
    .groupBy(['grant_id', 'application', 'vehicle', 'signal'])
    .execute();
  const uses = new Map<string, ReadUse>();
  for (const { grant_id, application, vehicle, signal, last, allowed, denied } of rows) {
    const permission = permissionOf(signal);
    if (permission === undefined) continue;
    const key = `${grant_id} ${vehicle} ${permission}`;
    const before = uses.get(key);
    uses.set(key, {
      grant: grant_id,
      application,
      vehicle,
      permission,
      lastAllowedAt: later(before?.lastAllowedAt ?? null, last),
      allowedThisWeek: (before?.allowedThisWeek ?? 0) + allowed,
      deniedThisWeek: (before?.deniedThisWeek ?? 0) + denied,
    });
  }
  return [...uses.values()];
}

const later = (one: Date | null, other: Date | null): Date | null =>
  one === null || (other !== null && other > one) ? other : one;

type Correction = { readonly seq: number; readonly reason: string };

/**
 * Corrects lines: the application was let through, but nothing was handed out. Durable when it resolves.
 * @param failures places in the log with the error code of the vehicle API
 */
export const markFailed = (kernel: Kernel, owner: string, failures: readonly Correction[]): Promise<void> =>
  correct(kernel, owner, 'failed', failures);

/**
 * Corrects lines: the application was let through, and its owner took the permission back before the answer left.
 * Durable when it resolves.
 */
export const markDenied = (
  kernel: Kernel,
  owner: string,
  denials: readonly (Correction & { readonly reason: DenialReason })[],
): Promise<void> => correct(kernel, owner, 'denied', denials);

async function correct(
  kernel: Kernel,
  owner: string,
  outcome: 'failed' | 'denied',
  failures: readonly Correction[],
): Promise<void> {
  for (const [reason, lines] of Map.groupBy(failures, failure => failure.reason))
    await kernel.db
      .withTables<VehiclesTables>()
      .updateTable('vehicles.read_event')
      .set({ outcome, reason })
      .where('owner', '=', owner)
      .where(
        'seq',
        'in',
        lines.map(({ seq }) => seq),
      )
      .where('outcome', '=', 'allowed')
      .execute();
}

/** Every line about a person, oldest first, for an export. */
export const exportReadEvents = (kernel: Kernel, person: string) =>
  streamRows(
    kernel.db,
    kernel.db
      .withTables<VehiclesTables>()
      .selectFrom('vehicles.read_event')
      .select(['at', 'application', 'grant_id as grant', 'vehicle', 'signal', 'outcome', 'reason', 'request'])
      .where('owner', '=', person)
      .orderBy('seq'),
  );

/** Forgets the log of a person. @param kept cars whose lines stay */
export async function deleteReadEvents(kernel: Kernel, person: string, kept: readonly string[] = []): Promise<void> {
  await kernel.db
    .withTables<VehiclesTables>()
    .deleteFrom('vehicles.read_event')
    .where('owner', '=', person)
    .$if(kept.length > 0, query => query.where('vehicle', 'not in', [...kept]))
    .execute();
}

/** Whether a commit waits until it is on disk, as the log's promise needs. */
export async function commitsAreDurable(kernel: Kernel): Promise<boolean> {
  const { rows } = await sql<{ setting: string }>`select current_setting('synchronous_commit') as setting`.execute(
    kernel.db,
  );
  return rows[0]?.setting !== 'off';
}
