// The transactional outbox: an event commits with its change, then becomes one job for each subscriber.
import { sql } from 'kysely';
import type { EventName, EventPayload } from '../catalog/events.ts';
import type { Db } from './db.ts';
import { newId } from './ids.ts';
import type { Kernel } from './kernel.ts';

/** What happens elsewhere because something happened here; `name` is a sentence and the name of its job. */
export type Subscriber<Name extends EventName = EventName> = {
  readonly name: string;
  readonly event: Name;
  /** May run again after a crash; `delivery` is the same each time, so that effects can be keyed by it. */
  readonly handle: (kernel: Kernel, payload: EventPayload<Name>, delivery: string) => Promise<void>;
};

/** A subscriber of any event, as manifests list them. */
export type AnySubscriber = { [Name in EventName]: Subscriber<Name> }[EventName];

/** Declares a subscriber. */
export const subscriber = <const Name extends EventName>(declared: Subscriber<Name>): AnySubscriber =>
  // The union over all names is what each member is by construction; TypeScript cannot see it through the generic.
  declared as unknown as AnySubscriber;

export type Emit = <Name extends EventName>(kernel: Kernel, name: Name, payload: EventPayload<Name>) => Promise<void>;

/** Writes the event in the kernel's transaction. */
export const emit: Emit = async (kernel, name, payload) => {
  const { clock, random, db } = kernel;
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
/** With exponential backoff (e^attempt seconds) the last try comes about five days after the first. */
export const MAX_ATTEMPTS = 13;

/**
 * Turns waiting events into jobs, one for each subscriber. Event and jobs change in one transaction, so a crash
 * neither loses nor doubles a delivery; several processes share the work.
 * @returns how many events were handed on
 */
export async function dispatchEvents(db: Db, subscribers: readonly AnySubscriber[], now: Date): Promise<number> {
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
