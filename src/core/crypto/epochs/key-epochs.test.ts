// The life of key-encryption keys: rotated by schedule, emptied in the background, destroyed after the backups, killed anywhere.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { signInAs } from '../../../../test/support/sign-in.ts';
import { openWorld, type World } from '../../../../test/support/world.ts';
import { DAY, HOUR } from '../../clock.ts';
import { KeyProviderError } from '../key-provider.ts';
import { listEpochs } from './key-epoch-store.ts';
import { destroyOldEpochs, keyJobs, rewrapInBackground, rotateKeys } from './key-epochs.ts';

let world: World;
before(async () => {
  world = await openWorld({ environment: { KEY_ROTATION_DAYS: '30', BACKUP_KEEP_DAYS: '10' } });
});
after(() => world.close());

const keep = async (): Promise<void> => {
  for (const job of keyJobs) if (job.every !== undefined) await job.run(world.kernel, {});
};
const place = { table: 'core.installation', column: 'value', row: 'x' };
const seal = async (subject: string): Promise<Buffer> =>
  (await world.kernel.vault.subject(world.kernel, subject)).seal(place, subject);
const opens = async (subject: string, sealed: Buffer): Promise<boolean> => {
  world.kernel.vault.forget();
  return (await world.kernel.vault.existing(world.kernel.db, subject))?.open(place, sealed) === subject;
};

test('a new key comes after its days, data keys follow, and the old one is destroyed after the backups', async () => {
  const { kernel, clock } = world;
  const sealed = await seal('rpt_kept');
  const first = kernel.keyring.provider.describe().activeEpoch;
  const { rows } = await world.database.pool.query<{ wrapped: Buffer }>(
    "select wrapped from core.data_key where subject = 'rpt_kept'",
  );
  await keep();
  assert.equal(kernel.keyring.provider.describe().activeEpoch, first, 'too early');

  clock.advance(30 * DAY);
  await keep();
  const second = kernel.keyring.provider.describe().activeEpoch;
  assert.notEqual(second, first);
  assert.ok(await opens('rpt_kept', sealed));
  const [now, before] = await listEpochs(kernel.db);
  assert.equal(now?.epoch, second);
  assert.equal(before?.epoch, first);
  assert.equal(before?.keys, 0);
  assert.ok(before?.emptiedAt);

  clock.advance(10 * DAY - HOUR);
  await keep();
  assert.equal((await listEpochs(kernel.db)).at(-1)?.destroyedAt, undefined, 'a backup may still need it');
  clock.advance(2 * HOUR);
  await keep();
  assert.ok((await listEpochs(kernel.db)).at(-1)?.destroyedAt);
  assert.ok(await opens('rpt_kept', sealed));
  // What a backup from before holds opens nowhere any more.
  const { rows: keys } = await world.database.pool.query<{ id: Buffer }>(
    "select id from core.data_key where subject = 'rpt_kept'",
  );
  await assert.rejects(
    kernel.keyring.provider.unwrap(
      { provider: 'key-file', epoch: first, bytes: rows[0]?.wrapped ?? Buffer.alloc(0) },
      { tenant: 'main', subject: 'rpt_kept', purpose: 'data', dataKeyId: keys[0]?.id ?? Buffer.alloc(16) },
    ),
    (error: unknown) => error instanceof KeyProviderError && error.fault === 'unknown_epoch',
  );
  await world.settle();
  const { rows: told } = await world.database.pool.query<{ count: number }>(
    "select count(*)::int as count from core.audit_entry where action = 'keys.destroy-epoch'",
  );
  assert.equal(told[0]?.count, 1);
  await keep();
  await world.settle();
  assert.equal((await listEpochs(kernel.db)).length, 2);
});

test('an epoch that wraps anything is never destroyed, whatever is killed in between and whoever writes meanwhile', async () => {
  const { kernel, clock } = world;
  const known = new Map<string, Buffer>();
  let count = 0;
  const step = fc.constantFrom('write', 'rotate', 'rewrap', 'killed', 'destroy', 'wait', 'read');
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async steps => {
      for (const what of steps) {
        if (what === 'write') {
          const subject = `rpt_walk${count++}`;
          known.set(subject, await seal(subject));
        } else if (what === 'rotate') await rotateKeys(kernel, 'system:test');
        else if (what === 'rewrap') await rewrapInBackground(kernel);
        else if (what === 'killed')
          await kernel.vault
            .rewrapAll(kernel.db, () => {
              throw new Error('killed');
            })
            .catch(() => undefined);
        else if (what === 'destroy') await destroyOldEpochs(kernel);
        else if (what === 'wait') clock.advance(6 * DAY);
        else for (const [subject, sealed] of known) assert.ok(await opens(subject, sealed), subject);
      }
      await kernel.vault.selfTest(kernel.db);
    }),
    { numRuns: 15 },
  );
  for (const [subject, sealed] of known) assert.ok(await opens(subject, sealed), subject);
});

test('an admin sees the progress and makes a new key; others see nothing', async () => {
  const { kernel } = world;
  const admin = await signInAs(world, 'admin');
  const before = kernel.keyring.provider.describe().activeEpoch;
  const question = await admin.get('/admin/keys/rotate');
  assert.match(question.body, /Back up the\s+keyring right after it/);
  const answer = await admin.post('/admin/keys/rotate');
  assert.equal(answer.location, '/admin/keys');
  const page = await admin.get('/admin/keys');
  assert.match(page.body, /0 of \d+ data keys/);
  assert.match(page.body, /Still needed/);
  assert.notEqual(kernel.keyring.provider.describe().activeEpoch, before);
  await world.settle();
  const later = await admin.get('/admin/keys');
  const [, done, total] = /(\d+) of (\d+) data keys/.exec(later.body) ?? [];
  assert.equal(done, total);
  assert.equal((await (await signInAs(world, 'owner')).get('/admin/keys')).status, 404);
});
