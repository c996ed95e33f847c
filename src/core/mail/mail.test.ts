import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openWorld } from '../../../test/support/world.ts';
import { findMail, listMails } from './mail.ts';

const mail = {
  to: 'ada.canary@example.com',
  subject: 'Canary in the subject',
  text: 'Canary in the text\nÜber zwei Zeilen',
};

test('a mail lies sealed in the database, and comes back as it was written', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  await kernel.transaction(kernel => kernel.compose(kernel, mail));
  const [stored] = await listMails(kernel, 10);
  assert.deepEqual(
    [stored?.to, stored?.subject, stored?.text, stored?.state],
    [mail.to, mail.subject, mail.text, 'waiting'],
  );
  assert.deepEqual(await findMail(kernel, stored?.id ?? ''), stored);
  assert.equal(await findMail(kernel, 'mal_0'), undefined);

  const everything = await kernel.pool.query<{ row: string }>(`
    select encode(convert_to(m::text, 'UTF8') || m.recipient || m.subject || m.body, 'escape') as row from core.mail m
    union all select payload::text from graphile_worker._private_jobs`);
  assert.equal(everything.rowCount, 2);
  for (const { row } of everything.rows) assert.doesNotMatch(row, /canary|example\.com/i);
  assert.doesNotMatch(world.logLines.join(), /canary/i);
});

test('a mail of a transaction that fails was never written', async () => {
  await using world = await openWorld();
  await world.kernel
    .transaction(async kernel => {
      await kernel.compose(kernel, mail);
      throw new Error('no');
    })
    .catch(() => undefined);
  assert.deepEqual(await world.mails(), []);
});

test('one delivery writes one mail, however often and from however many processes it is run', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  const write = (delivery: string) => kernel.transaction(kernel => kernel.compose(kernel, mail, delivery));
  await Promise.all(Array.from({ length: 5 }, () => write('evt_1:mail the owner')));
  await write('evt_1:mail the owner');
  assert.equal((await world.mails()).length, 1);
  await write('evt_2:mail the owner');
  await kernel.compose(kernel, mail);
  await kernel.compose(kernel, mail);
  const mails = await world.mails();
  assert.equal(mails.length, 4);
  assert.ok(mails.every(({ state }) => state === 'sent'));
});
