// A person changes their own name.
import type { Person as PersonActor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { updateName } from './person-store.ts';

/** @param name as `readName` gave it */
export async function renamePerson(kernel: Kernel, actor: PersonActor, name: string): Promise<void> {
  await kernel.transaction(async kernel => {
    await updateName(kernel, actor.id, name);
    await kernel.audit.record(kernel.db, {
      actor: actor.id,
      action: 'person.rename',
      subject: actor.id,
      details: {},
    });
  });
}
