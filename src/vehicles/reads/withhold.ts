// What an owner took back while the car was being asked does not leave, and the owner's log says so.
import { signals } from '../../catalog/signals.ts';
import type { Application } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { reasonOf } from '../attempt.ts';
import { isFault, type Reading } from '../providers/provider.ts';
import { markDenied } from '../read-event-store.ts';
import { actorNow, denialFrom, isAsItWas } from './grant-since.ts';
import { isReadings, type Readable, type ReadResult } from './readable.ts';
import { roundedFor } from './round-places.ts';

/** A read that was let through: which of the results it is, and its place in the log. */
export type Allowed = { readonly read: Readable; readonly index: number; readonly seq: number };

/**
 * What may still leave of what came of reads: the same list, at once, in the usual case that nothing has changed. Else
 * the grant is read anew: what it does not open any more becomes the refusal that a read would get now, its line in the
 * log says `denied`, and places are told as exactly as it allows now.
 */
export const withoutTakenBack = (
  kernel: Kernel,
  actor: Application,
  vehicle: string,
  results: ReadResult[],
  allowed: readonly Allowed[],
): ReadResult[] | Promise<ReadResult[]> =>
  isAsItWas(actor) ? results : withhold(kernel, actor, vehicle, results, allowed);

async function withhold(
  kernel: Kernel,
  actor: Application,
  vehicle: string,
  results: readonly ReadResult[],
  allowed: readonly Allowed[],
): Promise<ReadResult[]> {
  const now = await actorNow(actor);
  const kept = [...results];
  const open: Allowed[] = [];
  const denied: Parameters<typeof markDenied>[2][number][] = [];
  for (const one of allowed) {
    const result = results[one.index];
    // What the car did not answer tells nothing.
    if (result === undefined || !isReadings(result)) continue;
    const denial = denialFrom(now, vehicle, one.read.permission);
    if (now === undefined || denial !== null) {
      kept[one.index] = denial ?? [];
      denied.push({ seq: one.seq, reason: denial === null ? 'ended' : reasonOf(denial) });
    } else {
      kept[one.index] = openedBy(now, one.read, result);
      open.push(one);
    }
  }
  if (denied.length > 0) await markDenied(kernel, actor.owner, denied);
  // Writing took a moment, in which it may have changed once more.
  return now === undefined ? kept : withoutTakenBack(kernel, now, vehicle, kept, open);
}

/** Values beside the first may be of permissions of their own. */
function openedBy(now: Application, read: Readable, readings: readonly Reading[]): readonly Reading[] {
  const opened = readings.filter(
    ({ signal }) => read.signals.includes(signal) || now.scopes.has(signals[signal].permission),
  );
  const told = roundedFor(now, opened);
  return isFault(told) ? [] : told;
}
