// Sealing for a recipient, so that who seals cannot open: age-encryption.org/v1 with X25519, as the tool `age` reads it.
import { ReadableStream } from 'node:stream/web';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';

/** The secret half of a recipient's key pair (`AGE-SECRET-KEY-1…`), and the public one (`age1…`). */
export type AgeIdentity = { readonly identity: string; readonly recipient: string };

/** Nothing opens with these keys, or the file was changed or cut off. */
export class AgeBroken extends Error {
  override name = 'AgeBroken';
}

/** A fresh key pair. */
export async function newAgeIdentity(): Promise<AgeIdentity> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** Whether this is the public key of a recipient. */
export function isAgeRecipient(text: string): boolean {
  try {
    new Encrypter().addRecipient(text);
    return true;
  } catch {
    return false;
  }
}

/** The secret keys in a file such as `age-keygen` writes: one a line, between comments. */
export const agesIn = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line.startsWith('AGE-SECRET-KEY-'));

/** Seals what comes, for any of the recipients. */
export async function* sealForRecipients(
  recipients: readonly string[],
  source: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  const sealed = await encrypter.encrypt(asStream(source));
  for await (const bytes of sealed) yield asBuffer(bytes);
}

/**
 * Opens what was sealed for one of these keys. Each buffer that comes out has been proven; that nothing is missing at the
 * end is proven when it ends.
 * @throws AgeBroken
 */
export async function* openWithIdentities(
  identities: readonly string[],
  source: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    const decrypter = new Decrypter();
    for (const identity of identities) decrypter.addIdentity(identity);
    const opened = await decrypter.decrypt(asStream(source));
    for await (const bytes of opened) yield asBuffer(bytes);
  } catch (cause) {
    throw new AgeBroken('sealed for another key, changed, or cut off', { cause });
  }
}

const asStream = (source: AsyncIterable<Buffer>): globalThis.ReadableStream<Uint8Array> =>
  // Node's own type of the same class.
  ReadableStream.from(source) as unknown as globalThis.ReadableStream<Uint8Array>;

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
