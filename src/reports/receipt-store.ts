// All SQL of receipts: the code that opens a report again, the sessions it begins, and the signed receipt.
import { hashToken } from '../core/crypto/tokens.ts';
import type { Kernel } from '../core/kernel.ts';
import type { ReportsTables } from './tables.ts';

/** The keyed hash under which a code is stored: without the keyring nobody can try codes against a stolen database. */
export const receiptCodeHash = (kernel: Pick<Kernel, 'vault'>, code: string): Buffer =>
  kernel.vault.blindIndex('reports.receipt-code', code);

/** The report that a code opens. */
export async function findReportByCode(kernel: Kernel, code: string): Promise<string | undefined> {
  const row = await tables(kernel)
    .selectFrom('reports.receipt')
    .select('report')
    .where('code_hash', '=', receiptCodeHash(kernel, code))
    .executeTakeFirst();
  return row?.report;
}

/** Puts a new code in place of the old one, which opens nothing from then on. */
export async function replaceCode(kernel: Kernel, report: string, code: string): Promise<void> {
  await tables(kernel)
    .updateTable('reports.receipt')
    .set({ code_hash: receiptCodeHash(kernel, code) })
    .where('report', '=', report)
    .execute();
}

/** Begins a session that opens one report. */
export async function beginReceiptSession(
  kernel: Kernel,
  report: string,
  token: string,
  expiresAt: Date,
): Promise<void> {
  await tables(kernel)
    .insertInto('reports.receipt_session')
    .values({ token_hash: hashToken(token), report, created_at: kernel.clock.now(), expires_at: expiresAt })
    .execute();
}

/** The report that a session opens; undefined when it has expired. */
export async function findReceiptSession(kernel: Kernel, token: string): Promise<string | undefined> {
  const row = await tables(kernel)
    .selectFrom('reports.receipt_session')
    .select('report')
    .where('token_hash', '=', hashToken(token))
    .where('expires_at', '>', kernel.clock.now())
    .executeTakeFirst();
  return row?.report;
}

/** Ends a session. */
export async function endReceiptSession(kernel: Kernel, token: string): Promise<void> {
  await tables(kernel).deleteFrom('reports.receipt_session').where('token_hash', '=', hashToken(token)).execute();
}

/** Ends all sessions of a report: it belongs to an account now. */
export async function endReceiptSessions(kernel: Kernel, report: string): Promise<void> {
  await tables(kernel).deleteFrom('reports.receipt_session').where('report', '=', report).execute();
}

export type StoredReceipt = {
  readonly reportHash: Buffer;
  /** The audit entry of the submission. */
  readonly entry: string;
  /** Undefined until the receipt is signed. */
  readonly signed:
    | { readonly logIndex: number; readonly logHash: Buffer; readonly keyId: string; readonly signature: Buffer }
    | undefined;
};

/** The receipt of a report that the actor stands on the reporter's side of, or that staff looks at. */
export async function findReceipt(kernel: Kernel, report: string): Promise<StoredReceipt | undefined> {
  const row = await tables(kernel)
    .selectFrom('reports.receipt')
    .selectAll()
    .where('report', '=', report)
    .executeTakeFirst();
  if (!row) return undefined;
  const { log_index: logIndex, log_hash: logHash, key_id: keyId, signature } = row;
  const signed =
    logIndex !== null && logHash && keyId !== null && signature ? { logIndex, logHash, keyId, signature } : undefined;
  return { reportHash: row.report_hash, entry: row.entry, signed };
}

/** Keeps the signature, so that the receipt stays the same for ever; the first one stands. */
export async function keepSignature(
  kernel: Kernel,
  report: string,
  { logIndex, logHash, keyId, signature }: NonNullable<StoredReceipt['signed']>,
): Promise<void> {
  await tables(kernel)
    .updateTable('reports.receipt')
    .set({ log_index: logIndex, log_hash: logHash, key_id: keyId, signature })
    .where('report', '=', report)
    .where('signature', 'is', null)
    .execute();
}

/** Whether a person holds a session of this report, whoever they are signed in as. */
export const opensReport = async (kernel: Kernel, token: string | undefined, report: string): Promise<boolean> =>
  token !== undefined && (await findReceiptSession(kernel, token)) === report;

const tables = ({ db }: Kernel) => db.withTables<ReportsTables>();
