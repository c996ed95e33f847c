// The demo owner has allowed the demo application to read her Chevrolet Volt, and paused what another may do.
import { after, DAY } from '../core/clock.ts';
import type { Kernel } from '../core/kernel.ts';
import type { DemoFacts } from '../core/module.ts';
import { giveConsent } from './consent/give-consent.ts';
import { pause } from './owner/pause-grant.ts';
import { seedRequests } from './seed-requests.ts';

/** Needs what accounts, developers and vehicles have seeded; without one of them there is nothing to give. */
export async function seedConnect(kernel: Kernel, facts: DemoFacts): Promise<DemoFacts> {
  const owner = facts['owner']?.['id'];
  const application = facts['application']?.['clientId'];
  const volt = facts['vehicles']?.['volt'];
  if (owner === undefined || application === undefined || volt === undefined) return facts;
  // Eight days ago, so that the week of reads in the demo's log has its permission.
  const then = after(kernel.clock.now(), -8 * DAY);
  const past: Kernel = { ...kernel, clock: { now: () => then }, transaction: work => work(past) };
  await giveConsent(past, {
    owner,
    application,
    vehicles: [volt],
    scopes: ['read_vehicle_info', 'read_odometer', 'read_vin'],
  });
  await seedPaused(kernel, past, facts);
  seedRequests(kernel, application);
  return facts;
}

/** What another app may do with her other car rests since three days ago. */
async function seedPaused(kernel: Kernel, past: Kernel, facts: DemoFacts): Promise<void> {
  const owner = facts['owner']?.['id'];
  const application = facts['otherApplication']?.['clientId'];
  const modelY = facts['vehicles']?.['model-y'];
  if (owner === undefined || application === undefined || modelY === undefined) return;
  const grant = await giveConsent(past, {
    owner,
    application,
    vehicles: [modelY],
    scopes: ['read_odometer', 'read_location'],
    isCoarse: true,
  });
  const then = after(kernel.clock.now(), -3 * DAY);
  const later: Kernel = { ...kernel, clock: { now: () => then }, transaction: work => work(later) };
  const olivia = { kind: 'person', id: owner, session: 'demo', staffRole: undefined, signedInAt: then } as const;
  await pause(later, olivia, { id: grant, application, owner }, 'owner');
}
