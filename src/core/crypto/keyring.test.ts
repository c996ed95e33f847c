import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { verify } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { KeyringError, openKeyring } from './keyring.ts';
import { type KeyringFault, openKeyringFile } from './keyring-file.ts';
import { systemRandom } from './random.ts';

const clock = { now: () => new Date('2026-11-23T10:00:00Z') };
const context = { tenant: 'main', subject: 'rpt_1', purpose: 'data', dataKeyId: Buffer.alloc(16, 1) };

function emptyDirectory(t: TestContext): string {
  const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-keyring-'));
  t.after(() => fs.rmSync(parent, { recursive: true, force: true }));
  return path.join(parent, 'keys');
}

const open = (directory: string, { createIfMissing = true, random = systemRandom } = {}) =>
  openKeyring(directory, { clock, random, createIfMissing });

const fault = (expected: KeyringFault) => (error: unknown) => {
  assert.ok(error instanceof KeyringError);
  assert.equal(error.fault, expected);
  assert.match(error.message, /^[^\n]+\.$/, 'one sentence');
  return true;
};

test('a new keyring is private, and opened again it is the same', async t => {
  const directory = emptyDirectory(t);
  const first = await open(directory);
  assert.equal(fs.statSync(directory).mode & 0o777, 0o700);
  assert.equal(fs.statSync(path.join(directory, 'keyring.json')).mode & 0o777, 0o600);
  assert.deepEqual(fs.readdirSync(directory), ['keyring.json']);

  const again = await open(directory, { createIfMissing: false });
  assert.equal(again.fingerprint, first.fingerprint);
  assert.ok(again.secretKey('cookie').equals(first.secretKey('cookie')));
  assert.equal(again.signer('audit').keyId, first.signer('audit').keyId);
  const wrapped = await first.provider.wrap(Buffer.alloc(32, 9), context);
  assert.deepEqual(await again.provider.unwrap(wrapped, context), Buffer.alloc(32, 9));
});

test('two keyrings have nothing in common', async t => {
  const [one, two] = [await open(emptyDirectory(t)), await open(emptyDirectory(t))];
  assert.notEqual(one.fingerprint, two.fingerprint);
  assert.ok(!one.secretKey('cookie').equals(two.secretKey('cookie')));
  assert.notEqual(one.signer('audit').keyId, two.signer('audit').keyId);
});

test('secret keys differ by name, and nothing of them stands in the fingerprint', async t => {
  const keyring = await open(emptyDirectory(t));
  assert.ok(!keyring.secretKey('cookie').equals(keyring.secretKey('receipt-code')));
  assert.equal(keyring.secretKey('cookie').symmetricKeySize, 32);
  assert.match(keyring.fingerprint, /^[0-9a-f]{32}$/);
});

// What is hashed with these keys is stored: another derivation would lose it all.
test('the derivation of named keys never changes', async t => {
  const keyring = await open(emptyDirectory(t), { random: seededRandom('first day') });
  const { fingerprint } = keyring;
  const cookie = keyring.secretKey('cookie').export().toString('hex');
  assert.deepEqual(
    { fingerprint, cookie },
    {
      fingerprint: '0ea7cdcbca901b67754af5c712884368',
      cookie: 'c4261e05dcb22984a31a787dd3e01c85dfcb0d493ac2cb37c663428f09f89969',
    },
  );
});

test('processes that start at once end up with one keyring', async t => {
  const directory = emptyDirectory(t);
  const script = `
    import { openKeyring } from ${JSON.stringify(path.resolve(import.meta.dirname, 'keyring.ts'))};
    import { systemRandom } from ${JSON.stringify(path.resolve(import.meta.dirname, 'random.ts'))};
    const options = { clock: { now: () => new Date() }, random: systemRandom, createIfMissing: true };
    process.stdout.write((await openKeyring(${JSON.stringify(directory)}, options)).fingerprint);
  `;
  const start = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  const fingerprints = (await Promise.all([start(), start(), start(), start()])).map(({ stdout }) => stdout);
  assert.equal(new Set(fingerprints).size, 1);
  assert.equal((await open(directory, { createIfMissing: false })).fingerprint, fingerprints[0]);
  assert.deepEqual(fs.readdirSync(directory), ['keyring.json']);
});

