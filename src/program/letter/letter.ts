// The safe-harbor letter: under which policy and scope somebody may test, signed, so that it can be shown to others.
import { canonicalJson } from '../../core/canonical-json.ts';
import type { Signer, Verifier } from '../../core/crypto/signing.ts';
import type { SafeHarbor } from '../program.ts';

export type Letter = {
  readonly format: 'telltale-safe-harbor-1';
  readonly operator: string;
  readonly program: string;
  /** Whom it is made out to; empty for whoever shows it. */
  readonly to: string;
  readonly safeHarbor: Exclude<SafeHarbor, 'none'>;
  /** `sha256` is lower-case hex over the policy's Markdown in UTF-8. */
  readonly policy: { readonly version: number; readonly sha256: string; readonly url: string };
  /** `sha256` is lower-case hex over the rules as canonical JSON (RFC 8785). */
  readonly scope: { readonly version: number; readonly sha256: string; readonly url: string };
  /** RFC 3339, UTC. */
  readonly issuedAt: string;
  /** Thumbprint (RFC 7638) of the Ed25519 key that signed. */
  readonly keyId: string;
  /** base64url. */
  readonly signature: string;
};

export type UnsignedLetter = Omit<Letter, 'format' | 'keyId' | 'signature'>;

/** Signs a letter with Ed25519 (RFC 8032) over its canonical JSON (RFC 8785), the signature left out. */
export function signLetter(unsigned: UnsignedLetter, signer: Signer): Letter {
  const named = { format: 'telltale-safe-harbor-1', ...unsigned, keyId: signer.keyId } as const;
  return { ...named, signature: signer.sign(Buffer.from(canonicalJson(named))).toString('base64url') };
}

export type LetterVerdict =
  | { readonly ok: true; readonly letter: Letter; readonly sentence: string }
  | { readonly ok: false; readonly sentence: string };

/** Checks a letter as JSON text, in any spacing and order. Needs nothing but the public keys. */
export function verifyLetter(text: string, verifiers: readonly Verifier[]): LetterVerdict {
  const letter = parse(text);
  if (!letter) return { ok: false, sentence: 'This is not a letter of the form telltale-safe-harbor-1.' };
  const { signature, ...signed } = letter;
  const verifier = verifiers.find(({ name, keyId }) => name === 'receipt' && keyId === letter.keyId);
  if (!verifier) return { ok: false, sentence: 'No key of this installation has the id that the letter names.' };
  return verifier.verify(Buffer.from(canonicalJson(signed)), Buffer.from(signature, 'base64url'))
    ? { ok: true, letter, sentence: `The letter is ours, issued ${letter.issuedAt}, and was not changed.` }
    : { ok: false, sentence: 'The signature does not fit: the letter was changed after it was signed.' };
}

function parse(text: string): Letter | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isLetter =
      typeof value === 'object' &&
      value !== null &&
      'format' in value &&
      value.format === 'telltale-safe-harbor-1' &&
      'keyId' in value &&
      typeof value.keyId === 'string' &&
      'signature' in value &&
      typeof value.signature === 'string' &&
      'issuedAt' in value &&
      typeof value.issuedAt === 'string';
    // The signature vouches for all other members: only we make letters that it fits.
    return isLetter ? (value as Letter) : undefined;
  } catch {
    return undefined;
  }
}
