// An application reads a car: is it allowed, log it, ask the car.
import type { SignalId } from '../catalog/signals.ts';
import { signals } from '../catalog/signals.ts';
import type { Application } from '../core/actor.ts';
import { isRefusal, type Refusal, refuse } from '../core/errors.ts';
import type { Kernel } from '../core/kernel.ts';
import { type Logged, logAndOpen } from './admit-read-store.ts';
import { attemptOf, denialOf, type Request } from './attempt.ts';
import { withChosenBattery } from './battery/chosen-battery.ts';
import { takeCarPermit } from './limits.ts';
import { readCar } from './makers/read-car.ts';
import { isFault, type ProviderFault, type Reading, readingValue } from './providers/provider.ts';
import { markFailed } from './read-event-store.ts';
import { isReadings, type Readable, type ReadResult } from './reads/readable.ts';
import { roundedFor } from './reads/round-places.ts';
import { type Allowed, withoutTakenBack } from './reads/withhold.ts';

/**
 * Reads several things of one car in one go: one log statement, one opening of the way, and one question to the maker.
 * The lines in the owner's log are on disk before the car is asked, because a log may tell of a read that gave nothing,
 * but never miss one that gave something; when the car then does not answer, the lines are corrected before the
 * refusals leave. Refused attempts are logged too. What its owner takes back while the car is being asked is withheld.
 * @param reads at least one; a signal that needs another permission is read only with that
 * @returns one result for each read, in their order
 * @throws Refusal vehicle_fault with RATE_LIMIT.VEHICLE when this car was asked too often
 */
export async function readMany(
  kernel: Kernel,
  actor: Application,
  request: Request,
  reads: readonly [Readable, ...Readable[]],
): Promise<ReadResult[]> {
  const permit = takeCarPermit(kernel, actor, request);
  if (permit !== undefined) await permit;
  const denials = reads.map(({ permission }) => denialOf(actor, request.vehicle, permission));
  const [first, ...others] = reads.map(({ signals }, index) =>
    attemptOf(actor, request, signals[0], denials[index] ?? null),
  );
  if (first === undefined) throw new Error('nothing to read');
  const logged = await logAndOpen(kernel, [first, ...others]);
  const results: ReadResult[] = denials.map(denial => denial ?? []);
  const allowed = reads.flatMap((read, index): Allowed[] =>
    denials[index] == null ? [{ read, index, seq: logged.seqs[index] ?? 0 }] : [],
  );
  if (allowed.length === 0) return results;
  try {
    const way = await logged.open();
    // What never changes may be known although the car cannot be asked, so it is asked apart.
    for (const [, group] of Map.groupBy(allowed, ({ read }) => read.hasAge)) {
      const answer = await ask(
        kernel,
        actor,
        request.vehicle,
        way,
        group.map(({ read }) => read),
      );
      for (const { read, index } of group) results[index] = resultOf(answer, read);
    }
  } catch (error) {
    await markFailed(
      kernel,
      actor.owner,
      allowed.map(({ seq }) => ({ seq, reason: 'SERVER.INTERNAL' })),
    );
    throw error;
  }
  const failures = allowed.flatMap(({ index, seq }) => {
    const result = results[index];
    return isRefusal(result) ? [{ seq, reason: String(result.details['fault']) }] : [];
  });
  if (failures.length > 0) await markFailed(kernel, actor.owner, failures);
  // The last thing before the answer: from here on nothing waits.
  return withoutTakenBack(kernel, actor, request.vehicle, results, allowed);
}

/**
 * Reads the signals behind one endpoint, as `readMany` does.
 * @returns at least the endpoint's first signal, with a value
 * @throws Refusal `vehicle_not_granted`, `scope_missing`, or `vehicle_fault` with the vehicle API's error code in `fault`
 */
export async function readSignals(
  kernel: Kernel,
  actor: Application,
  { endpoint, ...request }: Request & { readonly endpoint: Readable },
): Promise<readonly Reading[]> {
  const [result = []] = await readMany(kernel, actor, request, [endpoint]);
  if (!isReadings(result)) throw result;
  return result;
}

async function ask(
  kernel: Kernel,
  actor: Application,
  vehicle: string,
  way: Awaited<ReturnType<Logged['open']>>,
  reads: readonly Readable[],
): Promise<readonly Reading[] | ProviderFault> {
  if (way === null) return { fault: 'CONNECTED_SERVICES_ACCOUNT.VEHICLE_MISSING' };
  const wanted = new Set<SignalId>();
  for (const { signals: own, extras = [] } of reads) {
    for (const signal of own) wanted.add(signal);
    for (const signal of extras) if (actor.scopes.has(signals[signal].permission)) wanted.add(signal);
  }
  const answer = roundedFor(actor, await readCar(kernel, actor, vehicle, way, [...wanted]));
  if (isFault(answer) || !wanted.has('battery_capacity')) return answer;
  return withChosenBattery(kernel, { owner: actor.owner, vehicle }, answer);
}

function resultOf(answer: readonly Reading[] | ProviderFault, read: Readable): ReadResult {
  if (isFault(answer)) return refusalOf(answer);
  if (readingValue(answer, read.signals[0]) === null) return refusalOf({ fault: 'COMPATIBILITY.VEHICLE_NOT_CAPABLE' });
  return answer.filter(({ signal }) => read.signals.includes(signal) || read.extras?.includes(signal));
}

/** A maker's fault as the refusal that tells it. */
export const refusalOf = ({ fault, retryAfter }: ProviderFault): Refusal =>
  refuse('vehicle_fault', { fault, ...(retryAfter !== undefined && { retryAfter }) });
