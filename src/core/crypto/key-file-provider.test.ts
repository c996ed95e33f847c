import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { type KeyContext, KeyProviderError, type KeyProviderFault } from './key-provider.ts';
import { openKeyring } from './keyring.ts';
import { systemRandom } from './random.ts';

const clock = { now: () => new Date('2026-11-23T10:00:00Z') };
const context: KeyContext = { tenant: 'main', subject: 'rpt_1', purpose: 'data', dataKeyId: Buffer.alloc(16, 1) };
const dataKey = Buffer.alloc(32, 9);

/** The same keyring as two processes see it: a server, and the command line. */
async function serverAndCommandLine(t: TestContext) {
  const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-provider-'));
  t.after(() => fs.rmSync(parent, { recursive: true, force: true }));
  const open = async () =>
    (await openKeyring(path.join(parent, 'keys'), { clock, random: systemRandom, createIfMissing: true })).provider;
  return { server: await open(), commandLine: await open(), keyring: path.join(parent, 'keys', 'keyring.json') };
}

const fault = (expected: KeyProviderFault) => (error: unknown) =>
  error instanceof KeyProviderError && error.fault === expected;

test('a data key unwraps for its own context and for no other', async t => {
  const { server } = await serverAndCommandLine(t);
  const wrapped = await server.wrap(dataKey, context);
  assert.deepEqual(await server.unwrap(wrapped, context), dataKey);
  const others: Partial<KeyContext>[] = [
    { tenant: 'other' },
    { subject: 'rpt_2' },
    { purpose: 'files' },
    { dataKeyId: Buffer.alloc(16, 2) },
    { tenant: 'mainr', subject: 'pt_1' },
  ];
  for (const other of others) await assert.rejects(server.unwrap(wrapped, { ...context, ...other }), fault('not_ours'));
});

test('a wrapped key that was changed or cut refuses', async t => {
  const { server } = await serverAndCommandLine(t);
  const { bytes, ...rest } = await server.wrap(dataKey, context);
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 7 }), async (at, bit) => {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ (1 << bit), at);
      await assert.rejects(server.unwrap({ ...rest, bytes: changed }, context), fault('not_ours'));
      await assert.rejects(server.unwrap({ ...rest, bytes: bytes.subarray(0, at) }, context), fault('not_ours'));
    }),
  );
});

test('an epoch that another process adds counts at once', async t => {
  const { server, commandLine } = await serverAndCommandLine(t);
  const old = await server.wrap(dataKey, context);
  const fresh = await commandLine.rotate();
  assert.equal(fresh.state, 'active');
  const wrapped = await commandLine.wrap(dataKey, context);
  assert.equal(wrapped.epoch, fresh.id);
  assert.deepEqual(await server.unwrap(wrapped, context), dataKey, 'the server reads the new epoch');
  assert.equal((await server.wrap(dataKey, context)).epoch, fresh.id, 'and uses it');
  assert.deepEqual(await server.unwrap(old, context), dataKey, 'the old one still unwraps');
  assert.deepEqual(
    server.describe().epochs.map(({ state }) => state),
    ['retired', 'active'],
  );
  assert.equal(server.describe().activeEpoch, fresh.id);
});

test('a wrapped key that claims another epoch refuses', async t => {
  const { server } = await serverAndCommandLine(t);
  const old = await server.wrap(dataKey, context);
  const fresh = await server.rotate();
  await assert.rejects(server.unwrap({ ...old, epoch: fresh.id }, context), fault('not_ours'));
  await assert.rejects(server.unwrap({ ...old, epoch: '2020-01-01-0000000000' }, context), fault('unknown_epoch'));
  await assert.rejects(server.unwrap({ ...old, provider: 'some-kms' }, context), fault('unknown_epoch'));
});

test('a disabled epoch opens nothing, in every process; the active one cannot be disabled', async t => {
  const { server, commandLine } = await serverAndCommandLine(t);
  const old = await server.wrap(dataKey, context);
  await assert.rejects(commandLine.disable(old.epoch), fault('epoch_active'));
  await assert.rejects(commandLine.disable('nonsense'), fault('unknown_epoch'));
  await commandLine.rotate();
  await commandLine.disable(old.epoch);
  await assert.rejects(server.unwrap(old, context), fault('epoch_disabled'));
});

test('health tells in one sentence when the keyring is gone', async t => {
  const { server, keyring } = await serverAndCommandLine(t);
  assert.deepEqual(await server.health(), { ok: true });
  fs.rmSync(keyring);
  const health = await server.health();
  assert.ok(!health.ok);
  assert.match(health.problem, /^There is no keyring at .+\.$/);
  await assert.rejects(server.wrap(dataKey, context), 'a new data key fails closed');
});

test('no description holds a key', async t => {
  const { server, keyring } = await serverAndCommandLine(t);
  const stored = JSON.parse(fs.readFileSync(keyring, 'utf8')) as { epochs: { key: string }[] };
  for (const { key } of stored.epochs) assert.ok(!JSON.stringify(server.describe()).includes(key));
  assert.equal(server.describe().epochs.length, 1);
});
