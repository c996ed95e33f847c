// An admin imports a release of a taxonomy, and puts one in force.
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { forgetProgram } from '../current-program.ts';
import type { Taxonomy } from '../taxonomy.ts';
import { addChoice, addRelease, findRelease } from './taxonomy-store.ts';

/**
 * Keeps a release beside those that are there; it is not in force by that.
 * @returns false when a release of this version is there already: a version never changes
 */
export const importRelease = (kernel: Kernel, actor: Actor, taxonomy: Taxonomy): Promise<boolean> =>
  kernel.transaction(async kernel => {
    if (!(await addRelease(kernel, actor, taxonomy))) return false;
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'program.import-taxonomy',
      subject: `taxonomy:${taxonomy.version}`,
    });
    return true;
  });

/**
 * Puts a release in force for reports sent from now on.
 * @param basedOn the number of the choice that the admin saw
 * @throws Refusal `not_found` for an unknown version, `conflict` when somebody chose meanwhile
 */
export const useRelease = (
  kernel: Kernel,
  actor: Actor,
  { version, basedOn }: { readonly version: string; readonly basedOn: number },
): Promise<void> =>
  kernel.transaction(async kernel => {
    if (!(await findRelease(kernel, version))) throw refuse('not_found');
    if (!(await addChoice(kernel, actor, { number: basedOn + 1, version }))) throw refuse('conflict');
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'program.use-taxonomy',
      subject: `taxonomy:${version}`,
      details: { number: basedOn + 1 },
    });
    forgetProgram(kernel);
  });
