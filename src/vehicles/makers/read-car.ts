// Reads a car at its maker; while the maker is out, what the application read last is given again, with its age.
import { signals as catalog, type SignalId } from '../../catalog/signals.ts';
import type { Application } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Way } from '../admit-read-store.ts';
import { isFault, type ProviderFault, type Reading } from '../providers/provider.ts';
import { findProvider } from '../providers/registry.ts';
import { isAsItWas } from '../reads/grant-since.ts';
import { askMaker } from './ask-maker.ts';
import { findKeptReadings, forgetKeptReadings, keepReadings } from './kept-reading-store.ts';

/**
 * Reads signals of a car. When its maker does not answer, readings that the same application got under the same
 * permission during the last day are given again: nothing new is disclosed, and their times say how old they are.
 * Where the car is, how it moves and whether it is locked are never given again: taken for the present they do harm.
 */
export async function readCar(
  kernel: Kernel,
  actor: Application,
  vehicle: string,
  way: Way,
  signals: readonly SignalId[],
): Promise<readonly Reading[] | ProviderFault> {
  const reader = { owner: actor.owner, grant: actor.grant, vehicle };
  const answer = await askMaker(kernel, reader.owner, way, (provider, connection) =>
    provider.read(connection, signals, kernel.clock.now()),
  );
  if (findProvider(kernel, way.provider)?.modes.includes('live') !== true) return answer;
  // What was taken back meanwhile is withheld later on; here it is neither kept nor given again.
  if (!isAsItWas(actor)) return answer;
  if (!isFault(answer)) {
    await keep(kernel, actor, vehicle, answer.filter(mayBeOld));
    return answer;
  }
  if (!isOutage(answer)) return answer;
  const kept = await findKeptReadings(kernel, reader, signals);
  return kept.length === 0 ? answer : kept;
}

async function keep(kernel: Kernel, actor: Application, vehicle: string, fresh: readonly Reading[]): Promise<void> {
  const { owner, grant } = actor;
  try {
    await keepReadings(kernel, { owner, grant, vehicle }, fresh);
    // The grant may have changed, and what was kept been forgotten, while this was on its way.
    if (!isAsItWas(actor)) await forgetKeptReadings(kernel, grant);
  } catch (err) {
    // The answer is at hand: that it could not be kept is no reason to withhold it.
    kernel.log.warn({ err, vehicle }, 'readings could not be kept');
  }
}

const outages: ReadonlySet<ProviderFault['fault']> = new Set([
  'UPSTREAM.NO_RESPONSE',
  'UPSTREAM.UNKNOWN_ISSUE',
  'UPSTREAM.RATE_LIMIT',
]);

const isOutage = ({ fault }: ProviderFault): boolean => outages.has(fault);

const onlyNow: ReadonlySet<string> = new Set([
  'read_location',
  'read_security',
  'read_speedometer',
  'read_compass',
  'read_vin',
]);

const mayBeOld = ({ signal, value }: Reading): boolean => value !== null && !onlyNow.has(catalog[signal].permission);
