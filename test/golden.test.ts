// What earlier releases sealed opens in this one: fields, files, archives, backups, wrapped keys, indexes, signatures.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { systemClock } from '../src/core/clock.ts';
import { agesIn, openWithIdentities } from '../src/core/crypto/age.ts';
import { dataKeyFrom } from '../src/core/crypto/data-key.ts';
import { openField, type Place } from '../src/core/crypto/envelope.ts';
import { openKeyring } from '../src/core/crypto/keyring.ts';
import { openWithPassphrase } from '../src/core/crypto/passphrase-key.ts';
import { systemRandom } from '../src/core/crypto/random.ts';
import { openStream } from '../src/core/crypto/sealed-stream.ts';
import { checkSignature, type Signed } from '../src/core/crypto/signed-record.ts';
import { keyedHash } from '../src/core/crypto/tokens.ts';
import { jsonOf, readFrames } from '../src/core/move/frames.ts';

type Facts = {
  readonly dataKey: {
    readonly id: string;
    readonly tenant: string;
    readonly subject: string;
    readonly purpose: string;
    readonly wrapped: { readonly provider: string; readonly epoch: string; readonly bytes: string };
  };
  readonly field: { readonly place: Place; readonly text: string; readonly sealed: string };
  readonly file: { readonly place: Place; readonly bytes: number; readonly line: string };
  readonly passphrase: string;
  readonly index: { readonly name: string; readonly value: string; readonly hash: string };
  readonly record: Signed<{ format: string; text: string }>;
};

const golden = path.resolve(import.meta.dirname, 'golden');
const releases = fs.readdirSync(golden);
const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');

test('there are golden ciphertexts', () => assert.ok(releases.length > 0));

for (const release of releases)
  test(`everything that ${release} sealed opens`, async t => {
    const folder = path.join(golden, release);
    const { dataKey, field, file, passphrase, index, record } = JSON.parse(
      fs.readFileSync(path.join(folder, 'facts.json'), 'utf8'),
    ) as Facts;
    // git keeps no modes, and the keyring refuses a file that others may read.
    const keys = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-golden-'));
    t.after(() => fs.rmSync(keys, { recursive: true, force: true }));
    fs.copyFileSync(path.join(folder, 'keys', 'keyring.json'), path.join(keys, 'keyring.json'));
    fs.chmodSync(path.join(keys, 'keyring.json'), 0o600);
    const keyring = await openKeyring(keys, { clock: systemClock, random: systemRandom, createIfMissing: false });

    const of = { ...dataKey, id: bytes(dataKey.id) };
    const opened = await keyring.provider.unwrap(
      { ...dataKey.wrapped, bytes: bytes(dataKey.wrapped.bytes) },
      { ...of, dataKeyId: of.id },
    );
    const key = dataKeyFrom(opened, of);
    assert.equal(openField(key, field.place, bytes(field.sealed)).toString(), field.text);

    const long = Buffer.alloc(file.bytes, file.line);
    const read = (name: string): AsyncIterable<Buffer> => fs.createReadStream(path.join(folder, name));
    assert.ok((await buffer(openStream(key, file.place, read('file.sealed')))).equals(long));
    assert.ok((await buffer(openWithPassphrase(passphrase, read('archive.ttprog')))).equals(long));

    const identities = agesIn(fs.readFileSync(path.join(folder, 'identity.txt'), 'utf8'));
    const frames = [];
    for await (const frame of readFrames(openWithIdentities(identities, read('backup.age')))) frames.push(frame);
    const [head, rows] = frames;
    assert.ok(head && rows);
    assert.deepEqual(jsonOf(head), { text: field.text });
    assert.ok(rows.body.equals(long));

    assert.equal(keyedHash(keyring.secretKey(index.name), index.value).toString('base64url'), index.hash);
    assert.deepEqual(checkSignature(record, 'receipt', keyring.verifiers()).ok, true);
  });
