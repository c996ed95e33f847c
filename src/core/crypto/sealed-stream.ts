// Seals bytes of any length in chunks that prove themselves: the STREAM construction
// (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption, 2015) over AES-256-GCM.
//
//   version(1) | suite(1) | data key id(16) | salt(32) | commitment(32) | chunks
//   chunk: ciphertext(at most 65,536) | tag(16); each but the last is full
import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { COMMITMENT_LENGTH, DATA_KEY_ID_LENGTH, type DataKey, messageKey, SALT_LENGTH } from './data-key.ts';
import { type Place, SealBroken } from './envelope.ts';
import { lengthPrefixed } from './length-prefixed.ts';
import type { Random } from './random.ts';
import { equalBytes } from './tokens.ts';

export const CHUNK_LENGTH = 64 * 1024;

/** Seals what comes from `source` for `place`. The pieces that come out are the header, then one per chunk. */
export async function* sealStream(
  dataKey: DataKey,
  place: Place,
  source: AsyncIterable<Buffer>,
  random: Random,
): AsyncGenerator<Buffer, void, undefined> {
  const salt = random.bytes(SALT_LENGTH);
  const { key, commitment } = messageKey(dataKey.key, salt, INFO);
  const header = Buffer.concat([HEAD, dataKey.id, salt, commitment]);
  const aad = boundTo(dataKey, place, header);
  yield header;
  for await (const { bytes, counter, isLast } of inPieces(source, CHUNK_LENGTH)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(counter, isLast), { authTagLength: TAG_LENGTH });
    cipher.setAAD(aad);
    yield Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  }
}

/**
 * Opens what `sealStream` sealed for the same place. Each buffer that comes out has been proven.
 * @throws SealBroken at the first chunk that was changed, moved or removed, or when the last one is missing
 */
export async function* openStream(
  dataKey: DataKey,
  place: Place,
  source: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  const input = source[Symbol.asyncIterator]();
  try {
    const { header, rest } = await readHeader(input);
    const { key, commitment } = messageKey(dataKey.key, header.subarray(SALT_AT, COMMITMENT_AT), INFO);
    const isOurs =
      header.length === HEADER_LENGTH &&
      header.subarray(0, 2).equals(HEAD) &&
      header.subarray(2, SALT_AT).equals(dataKey.id) &&
      equalBytes(commitment, header.subarray(COMMITMENT_AT));
    if (!isOurs) throw broken(place, 'was sealed with another key, or its head was changed');
    const aad = boundTo(dataKey, place, header);
    for await (const { bytes, counter, isLast } of inPieces(remaining(rest, input), CHUNK_LENGTH + TAG_LENGTH)) {
      const proven = openChunk(key, nonceOf(counter, isLast), aad, bytes);
      if (!proven) throw broken(place, 'was changed, cut off, or belongs elsewhere');
      yield proven;
    }
  } finally {
    await input.return?.();
  }
}

const HEAD = Buffer.from([1, 1]);
const INFO = Buffer.from('telltale/stream/v1\x01', 'latin1');
const DOMAIN = 'telltale/stream';
const TAG_LENGTH = 16;
const SALT_AT = HEAD.length + DATA_KEY_ID_LENGTH;
const COMMITMENT_AT = SALT_AT + SALT_LENGTH;
const HEADER_LENGTH = COMMITMENT_AT + COMMITMENT_LENGTH;

const boundTo = (dataKey: DataKey, place: Place, header: Buffer): Buffer =>
  lengthPrefixed([DOMAIN, header, dataKey.tenant, place.table, place.column, place.row, dataKey.subject]);

/** The key is this stream's alone, so the counter may be the nonce; the last byte marks the last chunk. */
const nonceOf = (counter: number, isLast: boolean): Buffer => {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(counter, 5, 6);
  nonce.writeUInt8(isLast ? 1 : 0, 11);
  return nonce;
};

function openChunk(key: KeyObject, nonce: Buffer, aad: Buffer, chunk: Buffer): Buffer | undefined {
  if (chunk.length < TAG_LENGTH) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_LENGTH });
  decipher.setAAD(aad);
  decipher.setAuthTag(chunk.subarray(-TAG_LENGTH));
  const unproven = decipher.update(chunk.subarray(0, -TAG_LENGTH));
  try {
    decipher.final();
    return unproven;
  } catch {
    unproven.fill(0);
    return undefined;
  }
}

type Piece = { bytes: Buffer; counter: number; isLast: boolean };

/** Cuts a stream into pieces of `length`. The last one is marked; it is shorter or full, and empty only if all is. */
async function* inPieces(source: AsyncIterable<Buffer>, length: number): AsyncGenerator<Piece, void, undefined> {
  let waiting: Buffer[] = [];
  let size = 0;
  let counter = 0;
  for await (const buffer of source) {
    waiting.push(buffer);
    size += buffer.length;
    // A full piece is held back until another byte comes: only then is it known not to be the last.
    if (size <= length) continue;
    const all = Buffer.concat(waiting);
    let at = 0;
    for (; size - at > length; at += length)
      yield { bytes: all.subarray(at, at + length), counter: counter++, isLast: false };
    waiting = [all.subarray(at)];
    size -= at;
  }
  yield { bytes: Buffer.concat(waiting), counter, isLast: true };
}

async function readHeader(input: AsyncIterator<Buffer>): Promise<{ header: Buffer; rest: Buffer }> {
  let read = Buffer.alloc(0);
  while (read.length < HEADER_LENGTH) {
    const next = await input.next();
    if (next.done) break;
    read = Buffer.concat([read, next.value]);
  }
  return { header: read.subarray(0, HEADER_LENGTH), rest: read.subarray(HEADER_LENGTH) };
}

async function* remaining(first: Buffer, input: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  yield first;
  for (let next = await input.next(); !next.done; next = await input.next()) yield next.value;
}

const broken = ({ table, row }: Place, why: string): SealBroken =>
  new SealBroken(`the sealed content of ${table} ${row} ${why}`);
