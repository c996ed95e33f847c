// Cars of the simulator that an owner shared with an application, and a token for them, without the pages in between.
import { giveGrant, issueAccessToken } from '../../src/connect/index.ts';
import { system } from '../../src/core/actor.ts';
import { linkVehicles } from '../../src/vehicles/index.ts';
import type { World } from './world.ts';

/** An application's id where nobody looks it up. */
export const SOME_APPLICATION = '8229df9f-91a0-4ff0-a1ae-a1f38ee24d07';

/** @param names the simulator's names of the cars */
export async function grantedCars(
  { kernel }: World,
  names: readonly string[],
  scopes: readonly string[],
  owner = 'per_owner',
  application = SOME_APPLICATION,
): Promise<{ cars: Record<string, string>; grant: string; token: string }> {
  const cars: Record<string, string> = {};
  for (const name of names) {
    const input = { owner, provider: 'simulator', credentials: null, only: [name] };
    const [id = ''] = await linkVehicles(kernel, system('test'), input);
    cars[name] = id;
  }
  const grant = await giveGrant(kernel, { owner, application, vehicles: Object.values(cars), scopes });
  return { cars, grant, token: await issueAccessToken(kernel, grant) };
}

/** Shares cars that are connected already. @returns the grant's id */
export const shareCars = (
  { kernel }: World,
  vehicles: readonly string[],
  scopes: readonly string[],
  { owner = 'per_owner', application = SOME_APPLICATION } = {},
): Promise<string> => giveGrant(kernel, { owner, application, vehicles, scopes });
