// What the public log can prove about itself.
import type { Check } from '../../core/module.ts';
import { readLogText } from './edition-store.ts';
import { logId } from './publish-edition.ts';
import { verifyLog } from './verify-log.ts';

export const logChecks: readonly Check[] = [
  {
    name: 'record.log',
    claim: 'The public log is whole and signed, and the published figures follow from it.',
    run: async kernel => {
      const text = await readLogText(kernel);
      if (text === '') return { ok: true, detail: 'No edition is published yet.' };
      const { ok, findings, last } = verifyLog(text, kernel.keyring.verifiers());
      if (last && last.edition.log !== logId(kernel))
        return { ok: false, detail: 'It was begun under another keyring, so nothing can be added to it.' };
      const detail = ok
        ? `${last?.edition.last} lines in ${last?.editions} editions, through ${last?.edition.through}.`
        : findings
            .filter(({ ok }) => !ok)
            .map(({ sentence }) => sentence)
            .slice(0, 3)
            .join(' ');
      return { ok, detail };
    },
  },
];
