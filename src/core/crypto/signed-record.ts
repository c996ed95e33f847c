// A record that says who signed it: Ed25519 (RFC 8032) over its canonical JSON (RFC 8785), all members but the signature.
import { canonicalJson, type JsonValue } from '../canonical-json.ts';
import type { Signer, Verifier } from './signing.ts';

type Record = { readonly [name: string]: JsonValue };

/** `keyId` is the thumbprint (RFC 7638) of the key that signed; `signature` is base64url. */
export type Signed<Content extends Record> = Content & { readonly keyId: string; readonly signature: string };

/** Signs a record. Its own `format` member keeps a signature over one kind of record from counting for another. */
export function signRecord<Content extends Record>(content: Content, signer: Signer): Signed<Content> {
  const named = { ...content, keyId: signer.keyId };
  return { ...named, signature: signer.sign(bytesOf(named)).toString('base64url') };
}

/** What came of checking a signature, in a sentence. */
export type SignatureFinding = { readonly ok: boolean; readonly sentence: string };

/** Whether one of our keys of this name signed the record as it is. */
export function checkSignature(
  record: Signed<Record>,
  keyName: string,
  verifiers: readonly Verifier[],
): SignatureFinding {
  const { signature, ...signed } = record;
  const verifier = verifiers.find(({ name, keyId }) => name === keyName && keyId === record.keyId);
  if (!verifier) return { ok: false, sentence: `No ${keyName} key of this installation has the id ${record.keyId}.` };
  return verifier.verify(bytesOf(signed), Buffer.from(signature, 'base64url'))
    ? { ok: true, sentence: `The signature is by our ${keyName} key ${record.keyId}.` }
    : { ok: false, sentence: `The signature does not fit: the ${keyName} was changed after it was signed.` };
}

const bytesOf = (record: Record): Buffer => Buffer.from(canonicalJson(record));
