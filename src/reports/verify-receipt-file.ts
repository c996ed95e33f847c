// What `telltale verify-receipt` prints.
import type { Verifier } from '../core/crypto/signing.ts';
import { verifyReceipt } from './receipt.ts';

/** Checks a receipt's file, and a report's file against it when one is given. */
export function verifyReceiptFile(
  receipt: string,
  report: string | undefined,
  verifiers: readonly Verifier[],
): { readonly ok: boolean; readonly lines: readonly string[] } {
  const verdict = verifyReceipt(receipt, verifiers, report);
  const facts = verdict.receipt
    ? [
        `report     ${verdict.receipt.number} of ${verdict.receipt.program}`,
        `received   ${verdict.receipt.submittedAt}`,
        `audit log  entry ${verdict.receipt.log.index}, ${verdict.receipt.log.hash}`,
        `SHA-256    ${verdict.receipt.reportSha256}`,
      ]
    : [];
  return {
    ok: verdict.ok,
    lines: [...facts, ...verdict.findings.map(({ ok, sentence }) => `${ok ? 'ok  ' : 'FAIL'}  ${sentence}`)],
  };
}
