// Seals a copy for somebody's own key, with age (age-encryption.org/v1): nobody else opens it, we included.
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Encrypter } from 'age-encryption';

/** Whether the text is an age recipient for X25519: `age1…`, Bech32 with its checksum. */
export function isRecipient(text: string): boolean {
  if (!/^age1[02-9ac-hj-np-z]{58}$/.test(text)) return false;
  try {
    new Encrypter().addRecipient(text);
    return true;
  } catch {
    return false;
  }
}

/** The bytes sealed for a recipient, in chunks as they come. */
export async function sealFor(recipient: string, content: Readable): Promise<Readable> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  // Node's web streams and the DOM's have one shape and two types.
  const sealed = await encrypter.encrypt(Readable.toWeb(content) as globalThis.ReadableStream<Uint8Array>);
  return Readable.fromWeb(sealed as ReadableStream);
}
