// An application reads a car: is it allowed, log it, ask the car.
import type { SignalId } from '../catalog/signals.ts';
import type { ReadEndpoint } from '../catalog/vehicle-endpoints.ts';
import type { Application } from '../core/actor.ts';
import { refuse } from '../core/errors.ts';
import type { Kernel } from '../core/kernel.ts';
import { type LoggedRead, logAndOpen } from './admit-read-store.ts';
import { readCar } from './makers/read-car.ts';
import { isFault, type ProviderFault, type Reading, readingValue } from './providers/provider.ts';
import type { ReadAttempt } from './read-event.ts';
import { markReadFailed } from './read-event-store.ts';

export type ReadInput = {
  /** A car's id as the client sent it, already known to be a UUID. */
  readonly vehicle: string;
  readonly endpoint: Pick<ReadEndpoint, 'permission' | 'signals'>;
  /** The request's id, which stands in the log and in the answer. */
  readonly request: string;
};

/**
 * Reads the signals behind one endpoint. The line in the owner's log is on disk before the car is asked, because a log
 * may tell of a read that gave nothing, but never miss one that gave something; when the car then does not answer, the
 * line is corrected before the refusal leaves. Refused attempts are logged too.
 * @returns at least the endpoint's first signal, with a value
 * @throws Refusal `vehicle_not_granted`, `scope_missing`, or `vehicle_fault` with the vehicle API's error code in `fault`
 */
export async function readSignals(kernel: Kernel, actor: Application, input: ReadInput): Promise<readonly Reading[]> {
  const { endpoint, vehicle } = input;
  if (!actor.vehicles.has(vehicle)) {
    await logAndOpen(kernel, attempt(actor, input, 'denied', 'vehicle'));
    throw refuse('vehicle_not_granted');
  }
  if (!actor.scopes.has(endpoint.permission)) {
    await logAndOpen(kernel, attempt(actor, input, 'denied', 'scope'));
    throw refuse('scope_missing', { scope: endpoint.permission });
  }
  const allowed = attempt(actor, input, 'allowed', null);
  const logged = await logAndOpen(kernel, allowed);
  const answer = await ask(kernel, allowed, logged, endpoint.signals).catch(async (error: unknown) => {
    await markReadFailed(kernel, actor.owner, logged.seq, 'SERVER.INTERNAL');
    throw error;
  });
  if (!isFault(answer)) return answer;
  const { fault, retryAfter } = answer;
  await markReadFailed(kernel, actor.owner, logged.seq, fault);
  throw refuse('vehicle_fault', { fault, ...(retryAfter !== undefined && { retryAfter }) });
}

const attempt = (
  { id: application, grant, owner }: Application,
  { vehicle, endpoint, request }: ReadInput,
  outcome: ReadAttempt['outcome'],
  reason: ReadAttempt['reason'],
): ReadAttempt => ({
  owner,
  grant,
  application,
  vehicle,
  signal: endpoint.signals[0],
  outcome,
  reason,
  request,
});

async function ask(
  kernel: Kernel,
  { owner, grant, vehicle }: ReadAttempt,
  { open }: LoggedRead,
  signals: readonly [SignalId, ...SignalId[]],
): Promise<readonly Reading[] | ProviderFault> {
  const way = await open();
  if (way === null) return { fault: 'CONNECTED_SERVICES_ACCOUNT.VEHICLE_MISSING' };
  const answer = await readCar(kernel, { owner, grant, vehicle }, way, signals);
  if (isFault(answer) || readingValue(answer, signals[0]) !== null) return answer;
  return { fault: 'COMPATIBILITY.VEHICLE_NOT_CAPABLE' };
}
