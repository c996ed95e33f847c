// A key from a passphrase, and the stream that it seals: for what leaves the installation as one file.
//
//   magic(24) | salt(32) | check(32) | a sealed stream (sealed-stream.ts)
import { createSecretKey, hkdfSync, type KeyObject, scrypt } from 'node:crypto';
import { type DataKey, dataKeyFrom } from './data-key.ts';
import type { Place } from './envelope.ts';
import type { Random } from './random.ts';
import { openStream, sealStream } from './sealed-stream.ts';
import { equalBytes, keyedHash } from './tokens.ts';

/** The first bytes of a file: what it is, and the version of how it is sealed. */
const MAGIC = Buffer.from('telltale program archive');
const SALT_LENGTH = 32;
const CHECK_LENGTH = 32;
const HEAD_LENGTH = MAGIC.length + SALT_LENGTH + CHECK_LENGTH;

/** RFC 7914: 128 MiB and about half a second for each guess. Part of the format: other values need another magic. */
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 192 * 1024 * 1024 };

/** A passphrase made into a key: the salt stands in the file, the secret seals it. */
export type PassphraseKey = { readonly salt: Buffer; readonly secret: Buffer };

/** The file is no such archive, or the passphrase is another. */
export class PassphraseRefused extends Error {
  override name = 'PassphraseRefused';
  readonly why: 'format' | 'passphrase';

  constructor(why: 'format' | 'passphrase') {
    super(why === 'format' ? 'this is no program archive' : 'the passphrase is wrong');
    this.why = why;
  }
}

/** A fresh key for a new file. Takes about half a second, beside the main thread. */
export const newPassphraseKey = (passphrase: string, random: Random): Promise<PassphraseKey> =>
  keyFrom(passphrase, random.bytes(SALT_LENGTH));

/** Seals what comes as it comes. */
export async function* sealWithPassphrase(
  { salt, secret }: PassphraseKey,
  source: AsyncIterable<Buffer>,
  random: Random,
): AsyncGenerator<Buffer, void, undefined> {
  yield Buffer.concat([MAGIC, salt, checkOf(secret)]);
  yield* sealStream(dataKeyOf({ salt, secret }), placeOf(salt), source, random);
}

/**
 * Opens what `sealWithPassphrase` sealed. Each buffer that comes out has been proven.
 * @param passphrase or what it was made into for this very file
 * @throws PassphraseRefused before the first byte; SealBroken where the file was changed or cut off
 */
export async function* openWithPassphrase(
  passphrase: string | PassphraseKey,
  source: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  const input = source[Symbol.asyncIterator]();
  try {
    const { key, read } = await readHead(passphrase, input);
    yield* openStream(dataKeyOf(key), placeOf(key.salt), following(read.subarray(HEAD_LENGTH), input));
  } finally {
    await input.return?.();
  }
}

/**
 * Tries a passphrase on a file that is still coming in.
 * @returns the key, and the file's bytes from the first one on
 * @throws PassphraseRefused
 */
export async function tryPassphrase(
  passphrase: string,
  source: AsyncIterable<Buffer>,
): Promise<{ readonly key: PassphraseKey; readonly content: AsyncIterable<Buffer> }> {
  const input = source[Symbol.asyncIterator]();
  const { key, read } = await readHead(passphrase, input);
  return { key, content: following(read, input) };
}

async function readHead(
  passphrase: string | PassphraseKey,
  input: AsyncIterator<Buffer>,
): Promise<{ readonly key: PassphraseKey; readonly read: Buffer }> {
  let read = Buffer.alloc(0);
  while (read.length < HEAD_LENGTH) {
    const next = await input.next();
    if (next.done) break;
    read = Buffer.concat([read, next.value]);
  }
  if (read.length < HEAD_LENGTH || !read.subarray(0, MAGIC.length).equals(MAGIC)) throw new PassphraseRefused('format');
  const salt = read.subarray(MAGIC.length, MAGIC.length + SALT_LENGTH);
  const key = typeof passphrase === 'string' ? await keyFrom(passphrase, Buffer.from(salt)) : passphrase;
  if (!equalBytes(checkOf(key.secret), read.subarray(MAGIC.length + SALT_LENGTH, HEAD_LENGTH)))
    throw new PassphraseRefused('passphrase');
  return { key, read };
}

async function keyFrom(passphrase: string, salt: Buffer): Promise<PassphraseKey> {
  // Two keyboards may write the same letters in two ways.
  const secret = await new Promise<Buffer>((resolve, reject) =>
    scrypt(passphrase.normalize('NFKC'), salt, 32, COST, (error, key) => (error ? reject(error) : resolve(key))),
  );
  return { salt, secret };
}

const dataKeyOf = ({ salt, secret }: PassphraseKey): DataKey =>
  dataKeyFrom(Buffer.from(derive(secret, 'content').export()), {
    id: salt.subarray(0, 16),
    tenant: 'archive',
    subject: 'program',
    purpose: 'archive',
  });

/** Tells a wrong passphrase from a damaged file; whoever guesses passphrases has the stream to try them on anyway. */
const checkOf = (secret: Buffer): Buffer => keyedHash(derive(secret, 'check'), MAGIC);

const derive = (secret: Buffer, use: string): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha512', secret, Buffer.alloc(0), `telltale/archive/v1/${use}`, 32)));

const placeOf = (salt: Buffer): Place => ({ table: 'program archive', column: 'content', row: salt.toString('hex') });

async function* following(first: Buffer, input: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  yield first;
  for (let next = await input.next(); !next.done; next = await input.next()) yield next.value;
}
