// A week of reads for the demo owner's log, through the same path as real ones, by a clock that runs behind.

import { type Grant, listGrantsOfOwner } from '../connect/index.ts';
import type { Application, Person } from '../core/actor.ts';
import { after, DAY, HOUR, MINUTE } from '../core/clock.ts';
import { isRefusal } from '../core/errors.ts';
import { newUuid } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';
import type { DemoFacts } from '../core/module.ts';
import { type Readable, readSignals, summarizeReads } from '../vehicles/index.ts';
import { watchReads } from './alerts/watch-reads.ts';

const odometer: Readable = { permission: 'read_odometer', signals: ['odometer'] };
const attributes: Readable = { permission: 'read_vehicle_info', signals: ['attributes'] };
const location: Readable = { permission: 'read_location', signals: ['location'] };

/** Runs after the seed's commit, since reads are committed on their own; does nothing once there are reads. */
export async function seedReads(kernel: Kernel, facts: DemoFacts): Promise<DemoFacts> {
  const owner = facts['owner']?.['id'];
  if (owner === undefined) return facts;
  const person: Person = {
    kind: 'person',
    id: owner,
    session: 'demo',
    staffRole: undefined,
    signedInAt: kernel.clock.now(),
  };
  const grant = (await listGrantsOfOwner(kernel, person)).find(
    ({ application, pausedAt }) => application.id === facts['application']?.['clientId'] && !pausedAt,
  );
  const [vehicle] = grant?.vehicles ?? [];
  if (grant === undefined || vehicle === undefined || grant.revokedAt !== undefined) return facts;
  if ((await summarizeReads(kernel, person)).uses.length > 0) return facts;
  const now = kernel.clock.now();
  const read = (ago: number, endpoint: Readable) =>
    readSignals({ ...kernel, clock: { now: () => after(now, -ago) } }, actorOf(grant), {
      vehicle,
      endpoint,
      request: newUuid(kernel.random),
    }).catch((error: unknown) => {
      if (!isRefusal(error)) throw error;
    });
  // Begun in the order of time, they take their places in the log in that order.
  const reads: Promise<unknown>[] = [];
  for (let ago = 6 * DAY + 20 * HOUR; ago > 0; ago -= 4 * HOUR) {
    if (ago % DAY === 20 * HOUR) reads.push(read(ago, attributes));
    reads.push(read(ago - 7 * MINUTE, odometer));
  }
  reads.push(read(3 * MINUTE, odometer), read(2 * MINUTE, location));
  await Promise.all(reads);
  await watchReads(kernel, { since: after(now, -8 * DAY), isQuiet: true });
  return facts;
}

const actorOf = ({ id, application, owner, scopes, vehicles }: Grant): Application => ({
  kind: 'application',
  id: application.id,
  grant: id,
  owner,
  scopes: new Set(scopes),
  vehicles: new Set(vehicles),
});
