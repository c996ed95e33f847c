// What cars reported by themselves is kept for as long as a living grant opens it, and no longer.
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import { forgetKeptReadings } from '../makers/kept-reading-store.ts';
import { deletePushed, findPushed, keepPushed, keepPushedNames, type OurCar } from '../makers/pushed-value-store.ts';
import { forgetOldBatches, rewriteBatches } from '../telemetry/telemetry-store.ts';
import { type Needed, neededOf } from './needed.ts';
import {
  coarsePlacesIn,
  coarseReports,
  neededNames,
  neededSamples,
  PLACES,
  withoutCoarsePlaces,
} from './needed-reports.ts';
import { forgetNeeds } from './needs.ts';
import {
  findOpenings,
  listReportingCars,
  listReportingOwners,
  notifyHearAgain,
  notifyNeedsChanged,
} from './needs-store.ts';

/**
 * Call it in the transaction in which a grant becomes less: what was read under it, and what its owner's cars reported
 * and no grant opens any more, is gone with its commit, and every process keeps no more than what is needed from then on.
 * @param vehicles only what was read of these cars, which have left the grant; all without it
 */
export async function forgetTakenBack(
  kernel: Kernel,
  { id, owner }: { readonly id: string; readonly owner: string },
  vehicles?: readonly string[],
): Promise<void> {
  await forgetKeptReadings(kernel, id, vehicles);
  await keepOnlyNeeded(kernel, owner);
}

async function keepOnlyNeeded(kernel: Kernel, owner: string): Promise<void> {
  if (!(await forgetUnneeded(kernel, owner))) return;
  await notifyNeedsChanged(kernel, owner);
  kernel.afterCommit(() => forgetNeeds(kernel, owner));
}

/** The same for what cars report where a grant begins, comes back or has another end: brokers are heard again for what they kept of the cars. */
export async function hearWhatIsNeeded(kernel: Kernel, owner: string): Promise<void> {
  await keepOnlyNeeded(kernel, owner);
  await notifyHearAgain(kernel, { owner });
}

/** Forgets what no living grant opens, but for what a legal hold keeps. Harmless to repeat. @returns false for an owner whose cars report nothing */
export async function forgetUnneeded(kernel: Kernel, owner: string): Promise<boolean> {
  const cars = await listReportingCars(kernel, owner);
  if (cars.length === 0) return false;
  const openings = await findOpenings(kernel, owner);
  for (const { vehicle, isHeld } of cars)
    if (!isHeld) await tidy(kernel, { vehicle, owner }, neededOf(openings.get(vehicle) ?? []));
  return true;
}

async function tidy(kernel: Kernel, car: OurCar, needed: Needed): Promise<void> {
  await keepPushedNames(kernel, car, [...neededNames(needed)]);
  await forgetOldBatches(kernel, car, [...needed.signals]);
  const places = await findPushed(kernel, car, PLACES);
  if (needed.isExact) {
    // What was kept coarsely must not be told as the exact place.
    await deletePushed(kernel, car, coarsePlacesIn(places));
    await rewriteBatches(kernel, car, samples => withoutCoarsePlaces(neededSamples(samples, needed)));
    return;
  }
  const coarse = coarseReports(places, undefined);
  await deletePushed(
    kernel,
    car,
    [...places.keys()].filter(name => !coarse.has(name)),
  );
  await keepPushed(kernel, car, new Map([...coarse].filter(([name, { text }]) => places.get(name)?.text !== text)));
  await rewriteBatches(kernel, car, samples => neededSamples(samples, needed));
}

const AT_ONCE = 200;

/** Grants that ran out, holds that ended, batches that newer ones have replaced: what no change of a grant took along. */
export const keepOnlyNeededJob: Job = {
  name: 'keep-only-needed-reports',
  every: '47 3 * * *',
  run: async kernel => {
    for (let last = ''; ; ) {
      const owners = await listReportingOwners(kernel, last, AT_ONCE);
      for (const owner of owners) await kernel.transaction(kernel => forgetUnneeded(kernel, owner));
      const end = owners.at(-1);
      if (end === undefined || owners.length < AT_ONCE) return;
      last = end;
    }
  },
};
