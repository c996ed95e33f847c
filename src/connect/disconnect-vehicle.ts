// An application gives a car back: it leaves the application's grant, which ends with its last car.
import type { Application } from '../core/actor.ts';
import { refuse } from '../core/errors.ts';
import type { Kernel } from '../core/kernel.ts';
import { endGrant, narrowGrant } from './end-grant.ts';
import { vehiclesLeft } from './grant.ts';
import { listActiveGrants, lockPair } from './grant-store.ts';

/** @throws Refusal vehicle_not_granted */
export async function disconnectVehicle(
  kernel: Kernel,
  actor: Pick<Application, 'id' | 'owner' | 'grant'>,
  vehicle: string,
): Promise<void> {
  await kernel.transaction(async kernel => {
    await lockPair(kernel, actor.owner, actor.id);
    const grants = await listActiveGrants(kernel, actor.owner, actor.id);
    const grant = grants.find(({ id, vehicles }) => id === actor.grant && vehicles.includes(vehicle));
    if (!grant) throw refuse('vehicle_not_granted');
    const left = vehiclesLeft(grant.vehicles, [vehicle]);
    if (left.length === 0) {
      await endGrant(kernel, actor.id, grant, 'application');
      return;
    }
    await narrowGrant(kernel, grant, left);
    await kernel.audit.record(kernel.db, {
      actor: actor.id,
      action: 'grant.narrow',
      subject: grant.id,
      details: { vehicle },
    });
  });
}
