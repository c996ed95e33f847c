// What cases prove about themselves.
import type { Check } from '../../core/module.ts';
import { brokenInvariants } from '../machines/case-invariants.ts';
import { listNewestCases } from './case-store.ts';
import { vendorsOf } from './change-case.ts';
import { listParticipants } from './participant-store.ts';

const SAMPLE = 100;

export const caseChecks: readonly Check[] = [
  {
    name: 'cases-are-sound',
    claim: 'No embargo is in force where the secret is out, and no fix stands where nobody could have made it.',
    run: async kernel => {
      const cases = await listNewestCases(kernel, SAMPLE);
      const broken: string[] = [];
      for (const { id, number, facts, embargo } of cases) {
        const vendors = vendorsOf(await listParticipants(kernel, id)).map(({ progress }) => progress);
        if (brokenInvariants({ facts, embargo, vendors }).length > 0) broken.push(number);
      }
      return broken.length === 0
        ? { ok: true, detail: `Looked at the newest ${cases.length} cases.` }
        : { ok: false, detail: `Not so in ${broken.join(', ')}.` };
    },
  },
];
