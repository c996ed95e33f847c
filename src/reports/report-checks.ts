// What this module can prove about itself.
import { canonicalJson } from '../core/canonical-json.ts';
import { equalBytes, hashToken } from '../core/crypto/tokens.ts';
import type { Check } from '../core/module.ts';
import { findReceipt } from './receipt-store.ts';
import { whichAreRedacted } from './redaction/redaction-store.ts';
import { countDue, listNewest } from './report-store.ts';

const SAMPLE = 50;

export const reportChecks: readonly Check[] = [
  {
    name: 'reports-acknowledged',
    claim: 'Every report was answered by a person in the time that was promised.',
    run: async kernel => {
      const { open, overdue } = await countDue(kernel);
      return { ok: overdue === 0, detail: `${open} open, ${overdue} overdue for a first answer` };
    },
  },
  {
    name: 'reports-dated',
    claim: 'Every open report has a date by which something is owed.',
    run: async kernel => {
      const { open, undated } = await countDue(kernel);
      return { ok: undated === 0, detail: `${open} open, ${undated} without a date` };
    },
  },
  {
    name: 'reports-unchanged',
    claim: 'Reports are stored to the letter as their receipts say, but for what was made unreadable on record.',
    run: async kernel => {
      const reports = await listNewest(kernel, SAMPLE);
      const redacted = await whichAreRedacted(
        kernel,
        reports.map(({ id }) => id),
      );
      let changed = 0;
      for (const { id, content } of reports) {
        if (redacted.has(id)) continue;
        const receipt = await findReceipt(kernel, id);
        if (!receipt || !equalBytes(receipt.reportHash, hashToken(canonicalJson(content)))) changed += 1;
      }
      return {
        ok: changed === 0,
        detail: `the newest ${reports.length} looked at, ${changed} differ, ${redacted.size} redacted on record`,
      };
    },
  },
];
