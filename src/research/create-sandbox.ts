// One press makes a sandbox: an application with its secret, a simulated owner, and cars that are nobody's.
import { createSimulatedOwner } from '../accounts/index.ts';
import { href, routes } from '../catalog/routes.ts';
import { type Person, system } from '../core/actor.ts';
import { refuse } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';
import type { Redacted } from '../core/redacted.ts';
import { createSandboxOrganization } from '../developers/index.ts';
import { linkVehicles } from '../vehicles/index.ts';
import { endOfNew, SANDBOX_CARS, type Sandbox } from './sandbox.ts';
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
    const owner = await createSimulatedOwner(kernel, id, 'Riley Simulated');
    const now = kernel.clock.now();
    const { organization, application, clientSecret } = made;
    const isNew = await insertSandbox(kernel, {
      id,
      person: actor.id,
      organization,
      application,
      owner: owner.id,
      createdAt: now,
      expiresAt: endOfNew(now),
    });
    if (!isNew) throw refuse('already_done');
    await parkCars(kernel, { id, owner: owner.id });
    await kernel.audit.record(kernel.db, {
      actor: actor.id,
      action: 'sandbox.create',
      subject: id,
      details: { application, owner: owner.id },
    });
    return { application, clientSecret };
  });
}

/** Gives the simulated owner the cars of the beginning: the same cars for the same sandbox, with ids of their own. */
export async function parkCars(kernel: Kernel, { id, owner }: Pick<Sandbox, 'id' | 'owner'>): Promise<void> {
  // The random half of the id: what sorts by time is alike in all of them.
  const word = id.slice(-12);
  for (const { make, model } of SANDBOX_CARS)
    await linkVehicles(kernel, system('research'), {
      owner,
      provider: 'simulator',
      credentials: `${make}~${word}`,
      only: [`${model}~${word}`],
      sandbox: id,
    });
}
