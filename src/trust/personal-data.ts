// What the trust center holds of a person: objections to sub-processors, by their account or their address.
import { findPerson } from '../accounts/index.ts';
import type { Kernel } from '../core/kernel.ts';
import type { PersonalData } from '../core/module.ts';
import type { Objection } from './objections/objection.ts';
import { listObjectionsOf, removeObjections } from './objections/objection-store.ts';

export const personalData: PersonalData = {
  // Nothing leads from a question that was asked in vain to a person; by its retention it goes for everybody.
  tables: ['trust.objection', 'trust.gap'],
  export: async (kernel, person) => {
    const its = await objectionsOf(kernel, person);
    if (its.length === 0) return {};
    return {
      objections: its.map(({ subprocessor, state, email, words, askedAt, madeAt, answer }) => ({
        subprocessor,
        state,
        address: email,
        words,
        askedAt: askedAt.toISOString(),
        madeAt: madeAt?.toISOString() ?? null,
        answer: answer && { outcome: answer.outcome, words: answer.words, at: answer.at.toISOString() },
      })),
    };
  },
  erase: async (kernel, person) =>
    removeObjections(
      kernel,
      (await objectionsOf(kernel, person)).map(({ id }) => id),
    ),
};

async function objectionsOf(kernel: Kernel, person: string): Promise<Objection[]> {
  const found = await findPerson(kernel, person);
  return found ? listObjectionsOf(kernel, person, found.email) : [];
}
