// Evidence as it is signed and handed out: what was found, when, by which version; one record names the one before. Pure.
import { canonicalJson } from '../../core/canonical-json.ts';
import { checkSignature, type Signed, signRecord } from '../../core/crypto/signed-record.ts';
import type { Signer, Verifier } from '../../core/crypto/signing.ts';
import { hashToken } from '../../core/crypto/tokens.ts';

export type EvidenceRecord = {
  readonly format: 'telltale-evidence-1';
  readonly id: string;
  /** `check`: the product ran it on itself. `person`: somebody on the security team vouches. */
  readonly kind: 'check' | 'person';
  readonly subject: string;
  /** The sentence that it is about, as it stood then. */
  readonly claim: string;
  readonly result: 'pass' | 'fail';
  /** Null where it failed: that is for the security team until it is mended. */
  readonly detail: string | null;
  readonly collectedAt: string;
  readonly validUntil: string | null;
  readonly version: string;
  /** SHA-256 in hex of the signed record before it on the same subject; null for the first. */
  readonly previous: string | null;
};

/** The signed record as canonical JSON. */
export const signEvidence = (record: EvidenceRecord, signer: Signer): string =>
  canonicalJson(signRecord(record, signer));

export const hashOfEvidence = (text: string): string => hashToken(text).toString('hex');

/** @param text as `signEvidence` made it */
export const readEvidence = (text: string): Signed<EvidenceRecord> => JSON.parse(text) as Signed<EvidenceRecord>;

/** The first fault in the records on one subject, the oldest first, in a sentence; undefined when all is whole. */
export function faultOfEvidence(texts: readonly string[], verifiers: readonly Verifier[]): string | undefined {
  let previous: string | null = null;
  for (const text of texts) {
    const record = readEvidence(text);
    if (record.previous !== previous) return `${record.id} does not follow the one before.`;
    const { ok, sentence } = checkSignature(record, 'audit', verifiers);
    if (!ok) return `${record.id}: ${sentence}`;
    previous = hashOfEvidence(text);
  }
  return undefined;
}
