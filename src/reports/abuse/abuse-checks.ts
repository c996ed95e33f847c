// What the guard of the doors can prove about itself.
import { after, DAY } from '../../core/clock.ts';
import type { Check } from '../../core/module.ts';
import { countHeld } from './held-store.ts';

/** Held reports may be honest: somebody looks at each within this time. */
const DAYS = 3;

export const abuseChecks: readonly Check[] = [
  {
    name: 'reports-held',
    claim: `Every report that was held back was looked at by a person within ${DAYS} days.`,
    run: async kernel => {
      const { all, long } = await countHeld(kernel, after(kernel.clock.now(), -DAYS * DAY));
      return { ok: long === 0, detail: `${all} held and not looked at, ${long} of them for longer` };
    },
  },
];
