// An application ends connections by its management token: a car of every owner, or everything of one owner.
import type { ApplicationItself } from '../../core/actor.ts';
import { isRefusal } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { disconnectVehicle } from '../disconnect-vehicle.ts';
import type { Connection, ConnectionFilter } from './connection.ts';
import { listConnections } from './connection-store.ts';

/** How many are ended in one transaction. */
const AT_ONCE = 100;

/**
 * Ends the application's connections that fit; those of others stay.
 * @param filter the owner or the car: the caller has checked that one is named
 * @returns what was ended
 */
export async function endConnections(
  kernel: Kernel,
  actor: Pick<ApplicationItself, 'id'>,
  filter: ConnectionFilter,
): Promise<Connection[]> {
  const ended: Connection[] = [];
  for (;;) {
    const some = await listConnections(kernel, actor, filter, AT_ONCE);
    if (some.length === 0) return ended;
    await kernel.transaction(async kernel => {
      for (const { grant, owner, vehicle } of some)
        await disconnectVehicle(kernel, { id: actor.id, owner, grant }, vehicle).catch((error: unknown) => {
          // Somebody else ended it a moment ago.
          if (!isRefusal(error, 'vehicle_not_granted')) throw error;
        });
    });
    ended.push(...some);
  }
}
