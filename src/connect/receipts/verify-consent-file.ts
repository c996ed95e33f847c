// What `telltale verify-receipt` prints for the receipt of a consent.
import type { Verifier } from '../../core/crypto/signing.ts';
import { verifyConsentReceipt } from './consent-receipt.ts';

/** Whether a text says of itself that it is such a receipt, and not one of a report. */
export const isConsentReceipt = (text: string): boolean => /"format"\s*:\s*"telltale-consent-receipt-1"/.test(text);

/** Checks a receipt's file, and the file of a notice against it when one is given. */
export function verifyConsentFile(
  receipt: string,
  notice: string | undefined,
  verifiers: readonly Verifier[],
): { readonly ok: boolean; readonly lines: readonly string[] } {
  const verdict = verifyConsentReceipt(receipt, verifiers, notice);
  const facts = verdict.receipt
    ? [
        `receipt    ${String(verdict.receipt['receipt_id'])}`,
        `record     ${String(verdict.receipt['record_id'])}`,
        `made       ${String(verdict.receipt['receipt_created_at'])}`,
      ]
    : [];
  return {
    ok: verdict.ok,
    lines: [...facts, ...verdict.findings.map(({ ok, sentence }) => `${ok ? 'ok  ' : 'FAIL'}  ${sentence}`)],
  };
}
