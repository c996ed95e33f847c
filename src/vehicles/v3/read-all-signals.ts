// Every signal that a grant opens, of one car: one line in the owner's log for each permission (vehicle-platform §12.2).
import type { ScopeName } from '../../catalog/scopes.ts';
import { type SignalId, signalIds, signals } from '../../catalog/signals.ts';
import type { Application } from '../../core/actor.ts';
import { isRefusal, refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Request } from '../attempt.ts';
import { denialOf } from '../attempt.ts';
import { type Reading, readingValue } from '../providers/provider.ts';
import { readMany } from '../read-signals.ts';
import { isReadings, type Readable } from '../reads/readable.ts';

/** What the car is, when the grant opens that. */
export type Attributes = {
  readonly make: string;
  readonly model: string;
  readonly year: number;
  readonly powertrain: string;
};

/**
 * Reads whatever the grant opens and the car has.
 * @throws Refusal vehicle_not_granted, scope_missing when the grant opens no signal at all, vehicle_fault
 */
export async function readAllSignals(
  kernel: Kernel,
  actor: Application,
  request: Request,
): Promise<{ readonly readings: readonly Reading[]; readonly attributes: Attributes | null }> {
  const reads = [...byPermission].filter(([permission]) => actor.scopes.has(permission)).map(([, read]) => read);
  const [first, ...others] = reads;
  if (first === undefined) throw denialOf(actor, request.vehicle, null) ?? refuse('scope_missing');
  const results = await readMany(kernel, actor, request, [first, ...others]);
  const readings = results.filter(isReadings).flat();
  const refusals = results.filter(result => isRefusal(result));
  // One thing that the car does not have says nothing about the others; a car that cannot be asked does.
  const [refusal] = refusals.filter(({ details }) => details['fault'] !== 'COMPATIBILITY.VEHICLE_NOT_CAPABLE');
  if (readings.length === 0 && (refusal ?? refusals[0])) throw refusal ?? refusals[0];
  return { readings, attributes: readingValue(readings, 'attributes') };
}

const byPermission: ReadonlyMap<ScopeName, Readable> = new Map(
  [...Map.groupBy(signalIds, id => signals[id].permission)].map(([permission, ids]) => {
    const [first, ...others] = ids as [SignalId, ...SignalId[]];
    return [permission, { permission, signals: [first, ...others], isList: true }] as const;
  }),
);
