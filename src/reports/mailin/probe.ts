// A token in a mail of our own by which the intake knows it again: nobody else can make one, and nothing is looked up.
import { keyedHash, newToken } from '../../core/crypto/tokens.ts';
import type { Kernel } from '../../core/kernel.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const NAME_LENGTH = 12;
const PROOF_LENGTH = 20;
const TOKEN = new RegExp(`\\bprobe-([${ALPHABET}]{${NAME_LENGTH}})([${ALPHABET}]{${PROOF_LENGTH}})\\b`, 'iu');

/** `name` says which one it was when it comes back; `token` goes into the subject and the Message-ID. */
export function newProbe(kernel: Kernel): { readonly name: string; readonly token: string } {
  const name = letters(Buffer.from(newToken(kernel.random), 'base64url'), NAME_LENGTH);
  return { name, token: `probe-${name}${proofOf(kernel, name)}` };
}

/** The name of the probe whose token is in one of these texts, as far as we made it. */
export function probeIn(kernel: Kernel, texts: readonly string[]): string | undefined {
  for (const text of texts) {
    const [, name = '', proof = ''] = TOKEN.exec(text) ?? [];
    if (name !== '' && proof.toLowerCase() === proofOf(kernel, name.toLowerCase())) return name.toLowerCase();
  }
  return undefined;
}

const proofOf = (kernel: Kernel, name: string): string =>
  letters(keyedHash(kernel.keyring.secretKey('mail-probe'), name), PROOF_LENGTH);

const letters = (bytes: Buffer, length: number): string =>
  Array.from({ length }, (_, index) => ALPHABET.charAt(bytes.readUInt8(index) & 31)).join('');
