// What this module can prove about itself.
import { verifyErasures } from '../core/erasure/erasure-ledger.ts';
import type { Check } from '../core/module.ts';
import { countLate } from './request-store.ts';

export const rightsChecks: readonly Check[] = [
  {
    name: 'erasure-ledger',
    claim: 'The ledger of erasures is whole, and this database has carried out all of it.',
    run: async kernel => {
      const { entries, pending, faults } = await verifyErasures(kernel);
      const [fault] = faults;
      return {
        ok: faults.length === 0 && pending === 0,
        detail: fault ? `line ${fault.line} ${fault.what}` : `${entries} entries, ${pending} to carry out`,
      };
    },
  },
  {
    name: 'rights-on-time',
    claim: 'No request about somebody’s own data is late.',
    run: async kernel => {
      const late = await countLate(kernel);
      return { ok: late === 0, detail: late === 1 ? '1 is late' : `${late} are late` };
    },
  },
];
