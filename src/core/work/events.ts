// The transactional outbox: an event commits with its change, then goes to each subscriber as a job.
import { sql } from 'kysely';
import type { EventName, EventPayload } from '../../catalog/events.ts';
import type { Clock } from '../clock.ts';
import type { Random } from '../crypto/random.ts';
import { textArray } from '../database/binary-array.ts';
import type { Db } from '../database/db.ts';
import { newId } from '../ids.ts';
import { MAX_ATTEMPTS } from './enqueue.ts';

/** Where an event is written: the kernel, or whatever of it is at hand. */
export type EmitScope = { readonly db: Db; readonly clock: Clock; readonly random: Random };

/** @param payload of one event, or of several that happened together */
export type Emit = <Name extends EventName>(
  scope: EmitScope,
  name: Name,
  payload: EventPayload<Name> | readonly EventPayload<Name>[],
) => Promise<void>;

/** Writes events in the scope's transaction, all by one statement. */
export const emit: Emit = async ({ db, clock, random }, name, payload) => {
  const payloads = Array.isArray(payload) ? payload : [payload];
  if (payloads.length === 0) return;
  const ids = payloads.map(() => newId('evt', clock, random));
  const texts = payloads.map(one => JSON.stringify(one));
  await sql`
    insert into core.event (id, name, payload, at)
    select id, ${name}, payload::jsonb, ${clock.now()}
      from unnest(${textArray(ids)}::text[], ${textArray(texts)}::text[]) as given (id, payload)`.execute(db);
};

const BATCH = 500;
/** So many events come at once to a subscriber that takes several: few enough to be done in a second or so. */
const TOGETHER = 100;

/** What is known of a subscriber here. */
export type Addressee = { readonly name: string; readonly event: string; readonly handleAll?: unknown };

type Waiting = { readonly event: string; readonly payload: unknown };

/** The jobs that carry events to a subscriber: one each, or several events in one. */
export const jobsFor = ({ name, handleAll }: Addressee, events: readonly Waiting[]): Record<string, unknown>[] =>
  inParts(events, handleAll === undefined ? 1 : TOGETHER).map(events => ({
    identifier: name,
    payload: { events },
    max_attempts: MAX_ATTEMPTS,
  }));

/** Adds jobs as `jobsFor` made them. */
export const addJobs = (db: Db, jobs: readonly Record<string, unknown>[]): Promise<unknown> =>
  sql`
    select graphile_worker.add_jobs(array(
      select json_populate_record(null::graphile_worker.job_spec, spec) from json_array_elements(${JSON.stringify(jobs)}::json) as spec
    ))`.execute(db);

function inParts<Item>(items: readonly Item[], size: number): Item[][] {
  const parts: Item[][] = [];
  for (let from = 0; from < items.length; from += size) parts.push(items.slice(from, from + size));
  return parts;
}

/**
 * Turns waiting events into jobs, for each subscriber its own. Event and jobs change in one transaction, so a crash
 * neither loses nor doubles a delivery; several processes share the work.
 * @returns how many events were handed on
 */
export async function dispatchEvents(db: Db, subscribers: readonly Addressee[], now: Date): Promise<number> {
  return db.transaction().execute(async db => {
    const waiting = await db
      .selectFrom('core.event')
      .select(['id', 'name', 'payload'])
      .where('dispatched_at', 'is', null)
      .orderBy('id')
      .limit(BATCH)
      .forUpdate()
      .skipLocked()
      .execute();
    if (waiting.length === 0) return 0;
    const jobs = subscribers.flatMap(subscriber =>
      jobsFor(
        subscriber,
        waiting.filter(({ name }) => name === subscriber.event).map(({ id: event, payload }) => ({ event, payload })),
      ),
    );
    if (jobs.length > 0) await addJobs(db, jobs);
    await db
      .updateTable('core.event')
      .set({ dispatched_at: now })
      .where(
        'id',
        'in',
        waiting.map(({ id }) => id),
      )
      .execute();
    return waiting.length;
  });
}
