// What the trust center can prove about itself: that its past is whole.
import type { Check } from '../../core/module.ts';
import { faultOfChain } from '../content/edition.ts';
import { listEditionTexts } from '../content/edition-store.ts';
import { faultOfEvidence } from './evidence-record.ts';
import { listTextsBySubject } from './evidence-store.ts';

export const trustChecks: readonly Check[] = [
  {
    name: 'trust.history',
    claim: 'Every edition of the trust center and every piece of evidence is signed and names the one before.',
    run: async kernel => {
      const verifiers = kernel.keyring.verifiers();
      const editions = await listEditionTexts(kernel);
      const evidence = await listTextsBySubject(kernel);
      const faults = [
        faultOfChain(editions, verifiers),
        ...[...evidence.values()].map(texts => faultOfEvidence(texts, verifiers)),
      ].filter(fault => fault !== undefined);
      const count = [...evidence.values()].reduce((sum, texts) => sum + texts.length, 0);
      return {
        ok: faults.length === 0,
        detail: faults.slice(0, 3).join(' ') || `${editions.length} editions, ${count} pieces of evidence.`,
      };
    },
  },
];
