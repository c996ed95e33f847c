// An acceptance of the terms as a record that anybody can check: its seal is SHA-256 over the canonical JSON (RFC 8785)
// of its other members, and a key of this server signs all of it. The order of members plays no part. Pure.
import { canonicalJson } from '../../core/canonical-json.ts';
import { checkSignature, type SignatureFinding, type Signed, signRecord } from '../../core/crypto/signed-record.ts';
import type { Signer, Verifier } from '../../core/crypto/signing.ts';
import { hashToken } from '../../core/crypto/tokens.ts';

export type Acceptance = {
  readonly format: 'telltale-acceptance-1';
  readonly id: string;
  readonly operator: string;
  /** The address that was proved by a code, never one that was typed into the form. */
  readonly address: string;
  readonly name: string;
  readonly organization: string;
  readonly terms: number;
  /** SHA-256 in hex of the text of the terms in UTF-8. */
  readonly termsSha256: string;
  /** When the address was proved by the code. */
  readonly provedAt: string;
  readonly acceptedAt: string;
};

export type SealedAcceptance = Signed<Acceptance & { readonly seal: string }>;

/** SHA-256 in hex over the canonical JSON of the acceptance. */
export const sealOf = (acceptance: Acceptance): string => sha256(canonicalJson(acceptance));

export const sha256 = (text: string | Buffer): string => hashToken(text).toString('hex');

export const sealAcceptance = (acceptance: Acceptance, signer: Signer): SealedAcceptance =>
  signRecord({ ...acceptance, seal: sealOf(acceptance) }, signer);

/** Whether seal and signature fit. */
export function checkAcceptance(record: SealedAcceptance, verifiers: readonly Verifier[]): SignatureFinding {
  const { seal, keyId: _keyId, signature: _signature, ...acceptance } = record;
  if (sealOf(acceptance) !== seal) return { ok: false, sentence: 'The seal does not fit: the record was changed.' };
  return checkSignature(record, 'receipt', verifiers);
}
