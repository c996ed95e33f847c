// Everything that the simulated owner of a sandbox granted goes with the sandbox.
import type { Kernel } from '../../core/kernel.ts';
import { endGrant } from '../end-grant.ts';
import { deleteGrantsOfSandbox, listGrants } from '../grant-store.ts';
import { forgetApplicationTokens } from '../tokens/forget-application-tokens.ts';

/** Ends and forgets everything that the simulated owner of a sandbox granted. @param actor who did it, for the log */
export async function forgetSandboxGrants(
  kernel: Kernel,
  actor: string,
  { owner, sandbox }: { readonly owner: string; readonly sandbox: string },
): Promise<void> {
  for (const grant of await listGrants(kernel, { id: owner })) await endGrant(kernel, actor, grant, 'erased');
  await deleteGrantsOfSandbox(kernel, sandbox);
  await forgetApplicationTokens(kernel, sandbox);
}
