// Somebody comes back with a receipt code, or leaves.
import { actorId } from '../../core/actor.ts';
import { after } from '../../core/clock.ts';
import { parseReceiptCode } from '../../core/crypto/receipt-code.ts';
import { newToken } from '../../core/crypto/tokens.ts';
import type { Kernel } from '../../core/kernel.ts';
import { RECEIPT_SESSION_MS } from '../intake/submit-report.ts';
import { beginReceiptSession, endReceiptSession, findReportByCode } from '../receipt-store.ts';

export type ReturnResult =
  | { readonly ok: true; readonly report: string; readonly token: string }
  /** `mistyped`: it cannot be a code of ours; `unknown`: it could be, and is not. */
  | { readonly ok: false; readonly fault: 'mistyped' | 'unknown' };

/** Opens the report of a code, typed in any case and spacing. */
export async function returnToReport(kernel: Kernel, typed: string): Promise<ReturnResult> {
  const code = parseReceiptCode(typed);
  if (code === undefined) return { ok: false, fault: 'mistyped' };
  const report = await findReportByCode(kernel, code);
  if (report === undefined) return { ok: false, fault: 'unknown' };
  const token = newToken(kernel.random);
  await kernel.transaction(async kernel => {
    await beginReceiptSession(kernel, report, token, after(kernel.clock.now(), RECEIPT_SESSION_MS));
    await kernel.audit.record(kernel.db, {
      actor: actorId({ kind: 'receipt-holder', report }),
      action: 'report.return',
      subject: report,
    });
  });
  return { ok: true, report, token };
}

/** Ends the session behind a cookie. */
export const leaveReport = (kernel: Kernel, token: string): Promise<void> => endReceiptSession(kernel, token);
