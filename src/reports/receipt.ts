// The signed receipt of a report: what it says, how it is signed, and how anybody checks it without us.
import { canonicalJson, type JsonValue } from '../core/canonical-json.ts';
import { checkSignature, signRecord } from '../core/crypto/signed-record.ts';
import type { Signer, Verifier } from '../core/crypto/signing.ts';
import { hashToken } from '../core/crypto/tokens.ts';

/** The receipt as it is handed out. Everything but `signature` is signed. */
export type Receipt = {
  readonly format: 'telltale-receipt-1';
  readonly program: string;
  readonly number: string;
  /** Lower-case hex SHA-256 of the canonical report's JSON (RFC 8785). */
  readonly reportSha256: string;
  /** RFC 3339, UTC. */
  readonly submittedAt: string;
  /** Where the submission stands in the operator's audit log, and the log's hash there (lower-case hex). */
  readonly log: { readonly index: number; readonly hash: string };
  /** Thumbprint (RFC 7638) of the Ed25519 key that signed. */
  readonly keyId: string;
  /** base64url. */
  readonly signature: string;
};

export type UnsignedReceipt = Omit<Receipt, 'format' | 'keyId' | 'signature'>;

/** Signs a receipt with Ed25519 (RFC 8032) over its canonical JSON (RFC 8785). */
export const signReceipt = (unsigned: UnsignedReceipt, signer: Signer): Receipt =>
  signRecord({ format: 'telltale-receipt-1', ...unsigned } as const, signer);

/** Lower-case hex SHA-256 of a value's canonical JSON. */
export const canonicalSha256 = (value: JsonValue): string => hashToken(canonicalJson(value)).toString('hex');

export type ReceiptVerdict = {
  /** The signature is by one of our keys, and the report, when given, is the one that was received. */
  readonly ok: boolean;
  /** What was checked and what came of it, in sentences. */
  readonly findings: readonly { readonly ok: boolean; readonly sentence: string }[];
  readonly receipt: Receipt | undefined;
};

/**
 * Checks a receipt, and a canonical report against it. Pure: needs nothing but the public keys.
 * @param text the receipt as JSON text
 * @param report the canonical report as JSON text, in any spacing and order
 */
export function verifyReceipt(text: string, verifiers: readonly Verifier[], report?: string): ReceiptVerdict {
  const receipt = parseReceipt(text);
  if (!receipt)
    return {
      ok: false,
      receipt,
      findings: [{ ok: false, sentence: 'This is not a receipt of the form telltale-receipt-1.' }],
    };
  const findings = [
    checkSignature(receipt, 'receipt', verifiers),
    ...(report === undefined ? [] : [checkReport(receipt, report)]),
  ];
  return { ok: findings.every(({ ok }) => ok), findings, receipt };
}

function checkReport({ reportSha256 }: Receipt, text: string): ReceiptVerdict['findings'][number] {
  try {
    const report = JSON.parse(text) as JsonValue;
    if (isRecord(report) && typeof report['redactedSince'] === 'string')
      return {
        ok: false,
        sentence:
          'Parts of this report were made unreadable after it was received, so its hash cannot be compared any more. The receipt’s hash is of the original.',
      };
    // Whatever JSON it is, only the very value that was hashed gives this hash.
    const sha256 = canonicalSha256(report);
    return sha256 === reportSha256
      ? { ok: true, sentence: 'The report is, to the letter, the one that was received.' }
      : { ok: false, sentence: `The report is not the one that was received: its SHA-256 is ${sha256}.` };
  } catch {
    return { ok: false, sentence: 'The report is not readable as JSON.' };
  }
}

/** The receipt, if the text is one: every member there, of its type, and no other. */
function parseReceipt(text: string): Receipt | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value['format'] !== 'telltale-receipt-1' || !isRecord(value['log'])) return undefined;
  const { log, ...rest } = value;
  const texts = ['format', 'program', 'number', 'reportSha256', 'submittedAt', 'keyId', 'signature'];
  if (Object.keys(rest).sort().join() !== [...texts].sort().join()) return undefined;
  if (!texts.every(name => typeof rest[name] === 'string')) return undefined;
  if (Object.keys(log).sort().join() !== 'hash,index') return undefined;
  if (!Number.isSafeInteger(log['index']) || typeof log['hash'] !== 'string') return undefined;
  // Checked member by member above.
  return value as Receipt;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
