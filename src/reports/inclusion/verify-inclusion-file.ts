// What `telltale verify-inclusion` prints.
import type { Verifier } from '../../core/crypto/signing.ts';
import { verifyInclusion } from './inclusion-proof.ts';

/** Checks the file of a proof that an original came before a duplicate. */
export function verifyInclusionFile(
  text: string,
  verifiers: readonly Verifier[],
): { readonly ok: boolean; readonly lines: readonly string[] } {
  const { ok, findings, proof } = verifyInclusion(text, verifiers);
  const facts = proof
    ? [
        `report     ${proof.receipt.number} of ${proof.receipt.program}`,
        `received   ${proof.receipt.submittedAt}, entry ${proof.later.index}`,
        `original   ${proof.earlier.at}, entry ${proof.earlier.index}`,
        `SHA-256    ${proof.earlier.sha256}`,
      ]
    : [];
  return { ok, lines: [...facts, ...findings.map(each => `${each.ok ? 'ok  ' : 'FAIL'}  ${each.sentence}`)] };
}
