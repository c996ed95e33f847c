// The digests that are published beside a file, so that whoever has it can tell whether it is whole.
import { hash } from 'node:crypto';

/** SHA-256 and SHA-512 of the bytes, in lower-case hex. */
export const fileDigests = (content: Buffer): { readonly sha256: string; readonly sha512: string } => ({
  sha256: hash('sha256', content, 'hex'),
  sha512: hash('sha512', content, 'hex'),
});
