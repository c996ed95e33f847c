// Staff records that something about the matter has become true for good; what follows from it happens in the same step.
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { CaseFact } from '../machines/case-facts.ts';
import { learn } from '../machines/case-invariants.ts';
import { isInForce } from '../machines/embargo-management.ts';
import { saveCase } from './case-store.ts';
import { changeCase, type LockedCase, tell, vendorsOf } from './change-case.ts';
import { decideOpenProposal } from './embargo-store.ts';
import { terminate } from './talk-embargo.ts';

/** Records a fact. @returns why not, as a sentence */
export const learnFact = (
  kernel: Kernel,
  actor: Actor,
  id: string,
  fact: CaseFact,
  note: string | null,
): Promise<string | undefined> => changeCase(kernel, actor, id, locked => learnWithin(locked, fact, note));

/** As `learnFact`, as part of another change of the case. */
export async function learnWithin(
  locked: LockedCase,
  fact: CaseFact,
  note: string | null,
): Promise<string | undefined> {
  const { kernel, found, participants } = locked;
  const outcome = learn(
    { facts: found.facts, embargo: found.embargo, vendors: vendorsOf(participants).map(({ progress }) => progress) },
    fact,
  );
  if (!outcome.ok) return outcome.sentence;
  await saveCase(kernel, found, { facts: outcome.facts });
  for (const added of outcome.added)
    await tell(locked, {
      kind: 'fact',
      audience: 'everyone',
      details: { fact: added, ...(added !== fact && { follows: fact }) },
      note: added === fact ? note : null,
    });
  if (outcome.embargo === found.embargo) return undefined;
  if (isInForce(found.embargo)) await terminate(locked, { cause: fact });
  else {
    await decideOpenProposal(kernel, found.id, 'torn_down');
    await saveCase(kernel, found, { embargo: outcome.embargo });
    await tell(locked, { kind: 'embargo_rejected', audience: 'everyone', details: { cause: fact } });
  }
  return undefined;
}
