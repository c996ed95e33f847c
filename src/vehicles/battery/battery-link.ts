// The link by which the owner of a car says which battery it has (vehicle-platform §4.1, §6.2). It carries the sizes
// under a keyed hash, so that opening it asks no car.
import { href, routes } from '../../catalog/routes.ts';
import { after, DAY } from '../../core/clock.ts';
import { equalBytes } from '../../core/crypto/tokens.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type Reading, readingValue } from '../providers/provider.ts';
import { type CarFacts, findCarFacts, ownerOfVehicle } from '../vehicle-store.ts';
import { type OwnedCar, saveBatterySize } from './battery-size-store.ts';

export type BatterySize = { readonly capacity: number; readonly description: string | null };

/** For which application, and about whose car. */
type About = OwnedCar & { readonly client: string };

type Content = { readonly until: number; readonly sizes: readonly BatterySize[] };

/** The link that an application hands to the owner, without a redirect URI at its end; null when there is nothing to choose. */
export function batteryLink(kernel: Kernel, about: About, readings: readonly Reading[]): string | null {
  const sizes = readingValue(readings, 'battery_capacity')?.candidates ?? [];
  if (sizes.length < 2) return null;
  // The same link for a day, so that it can be compared and cached; good for one more.
  const until = (Math.floor(kernel.clock.now().getTime() / DAY) + 2) * DAY;
  const content = Buffer.from(JSON.stringify({ until, sizes } satisfies Content)).toString('base64url');
  const token = `${content}.${hashOf(kernel, about, content).toString('base64url')}`;
  return (
    kernel.config.publicUrl +
    href(routes.connect.batteryCapacity, undefined, {
      vehicle_id: about.vehicle,
      client_id: about.client,
      token,
      response_type: 'vehicle_id',
      redirect_uri: '',
    })
  );
}

export type OpenLink = OwnedCar & { readonly sizes: readonly BatterySize[]; readonly car: CarFacts };

/** What a link is about; undefined for one that is not ours or too old, and when the car is gone. */
export async function openBatteryLink(
  kernel: Kernel,
  { client, vehicle, token }: { readonly client: string; readonly vehicle: string; readonly token: string },
): Promise<OpenLink | undefined> {
  const [content = '', hash = ''] = token.split('.', 2);
  const owner = await ownerOfVehicle(kernel, vehicle);
  if (owner === undefined) return undefined;
  const isOurs = equalBytes(Buffer.from(hash, 'base64url'), hashOf(kernel, { client, owner, vehicle }, content));
  if (!isOurs) return undefined;
  const { until, sizes }: Content = JSON.parse(Buffer.from(content, 'base64url').toString());
  const car = (await findCarFacts(kernel, [{ owner, vehicle }])).get(vehicle);
  return car === undefined || after(new Date(until), 0) <= kernel.clock.now()
    ? undefined
    : { owner, vehicle, sizes, car };
}

/** Keeps the size that the owner has chosen. @param application whose link it was, for the log */
export const keepBatterySize = (
  kernel: Kernel,
  { owner, vehicle }: OwnedCar,
  size: number,
  application: string,
): Promise<void> =>
  kernel.transaction(async kernel => {
    await saveBatterySize(kernel, { owner, vehicle }, size);
    await kernel.audit.record(kernel.db, {
      actor: owner,
      action: 'vehicle.battery-size',
      subject: vehicle,
      details: { application },
    });
  });

const hashOf = ({ vault }: Kernel, { client, owner, vehicle }: About, content: string): Buffer =>
  vault.blindIndex('vehicles.battery-link', [client, owner, vehicle, content].join('\n'));
