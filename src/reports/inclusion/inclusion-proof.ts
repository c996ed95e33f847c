// The proof that something was in the audit log before a report came: made, and checked without us.
import { hashFromProof, type LogProof } from '../../core/audit.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import type { Signer, Verifier } from '../../core/crypto/signing.ts';
import { type Receipt, type ReceiptVerdict, verifyReceipt } from '../receipt.ts';

/**
 * What the reporter of a duplicate saves. `receipt` is their own; `earlier` is the entry by which the original came in,
 * its content only as a hash; `path` leads from it to the log's hash in the receipt. Everything but `signature` is
 * signed, so that no other entry can be called the original later.
 */
export type InclusionProof = Omit<LogProof, 'later'> & {
  readonly format: 'telltale-inclusion-1';
  readonly receipt: Receipt;
  /** The reporter's own entry: the log's hash before it, and the SHA-256 of the entry. */
  readonly later: LogProof['later'];
  readonly keyId: string;
  readonly signature: string;
};

/** What an original may have come in by: a report, or a known issue that was committed to before. */
const ORIGINS = new Map([
  ['report.submit', 'a report'],
  ['issue.import', 'a known issue'],
]);

/** Signs a proof for the holder of a receipt. */
export function signInclusion(receipt: Receipt, proof: LogProof, signer: Signer): InclusionProof {
  const named = { format: 'telltale-inclusion-1', receipt, ...proof, keyId: signer.keyId } as const;
  return { ...named, signature: signer.sign(signedBytes(named)).toString('base64url') };
}

export type InclusionVerdict = Pick<ReceiptVerdict, 'ok' | 'findings'> & { readonly proof: InclusionProof | undefined };

/** Whether a text calls itself a proof of inclusion; what it is worth, `verifyInclusion` says. */
export function isInclusion(text: string): boolean {
  const value = parse(text);
  return isRecord(value) && value['format'] === 'telltale-inclusion-1';
}

/**
 * Checks a proof. Pure: needs nothing but the public keys.
 * @param text the proof as JSON text, in any spacing and order
 */
export function verifyInclusion(text: string, verifiers: readonly Verifier[]): InclusionVerdict {
  const proof = readProof(text);
  if (!proof)
    return {
      ok: false,
      proof,
      findings: [{ ok: false, sentence: 'This is not a proof of the form telltale-inclusion-1.' }],
    };
  const { receipt, earlier, later } = proof;
  const findings = [
    checkSignature(proof, verifiers),
    ...verifyReceipt(JSON.stringify(receipt), verifiers).findings,
    later.index === receipt.log.index && hashFromProof(proof) === receipt.log.hash
      ? {
          ok: true,
          sentence: `The log’s hash in the receipt follows from entry ${earlier.index}, ${later.index - earlier.index} before it.`,
        }
      : { ok: false, sentence: 'The log’s hash in the receipt does not follow from this entry.' },
    ORIGINS.has(earlier.action)
      ? { ok: true, sentence: `By that entry, ${ORIGINS.get(earlier.action)} came in at ${earlier.at}.` }
      : { ok: false, sentence: 'That entry is neither a report nor a known issue.' },
  ];
  return { ok: findings.every(({ ok }) => ok), findings, proof };
}

function checkSignature(proof: InclusionProof, verifiers: readonly Verifier[]): InclusionVerdict['findings'][number] {
  const { signature, ...signed } = proof;
  const verifier = verifiers.find(({ name, keyId }) => name === 'receipt' && keyId === proof.keyId);
  if (!verifier) return { ok: false, sentence: `No receipt key of this installation has the id ${proof.keyId}.` };
  const bytes = Buffer.from(signature, 'base64url');
  // One way to write a signature: stray bits at its end would be a change that nothing else notices.
  return bytes.toString('base64url') === signature && verifier.verify(signedBytes(signed), bytes)
    ? { ok: true, sentence: `The signature is by our receipt key ${proof.keyId}.` }
    : { ok: false, sentence: 'The signature does not fit: the proof was changed after it was signed.' };
}

const signedBytes = (proof: Omit<InclusionProof, 'signature'>): Buffer => Buffer.from(canonicalJson(proof));

/** The proof, if the text is one: every member there, of its type, and no other. The receipt is read on its own. */
function readProof(text: string): InclusionProof | undefined {
  const value = parse(text);
  if (!isRecord(value) || !hasMembers(value, ['format', 'receipt', 'earlier', 'path', 'later', 'keyId', 'signature']))
    return undefined;
  const { format, receipt, earlier, path, later, keyId, signature } = value;
  if (format !== 'telltale-inclusion-1' || typeof keyId !== 'string' || typeof signature !== 'string') return undefined;
  if (!isRecord(earlier) || !isRecord(later) || !isRecord(receipt) || !isRecord(receipt['log'])) return undefined;
  const isShaped =
    hasMembers(earlier, ['index', 'at', 'action', 'sha256']) &&
    hasMembers(later, ['index', 'previous', 'sha256']) &&
    [earlier['index'], later['index']].every(index => Number.isSafeInteger(index) && Number(index) > 0) &&
    [earlier['at'], earlier['action']].every(each => typeof each === 'string') &&
    Array.isArray(path) &&
    path.length <= LONGEST_PATH &&
    [...path, earlier['sha256'], later['previous'], later['sha256']].every(isHash);
  // Checked member by member above; what the receipt lacks, its own check refuses.
  return isShaped ? (value as InclusionProof) : undefined;
}

/** No log has more than 2 to the power of this many entries. */
const LONGEST_PATH = 64;

const isHash = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

const hasMembers = (value: Record<string, unknown>, names: readonly string[]): boolean =>
  Object.keys(value).sort().join() === [...names].sort().join();

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
