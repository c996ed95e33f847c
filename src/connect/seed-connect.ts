// The demo owner has allowed the demo application to read her Chevrolet Volt.
import type { Kernel } from '../core/kernel.ts';
import type { DemoFacts } from '../core/module.ts';
import { giveConsent } from './give-consent.ts';

/** Needs what accounts, developers and vehicles have seeded; without one of them there is nothing to give. */
export async function seedConnect(kernel: Kernel, facts: DemoFacts): Promise<DemoFacts> {
  const owner = facts['owner']?.['id'];
  const application = facts['application']?.['clientId'];
  const volt = facts['vehicles']?.['volt'];
  if (owner === undefined || application === undefined || volt === undefined) return facts;
  await giveConsent(kernel, {
    owner,
    application,
    vehicles: [volt],
    scopes: ['read_vehicle_info', 'read_odometer', 'read_vin'],
  });
  return facts;
}
