// One press makes a sandbox: an application with its secret, two simulated owners, and cars that are nobody's.
import { createSimulatedOwner } from '../accounts/index.ts';
import { href, routes } from '../catalog/routes.ts';
import { type Person, system } from '../core/actor.ts';
import { refuse } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';
import type { Redacted } from '../core/redacted.ts';
import { createSandboxOrganization } from '../developers/index.ts';
import { credentialsOfCar, linkVehicles, makeCar } from '../vehicles/index.ts';
import { endOfNew, ownersOf, type Sandbox, simulatedOwners } from './sandbox.ts';
import { insertSandbox } from './sandbox-store.ts';

/** The page here that answers can go to, for who has no server of their own. */
export const builtInRedirect = ({ config }: Pick<Kernel, 'config'>): string =>
  config.publicUrl + href(routes.research.callback);

/**
 * Makes the person's sandbox.
 * @returns the client secret, told this once
 * @throws Refusal already_done when they have one
 */
export async function createSandbox(
  kernel: Kernel,
  actor: Pick<Person, 'id'>,
): Promise<{ readonly application: string; readonly clientSecret: Redacted<string> }> {
  return kernel.transaction(async kernel => {
    const id = newId('sbx', kernel.clock, kernel.random);
    const made = await createSandboxOrganization(kernel, {
      person: actor.id,
      sandbox: id,
      redirectUri: builtInRedirect(kernel),
    });
    const owner = await createOwner(kernel, id, 0);
    const otherOwner = await createOwner(kernel, id, 1);
    const now = kernel.clock.now();
    const { organization, application, clientSecret } = made;
    const isNew = await insertSandbox(kernel, {
      id,
      person: actor.id,
      organization,
      application,
      owner,
      otherOwner,
      createdAt: now,
      expiresAt: endOfNew(now),
    });
    if (!isNew) throw refuse('already_done');
    await parkCars(kernel, { id, organization, owner, otherOwner });
    await kernel.audit.record(kernel.db, {
      actor: actor.id,
      action: 'sandbox.create',
      subject: id,
      details: { application, owner, otherOwner },
    });
    return { application, clientSecret };
  });
}

/** Makes the first or the second simulated owner. @returns the person's id */
export const createOwner = async (kernel: Kernel, sandbox: string, which: 0 | 1): Promise<string> =>
  (await createSimulatedOwner(kernel, sandbox, `${simulatedOwners[which].name} Simulated`)).id;

/** Gives the simulated owners the cars of the beginning: new ones, which the researcher finds in the garage too. */
export async function parkCars(
  kernel: Kernel,
  sandbox: Pick<Sandbox, 'id' | 'organization' | 'owner' | 'otherOwner'>,
): Promise<void> {
  for (const [index, owner] of ownersOf(sandbox).entries())
    for (const model of simulatedOwners[index]?.models ?? []) {
      const car = await makeCar(kernel, sandbox.organization, { model, profile: 'commuter', region: 'US' });
      await linkVehicles(kernel, system('research'), {
        owner,
        provider: 'simulator',
        credentials: credentialsOfCar(car),
        sandbox: sandbox.id,
      });
    }
}
