// A sandbox is extended, put back to its beginning, or ended with everything in it.
import { eraseSimulatedOwner } from '../accounts/index.ts';
import { forgetSandboxGrants } from '../connect/index.ts';
import { type Actor, actorId, type Person } from '../core/actor.ts';
import { refuse } from '../core/errors.ts';
import type { Kernel } from '../core/kernel.ts';
import { deleteSandboxOrganization } from '../developers/index.ts';
import { deleteMadeCars, forgetSimulatedCars } from '../vehicles/index.ts';
import { createOwner, parkCars } from './create-sandbox.ts';
import { extendedEnd, ownersOf, type Sandbox } from './sandbox.ts';
import { findOwnSandbox, findSandbox, takeSandbox, updateSandbox } from './sandbox-store.ts';

/** Lets the person's sandbox last longer, once. @throws Refusal not_found, already_done */
export async function extendSandbox(kernel: Kernel, actor: Person): Promise<void> {
  await kernel.transaction(async kernel => {
    const sandbox = await findOwnSandbox(kernel, actor, true);
    if (!sandbox) throw refuse('not_found');
    const expiresAt = extendedEnd(sandbox);
    if (expiresAt === null) throw refuse('already_done');
    await updateSandbox(kernel, sandbox.id, { expiresAt, extendedAt: kernel.clock.now(), warnedAt: null });
    await kernel.audit.record(kernel.db, {
      actor: actor.id,
      action: 'sandbox.extend',
      subject: sandbox.id,
      details: { until: expiresAt.toISOString() },
    });
  });
}

/** Takes back all grants and gives fresh cars; application, secret and owner stay. @throws Refusal not_found */
export async function resetSandbox(kernel: Kernel, actor: Person): Promise<void> {
  await kernel.transaction(async kernel => {
    const sandbox = await findOwnSandbox(kernel, actor, true);
    if (!sandbox) throw refuse('not_found');
    const { id } = sandbox;
    await emptySandbox(kernel, actor, sandbox);
    const otherOwner = sandbox.otherOwner ?? (await createOwner(kernel, id, 1));
    await parkCars(kernel, { ...sandbox, otherOwner });
    await updateSandbox(kernel, id, { otherOwner, resetAt: kernel.clock.now() });
    await kernel.audit.record(kernel.db, { actor: actor.id, action: 'sandbox.reset', subject: id, details: {} });
  });
}

/** Ends the person's own. @throws Refusal not_found */
export async function endOwnSandbox(kernel: Kernel, actor: Person): Promise<void> {
  const sandbox = await findOwnSandbox(kernel, actor);
  if (!sandbox || !(await endSandbox(kernel, actor, sandbox.id, 'researcher'))) throw refuse('not_found');
}

/** Staff ends somebody's. @throws Refusal not_found */
export async function endSandboxOf(kernel: Kernel, actor: Person, id: string): Promise<void> {
  const sandbox = await findSandbox(kernel, actor, id);
  if (!sandbox || !(await endSandbox(kernel, actor, id, 'staff'))) throw refuse('not_found');
}

/**
 * Removes everything of a sandbox. The caller has settled who may.
 * @returns false when it had ended before
 */
export async function endSandbox(
  kernel: Kernel,
  actor: Actor,
  id: string,
  reason: 'researcher' | 'staff' | 'expired' | 'erased',
): Promise<boolean> {
  return kernel.transaction(async kernel => {
    const sandbox = await takeSandbox(kernel, id);
    if (!sandbox) return false;
    await emptySandbox(kernel, actor, sandbox);
    for (const owner of ownersOf(sandbox)) await eraseSimulatedOwner(kernel, owner);
    await deleteSandboxOrganization(kernel, sandbox.organization);
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'sandbox.end',
      subject: id,
      details: { reason },
    });
    return true;
  });
}

/** Takes back all grants and forgets all cars, with who read them. */
async function emptySandbox(kernel: Kernel, actor: Actor, sandbox: Sandbox): Promise<void> {
  for (const owner of ownersOf(sandbox)) {
    await forgetSandboxGrants(kernel, actorId(actor), { owner, sandbox: sandbox.id });
    await forgetSimulatedCars(kernel, owner);
  }
  await deleteMadeCars(kernel, sandbox.organization);
}
