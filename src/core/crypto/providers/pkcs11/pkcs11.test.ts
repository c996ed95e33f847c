// PKCS #11 for real, with SoftHSM: a token of its own, keys made inside it, lost sessions, and a whole product on it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { signInAs } from '../../../../../test/support/sign-in.ts';
import { openWorld } from '../../../../../test/support/world.ts';
import { DAY } from '../../../clock.ts';
import { redact } from '../../../redacted.ts';
import { destroyOldEpochs, rewrapInBackground, rotateKeys } from '../../epochs/key-epochs.ts';
import { type KeyContext, KeyProviderError, type KeyProviderFault } from '../../key-provider.ts';
import { systemRandom } from '../../random.ts';
import { openPkcs11 } from './pkcs11.ts';

/** As Debian's package softhsm2 puts them. SOFTHSM_ROOT: another root than `/`. */
const root = process.env['SOFTHSM_ROOT'] ?? '/';
const library = path.join(root, 'usr/lib/softhsm/libsofthsm2.so');
const util = path.join(root, 'usr/bin/softhsm2-util');
const skip =
  existsSync(library) && existsSync(util)
    ? false
    : `SoftHSM is not installed: there is no ${library} or no ${util}, so PKCS #11 was NOT tried`;

const folder = mkdtempSync(path.join(os.tmpdir(), 'telltale-softhsm-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const PIN = '48151623';
const run = (...args: string[]): string => execFileSync(util, ['--module', library, ...args], { encoding: 'utf8' });

/** Tokens are kept in a folder of this test; every token is made before the library is loaded, which looks once. */
if (skip === false) {
  mkdirSync(path.join(folder, 'tokens'));
  const configuration = path.join(folder, 'softhsm2.conf');
  writeFileSync(
    configuration,
    `directories.tokendir = ${folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n`,
  );
  process.env['SOFTHSM2_CONF'] = configuration;
  for (const token of ['rules', 'whole', 'imported', 'guarded'])
    run('--init-token', '--free', '--label', token, '--pin', PIN, '--so-pin', '91827364');
  const raw = path.join(folder, 'raw.key');
  writeFileSync(raw, Buffer.alloc(32, 7));
  const label = 'telltale 2026-11-26T19:00:00.000Z 2026-11-26-0123456789';
  run('--import', raw, '--aes', '--token', 'imported', '--label', label, '--id', 'A1', '--pin', PIN);
}

const clock = { at: new Date('2026-11-26T19:00:00Z'), now: () => clock.at };
const open = (token: string, pin = PIN) =>
  openPkcs11({ library, token, pin: redact(pin), prefix: 'telltale' }, { clock, random: systemRandom });
const context: KeyContext = { tenant: 'main', subject: 'rpt_1', purpose: 'data', dataKeyId: Buffer.alloc(16, 1) };
const dataKey = Buffer.alloc(32, 9);
const fault = (expected: KeyProviderFault) => (error: unknown) =>
  error instanceof KeyProviderError && error.fault === expected && !error.message.includes(PIN);

test('a data key unwraps for its own context, over epochs, until its epoch is disabled or destroyed', {
  skip,
}, async () => {
  const [one, other] = [await open('rules'), await open('rules')];
  assert.deepEqual(await one.health(), { ok: true });
  const old = await one.wrap(dataKey, context);
  assert.ok(!old.bytes.includes(dataKey));
  assert.deepEqual(await other.unwrap(old, context), dataKey);
  for (const wrong of [{ tenant: 'x' }, { subject: 'rpt_2' }, { purpose: 'files' }, { dataKeyId: Buffer.alloc(16) }])
    await assert.rejects(one.unwrap(old, { ...context, ...wrong }), fault('not_ours'));
  for (let at = 0; at < old.bytes.length; at += 7) {
    const bytes = Buffer.from(old.bytes);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await assert.rejects(one.unwrap({ ...old, bytes }, context), fault('not_ours'));
  }
  await assert.rejects(one.unwrap({ ...old, epoch: '2026-11-26-ffffffffff' }, context), fault('unknown_epoch'));

  await assert.rejects(one.destroy(old.epoch), fault('epoch_active'));
  clock.at = new Date('2026-11-27T19:00:00Z');
  const second = await one.rotate();
  const wrapped = await one.wrap(dataKey, context);
  assert.equal(wrapped.epoch, second.id);
  assert.deepEqual(await other.unwrap(wrapped, context), dataKey, 'another process finds the new key by itself');
  assert.deepEqual(
    other.describe().epochs.map(({ state }) => state),
    ['retired', 'active'],
  );
  const results = await Promise.all(
    Array.from({ length: 200 }, async (_, n) => {
      const key = Buffer.alloc(32, n);
      return (await other.unwrap(await one.wrap(key, context), context)).equals(key);
    }),
  );
  assert.ok(results.every(Boolean), 'calls at once do not get into each other’s way');

  clock.at = new Date('2026-11-28T19:00:00Z');
  await one.rotate();
  await one.disable(second.id);
  await assert.rejects(one.unwrap(wrapped, context), fault('epoch_disabled'));
  await one.destroy(old.epoch);
  await one.destroy(old.epoch);
  await assert.rejects(one.unwrap(old, context), fault('unknown_epoch'));
  assert.deepEqual(
    one.describe().epochs.map(({ state }) => state),
    ['disabled', 'active'],
  );
});

test('a session that is lost is opened again', { skip }, async () => {
  const provider = await open('rules');
  const wrapped = await provider.wrap(dataKey, context);
  const { default: koffi } = await import('koffi');
  const module = koffi.load(library);
  const slots = Buffer.alloc(80);
  const count = [10];
  module.func('C_GetSlotList', 'unsigned long', ['uint8_t', 'uint8_t *', '_Inout_ unsigned long *'])(1, slots, count);
  const closeAll = module.func('C_CloseAllSessions', 'unsigned long', ['unsigned long']);
  for (let n = 0; n < Number(count[0]); n++) closeAll(slots.readBigUInt64LE(n * 8));
  assert.deepEqual(await provider.unwrap(wrapped, context), dataKey);
  assert.deepEqual(await provider.health(), { ok: true });
});

test('a wrong PIN, a token that is not there, a library that is none, a key that could leave: each is refused', {
  skip,
}, async () => {
  await assert.rejects(
    openPkcs11(
      { library: path.join(folder, 'none.so'), token: 'rules', pin: redact(PIN), prefix: 'telltale' },
      { clock, random: systemRandom },
    ),
    fault('unavailable'),
  );
  await assert.rejects(open('no such token'), fault('unavailable'));
  await assert.rejects(open('imported'), /can be taken out of it/);
  await assert.rejects(open('guarded', '0000'), (error: unknown) => {
    assert.ok(error instanceof KeyProviderError);
    assert.match(error.message, /CKR_PIN_INCORRECT/);
    assert.ok(!error.message.includes('0000'));
    return true;
  });
});

test('the product runs on it: rotation by its job, an old key destroyed, the page says where keys are', {
  skip,
}, async () => {
  await using world = await openWorld({
    environment: {
      KEY_PROVIDER: 'pkcs11',
      PKCS11_LIBRARY: library,
      PKCS11_TOKEN: 'whole',
      PKCS11_PIN: PIN,
      BACKUP_KEEP_DAYS: '10',
    },
  });
  const { kernel } = world;
  const place = { table: 'core.installation', column: 'value', row: 'x' };
  const sealed = (await kernel.vault.subject(kernel, 'rpt_1')).seal(place, 'text');
  const first = kernel.keyring.provider.describe().activeEpoch;
  world.clock.advance(DAY);
  await rotateKeys(kernel, 'system:test');
  assert.equal((await rewrapInBackground(kernel)).remaining, 0);
  world.clock.advance(11 * DAY);
  assert.deepEqual(await destroyOldEpochs(kernel), [first]);
  kernel.vault.forget();
  assert.equal((await kernel.vault.existing(kernel.db, 'rpt_1'))?.open(place, sealed), 'text');
  const admin = await signInAs(world, 'admin');
  const { body } = await admin.get('/admin/keys');
  assert.match(body, /pkcs11/);
  assert.match(body, /It wraps and unwraps/);
});
