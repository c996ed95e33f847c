// The transactional outbox: an event commits with its change, then becomes one job for each subscriber.
import { sql } from 'kysely';
import type { EventName, EventPayload } from '../../catalog/events.ts';
import type { Clock } from '../clock.ts';
import type { Random } from '../crypto/random.ts';
import type { Db } from '../database/db.ts';
import { newId } from '../ids.ts';
import { MAX_ATTEMPTS } from './enqueue.ts';

/** Where an event is written: the kernel, or whatever of it is at hand. */
export type EmitScope = { readonly db: Db; readonly clock: Clock; readonly random: Random };

export type Emit = <Name extends EventName>(scope: EmitScope, name: Name, payload: EventPayload<Name>) => Promise<void>;

/** Writes the event in the scope's transaction. */
export const emit: Emit = async ({ db, clock, random }, name, payload) => {
  await db
    .insertInto('core.event')
    .values({
      id: newId('evt', clock, random),
      name,
      payload: JSON.stringify(payload),
      at: clock.now(),
      dispatched_at: null,
    })
    .execute();
};

const BATCH = 500;

/**
 * Turns waiting events into jobs, one for each subscriber. Event and jobs change in one transaction, so a crash
 * neither loses nor doubles a delivery; several processes share the work.
 * @returns how many events were handed on
 */
export async function dispatchEvents(
  db: Db,
  subscribers: readonly { readonly name: string; readonly event: string }[],
  now: Date,
): Promise<number> {
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
    const jobs = waiting.flatMap(event =>
      subscribers
        .filter(({ event: name }) => name === event.name)
        .map(({ name }) => ({
          identifier: name,
          payload: { event: event.id, payload: event.payload },
          max_attempts: MAX_ATTEMPTS,
        })),
    );
    if (jobs.length > 0)
      await sql`
        select graphile_worker.add_jobs(array(
          select json_populate_record(null::graphile_worker.job_spec, spec) from json_array_elements(${JSON.stringify(jobs)}::json) as spec
        ))`.execute(db);
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
