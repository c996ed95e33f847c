// Both key services by their real protocols: wrap, context, rotation, destruction, outage; and a whole product on each.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openStandIn, type StandIn } from '../../../../test/support/https-stand-in.ts';
import { actAsAwsKms, actAsTransit, awsSecret, awsSigningKey } from '../../../../test/support/key-service-stand-ins.ts';
import { signInAs } from '../../../../test/support/sign-in.ts';
import { openWorld } from '../../../../test/support/world.ts';
import { DAY, MINUTE } from '../../clock.ts';
import { openFetch } from '../../fetch.ts';
import { redact } from '../../redacted.ts';
import { listEpochs } from '../epochs/key-epoch-store.ts';
import { destroyOldEpochs, rewrapInBackground, rotateKeys } from '../epochs/key-epochs.ts';
import { type KeyContext, type KeyProvider, KeyProviderError, type KeyProviderFault } from '../key-provider.ts';
import { systemRandom } from '../random.ts';
import { openAwsKms } from './aws-kms.ts';
import { openVaultTransit } from './vault-transit.ts';

const context: KeyContext = { tenant: 'main', subject: 'rpt_1', purpose: 'data', dataKeyId: Buffer.alloc(16, 1) };
const dataKey = Buffer.alloc(32, 9);
const clock = { now: () => new Date('2026-11-26T19:00:00Z') };

const fault = (expected: KeyProviderFault) => (error: unknown) =>
  error instanceof KeyProviderError && error.fault === expected;

type Service = {
  readonly name: string;
  readonly environment: (origin: string) => Record<string, string>;
  readonly act: (standIn: StandIn) => { isOut: boolean; readonly contexts: readonly unknown[] };
  readonly open: (standIn: StandIn, secret?: string) => Promise<KeyProvider>;
};

const services: readonly Service[] = [
  {
    name: 'aws-kms',
    environment: origin => ({
      KEY_PROVIDER: 'aws-kms',
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: awsSecret,
      AWS_KMS_ORIGIN: origin,
    }),
    act: actAsAwsKms,
    open: ({ origin, fetch }, secret = awsSecret) =>
      openAwsKms(
        {
          origin,
          region: 'eu-central-1',
          accessKeyId: 'AKIDEXAMPLE',
          secretAccessKey: redact(secret),
          sessionToken: undefined,
          prefix: 'telltale',
        },
        { fetch: openFetch({ ...fetch }).fetch, clock, random: systemRandom },
      ),
  },
  {
    name: 'vault',
    environment: origin => ({ KEY_PROVIDER: 'vault', VAULT_ADDR: origin, VAULT_TOKEN: 'hvs.token' }),
    act: actAsTransit,
    open: ({ origin, fetch }, secret = 'hvs.token') =>
      openVaultTransit(
        { origin, token: redact(secret), namespace: undefined, mount: 'transit', key: 'telltale', ca: undefined },
        openFetch({ ...fetch }).fetch,
      ),
  },
];

test('the signing key is the one that AWS publishes as an example', () => {
  assert.equal(
    awsSigningKey(awsSecret, '20150830', 'us-east-1', 'iam').toString('hex'),
    'c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9',
  );
});

for (const { name, act, open, environment } of services) {
  test(`${name}: a data key unwraps for its own context, in every process, until its epoch is destroyed`, async () => {
    await using standIn = await openStandIn();
    const service = act(standIn);
    const [one, other] = [await open(standIn), await open(standIn)];
    assert.deepEqual(await one.health(), { ok: true });
    const old = await one.wrap(dataKey, context);
    assert.deepEqual(await other.unwrap(old, context), dataKey);
    for (const wrong of [{ tenant: 'x' }, { subject: 'rpt_2' }, { purpose: 'files' }, { dataKeyId: Buffer.alloc(16) }])
      await assert.rejects(one.unwrap(old, { ...context, ...wrong }), fault('not_ours'));
    assert.ok(!old.bytes.includes(dataKey));
    assert.ok(service.contexts.length > 0);

    await assert.rejects(one.destroy(old.epoch), fault('epoch_active'));
    const fresh = await one.rotate();
    assert.notEqual(fresh.id, old.epoch);
    const wrapped = await other.wrap(dataKey, context);
    assert.equal(wrapped.epoch, fresh.id, 'another process uses it at once');
    assert.deepEqual(await other.unwrap(old, context), dataKey);
    await other.refresh();
    assert.deepEqual(
      other.describe().epochs.map(({ state }) => state),
      ['retired', 'active'],
    );
    await one.destroy(old.epoch);
    await one.destroy(old.epoch);
    await assert.rejects(one.unwrap(old, context), KeyProviderError);
    assert.deepEqual(await one.unwrap(wrapped, context), dataKey);
    assert.equal(one.describe().epochs.length, 1);

    service.isOut = true;
    await assert.rejects(one.wrap(dataKey, context), fault('unavailable'));
    assert.equal((await one.health()).ok, false);
  });

  test(`${name}: a wrong secret is refused, and no message holds it`, async () => {
    await using standIn = await openStandIn();
    act(standIn);
    await assert.rejects(open(standIn, 'no-such-secret'), (error: unknown) => {
      assert.ok(error instanceof KeyProviderError);
      assert.ok(!error.message.includes('no-such-secret'));
      return true;
    });
  });

  test(`${name}: the product runs on it, goes on for minutes without it, then closes, and opens again`, async () => {
    await using standIn = await openStandIn();
    const service = act(standIn);
    await using world = await openWorld({
      environment: { ...environment(standIn.origin), BACKUP_KEEP_DAYS: '10' },
      fetch: standIn.fetch,
    });
    const { kernel, clock } = world;
    const place = { table: 'core.installation', column: 'value', row: 'x' };
    const sealed = (await kernel.vault.subject(kernel, 'rpt_1')).seal(place, 'text');
    const first = kernel.keyring.provider.describe().activeEpoch;
    await rotateKeys(kernel, 'system:test');
    assert.deepEqual((await rewrapInBackground(kernel)).remaining, 0);
    clock.advance(11 * DAY);
    assert.deepEqual(await destroyOldEpochs(kernel), [first]);
    assert.ok((await listEpochs(kernel.db)).find(({ epoch }) => epoch === first)?.destroyedAt);

    const admin = await signInAs(world, 'admin');
    assert.match((await admin.get('/admin/keys')).body, /Never/);
    await kernel.vault.subject(kernel, 'rpt_1');
    service.isOut = true;
    assert.equal((await kernel.vault.existing(kernel.db, 'rpt_1'))?.open(place, sealed), 'text', 'still cached');
    clock.advance(6 * MINUTE);
    await assert.rejects(kernel.vault.existing(kernel.db, 'rpt_1'), fault('unavailable'));
    assert.equal((await world.visitor().get('/health/ready')).status, 503);
    service.isOut = false;
    assert.equal((await kernel.vault.existing(kernel.db, 'rpt_1'))?.open(place, sealed), 'text');
  });
}