test('a keyring that cannot be used says what is wrong', async t => {
  const directory = emptyDirectory(t);
  const file = path.join(directory, 'keyring.json');
  await assert.rejects(open(directory, { createIfMissing: false }), fault('missing'));
  await open(directory);
  const good = fs.readFileSync(file, 'utf8');

  const broken: [KeyringFault, string][] = [
    ['not_json', ''],
    ['not_json', good.slice(0, -10)],
    ['damaged', '[]'],
    ['damaged', '{"format":"something else"}'],
    ['wrong_version', good.replace('"version": 1', '"version": 2')],
    ['damaged', good.replace(/"checksum": "./, '"checksum": "_')],
    ['damaged', good.replace('"active"', '"retired"')],
    ['damaged', good.replace(/"rootSecret": "[^"]+"/, '"rootSecret": ""')],
  ];
  for (const [expected, text] of broken) {
    assert.notEqual(text, good);
    fs.writeFileSync(file, text);
    await assert.rejects(open(directory), fault(expected), text.slice(0, 40));
  }
  fs.writeFileSync(file, good);

  fs.chmodSync(file, 0o644);
  await assert.rejects(open(directory), fault('permissions'));
  fs.chmodSync(file, 0o600);
  fs.chmodSync(directory, 0o755);
  await assert.rejects(open(directory), fault('permissions'));
  fs.chmodSync(directory, 0o700);
  await open(directory);

  fs.rmSync(file);
  fs.mkdirSync(file, { mode: 0o700 });
  await assert.rejects(open(directory), fault('unreadable'));

  const underAFile = path.join(emptyDirectory(t), '..', 'plain-file');
  fs.writeFileSync(underAFile, '');
  await assert.rejects(open(path.join(underAFile, 'keys')), fault('unwritable'));
});

test('no fault quotes the file', async t => {
  const directory = emptyDirectory(t);
  await open(directory);
  const file = path.join(directory, 'keyring.json');
  const { rootSecret } = JSON.parse(fs.readFileSync(file, 'utf8')) as { rootSecret: string };
  fs.writeFileSync(file, `${rootSecret} is no JSON`);
  await assert.rejects(open(directory), (error: Error) => {
    assert.ok(!JSON.stringify([error.message, error.stack, String(error.cause)]).includes(rootSecret.slice(0, 10)));
    return true;
  });
});

test('signatures are Ed25519 that any tool can check', async t => {
  const signer = (await open(emptyDirectory(t))).signer('audit');
  const signature = signer.sign(Buffer.from('checkpoint'));
  assert.ok(signer.verify(Buffer.from('checkpoint'), signature));
  assert.ok(!signer.verify(Buffer.from('checkpoinT'), signature));
  assert.ok(!signer.verify(Buffer.from('checkpoint'), signature.subarray(1)));
  assert.ok(verify(null, Buffer.from('checkpoint'), signer.publicPem, signature));
  const jwk = await crypto.subtle.importKey('jwk', { ...signer.publicJwk }, 'Ed25519', true, ['verify']);
  assert.ok(await crypto.subtle.verify('Ed25519', jwk, new Uint8Array(signature), Buffer.from('checkpoint')));
  assert.equal(signer.publicJwk.kid, signer.keyId);
});

test('a new signing key takes over, and what the old one signed stays verifiable', async t => {
  const directory = emptyDirectory(t);
  const keyring = await open(directory);
  const old = keyring.signer('audit');
  const signature = old.sign(Buffer.from('first'));
  const fresh = await keyring.rotateSigner('audit');
  assert.notEqual(fresh.keyId, old.keyId);
  assert.equal(keyring.signer('audit').keyId, fresh.keyId);
  for (const reader of [keyring, await open(directory)]) {
    const verifier = reader.verifiers().find(({ keyId }) => keyId === old.keyId);
    assert.ok(verifier?.verify(Buffer.from('first'), signature));
    assert.equal(reader.verifiers().filter(({ name }) => name === 'audit').length, 2);
  }
  assert.equal(keyring.verifiers().filter(({ name }) => name === 'receipt').length, 1);
});

test('one process changes the keyring at a time; a lock left by a dead one counts for nothing', async t => {
  const directory = emptyDirectory(t);
  const lock = path.join(directory, 'keyring.lock');
  const keyring = await open(directory);
  fs.writeFileSync(lock, String(process.pid));
  await assert.rejects(keyring.provider.rotate(), fault('busy'));
  fs.writeFileSync(lock, '999999999');
  await keyring.provider.rotate();
  assert.equal(fs.existsSync(lock), false);
});

test('a change that fails leaves the keyring as it was', async t => {
  const directory = emptyDirectory(t);
  await open(directory);
  const file = openKeyringFile(directory, undefined);
  const before = file.content();
  assert.throws(() => file.change(() => assert.fail('no')), /no/);
  assert.deepEqual(file.content(), before);
  assert.deepEqual(fs.readdirSync(directory), ['keyring.json']);
});
