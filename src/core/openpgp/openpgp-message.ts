// OpenPGP messages as armored text: signing, encrypting, opening, and telling one when it is seen.
import { openpgpLibrary } from './openpgp-library.ts';

/**
 * Signs a text in the open (RFC 9580 §7): lines that begin with a dash are escaped, every line ends with CR LF, and
 * nothing follows the signature.
 */
export async function signCleartext(text: string, privateKey: string, now: Date): Promise<string> {
  const { createCleartextMessage, readPrivateKey, sign } = await openpgpLibrary();
  const signed = await sign({
    message: await createCleartextMessage({ text }),
    signingKeys: await readPrivateKey({ armoredKey: privateKey }),
    date: now,
  });
  return `${signed.replace(/\r?\n/gu, '\r\n').trimEnd()}\r\n`;
}

/** Whether a text carries a good signature in the open by this key, at this time. */
export async function isCleartextSignedBy(text: string, publicKey: string, now: Date): Promise<boolean> {
  const { readCleartextMessage, readKey, verify } = await openpgpLibrary();
  try {
    const { signatures } = await verify({
      message: await readCleartextMessage({ cleartextMessage: text }),
      verificationKeys: await readKey({ armoredKey: publicKey }),
      date: now,
    });
    const [signature] = signatures;
    return signature !== undefined && (await signature.verified);
  } catch {
    return false;
  }
}

/** A signature beside the bytes it is of, armored: what stands in an `.asc` file. */
export async function signDetached(content: Buffer, privateKey: string, now: Date): Promise<string> {
  const { createMessage, readPrivateKey, sign } = await openpgpLibrary();
  return sign({
    message: await createMessage({ binary: content }),
    signingKeys: await readPrivateKey({ armoredKey: privateKey }),
    detached: true,
    date: now,
    format: 'armored',
  });
}

/** Encrypts to a public key; armored. */
export async function encryptTo(content: Buffer, publicKey: string, now: Date): Promise<string> {
  const { createMessage, encrypt, readKey } = await openpgpLibrary();
  return encrypt({
    message: await createMessage({ binary: content }),
    encryptionKeys: await readKey({ armoredKey: publicKey }),
    date: now,
    format: 'armored',
  });
}

export type Opened =
  | { readonly ok: true; readonly content: Buffer }
  /** `no_key`: encrypted to somebody else. `broken`: no message, changed on the way, or larger than allowed. */
  | { readonly ok: false; readonly fault: 'no_key' | 'broken' };

/**
 * Opens a message with whichever key fits. Its signatures are not looked at.
 * @param limitBytes of what comes out: a small message can unfold into a very large one
 */
export async function openMessage(
  message: string | Buffer,
  privateKeys: readonly string[],
  { limitBytes }: { readonly limitBytes: number },
): Promise<Opened> {
  const { decrypt, readMessage, readPrivateKey } = await openpgpLibrary();
  try {
    const parsed =
      typeof message === 'string'
        ? await readMessage({ armoredMessage: message })
        : await readMessage({ binaryMessage: message });
    const wanted = parsed.getEncryptionKeyIDs().map(id => id.toHex());
    const keys = await Promise.all(privateKeys.map(armoredKey => readPrivateKey({ armoredKey })));
    const isHidden = wanted.some(id => /^0+$/u.test(id));
    const fitting = keys.filter(key => isHidden || key.getKeyIDs().some(id => wanted.includes(id.toHex())));
    if (fitting.length === 0) return { ok: false, fault: 'no_key' };
    const { data } = await decrypt({
      message: parsed,
      decryptionKeys: fitting,
      format: 'binary',
      config: { maxDecompressedMessageSize: limitBytes },
    });
    const content = Buffer.from(data);
    return content.length > limitBytes ? { ok: false, fault: 'broken' } : { ok: true, content };
  } catch {
    return { ok: false, fault: 'broken' };
  }
}

const BLOCK = /-----BEGIN PGP MESSAGE-----\r?\n[\s\S]*?\n-----END PGP MESSAGE-----/u;

/** The first armored message in a text, as it stands there; undefined when there is none. */
export const findArmoredMessage = (text: string): string | undefined => BLOCK.exec(text)?.[0];

/** Whether a text is an armored message that can be read, and nothing else. */
export async function isArmoredMessage(text: string): Promise<boolean> {
  const found = findArmoredMessage(text);
  if (found === undefined || found !== text.trim()) return false;
  const { readMessage } = await openpgpLibrary();
  try {
    return (await readMessage({ armoredMessage: found })).getEncryptionKeyIDs().length > 0;
  } catch {
    return false;
  }
}
