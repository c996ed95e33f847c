// What must hold between the machines of a case, whatever happened: each broken rule as a sentence.
import { type CaseFact, type FactHistory, isFactHistory, learnFact, secretIsOut } from './case-facts.ts';
import { awaitsAnswer, type EmState, isInForce, tearDown } from './embargo-management.ts';
import type { RmState } from './report-management.ts';

export type CaseMachines = {
  readonly facts: FactHistory;
  readonly embargo: EmState;
  /** Where each participant that makes fixes (vendors, and the owner of the case) stands. */
  readonly vendors: readonly RmState[];
};

const canHaveFix: ReadonlySet<RmState> = new Set(['accepted', 'deferred', 'closed']);

/** Whether one of those who make fixes is far enough to have one. */
const someoneCanHaveFix = (vendors: readonly RmState[]): boolean => vendors.some(state => canHaveFix.has(state));

/** Every broken rule; empty when the case is sound. */
export function brokenInvariants({ facts, embargo, vendors }: CaseMachines): string[] {
  return [
    ...(isFactHistory(facts) ? [] : ['The facts can’t have become true in this order.']),
    ...(facts.includes('F') && !someoneCanHaveFix(vendors)
      ? ['A fix is ready, but nobody who could have made it has taken the matter on.']
      : []),
    ...(secretIsOut(facts) && (isInForce(embargo) || awaitsAnswer(embargo))
      ? ['The secret is out, but an embargo is in force or proposed.']
      : []),
  ];
}

export type FactOutcome =
  | { readonly ok: true; readonly facts: FactHistory; readonly added: FactHistory; readonly embargo: EmState }
  | { readonly ok: false; readonly sentence: string };

/** What learning a fact does to the whole case: facts that follow from it, and the end of an embargo that it breaks. */
export function learn({ facts, embargo, vendors }: CaseMachines, fact: CaseFact): FactOutcome {
  if (facts.includes(fact)) return { ok: false, sentence: 'This is on record already, and can’t become untrue.' };
  const learned = learnFact(facts, fact);
  if (!learned)
    return {
      ok: false,
      sentence:
        fact === 'F'
          ? 'A fix needs a vendor who knows of the matter first.'
          : 'A deployment needs a fix that is ready first.',
    };
  if (fact === 'F' && !someoneCanHaveFix(vendors))
    return {
      ok: false,
      sentence:
        'Nobody who could have made a fix has taken the matter on yet: set your own state to “Being worked on” first.',
    };
  return {
    ok: true,
    facts: learned,
    added: learned.slice(facts.length),
    embargo: secretIsOut(learned) ? tearDown(embargo) : embargo,
  };
}

/** Whether an embargo can be talked about at all: not once the secret is out, and not after one has ended. */
export const mayTalkEmbargo = ({ facts, embargo }: Pick<CaseMachines, 'facts' | 'embargo'>): boolean =>
  !secretIsOut(facts) && embargo !== 'exited';
