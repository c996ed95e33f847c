// Everything that somebody granted ends at once.
import type { Kernel } from '../../core/kernel.ts';
import { endGrant } from '../end-grant.ts';
import { listGrants } from '../grant-store.ts';

/** Ends all grants of a person who is about to be erased. @param actor who did it, for the log */
export async function endGrantsOfOwner(kernel: Kernel, actor: string, owner: string): Promise<void> {
  for (const grant of await listGrants(kernel, { id: owner })) await endGrant(kernel, actor, grant, 'erased');
}
