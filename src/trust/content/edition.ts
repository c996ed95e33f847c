// An edition: everything the page said from one publication to the next, signed, naming the one before by its hash. Pure.
import { canonicalJson, type JsonValue } from '../../core/canonical-json.ts';
import { checkSignature, type Signed, signRecord } from '../../core/crypto/signed-record.ts';
import type { Signer, Verifier } from '../../core/crypto/signing.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import type { TrustContent } from './content.ts';

/** What is signed. */
export type Statement = {
  readonly format: 'telltale-trust-edition-1';
  readonly operator: string;
  /** From 1, without a gap. */
  readonly number: number;
  /** SHA-256 in hex of the signed text of the edition before; null for the first. */
  readonly previous: string | null;
  readonly publishedAt: string;
  readonly content: TrustContent;
};

export type Edition = Statement & { readonly keyId: string; readonly signature: string };

export type KeptEdition = {
  readonly edition: Edition;
  /** As anybody downloads it. */
  readonly text: string;
  /** SHA-256 of the text, in hex. */
  readonly sha256: string;
};

/** Content is plain JSON data; its interfaces only lack the index signature. */
type Json = { readonly [name: string]: JsonValue };

export function signEdition(statement: Statement, signer: Signer): KeptEdition {
  const signed = signRecord(statement as unknown as Json, signer);
  return readEdition(canonicalJson(signed));
}

/** @param text as `signEdition` made it */
export const readEdition = (text: string): KeptEdition => ({
  edition: JSON.parse(text) as Edition,
  text,
  sha256: sha256(text),
});

const sha256 = (text: string): string => hashToken(text).toString('hex');

/** The first fault of a chain of editions, the oldest first, in a sentence; undefined when it is whole. */
export function faultOfChain(texts: readonly string[], verifiers: readonly Verifier[]): string | undefined {
  let previous: string | null = null;
  for (const [index, text] of texts.entries()) {
    const { edition, sha256 } = readEdition(text);
    if (edition.number !== index + 1) return `Edition ${index + 1} is missing.`;
    if (edition.previous !== previous) return `Edition ${edition.number} does not follow the one before.`;
    const { ok, sentence } = checkSignature(edition as unknown as Signed<Json>, 'audit', verifiers);
    if (!ok) return `Edition ${edition.number}: ${sentence}`;
    previous = sha256;
  }
  return undefined;
}
