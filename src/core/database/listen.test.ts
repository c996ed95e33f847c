import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { testDatabase } from '../../../test/support/database.ts';
import { systemClock } from '../clock.ts';
import { openLog } from '../log.ts';
import { connectionOf } from './db.ts';
import { openListener } from './listen.ts';

async function until(holds: () => boolean, what: string): Promise<void> {
  for (let waited = 0; waited < 8000; waited += 10) {
    if (holds()) return;
    await pause(10);
  }
  assert.fail(`never: ${what}`);
}

async function aListener() {
  const database = await testDatabase();
  const log = openLog('silent');
  const listener = await openListener(connectionOf(database.options), systemClock, log);
  const notify = (channel: string, payload: string) =>
    database.pool.query('select pg_notify($1, $2)', [channel, payload]);
  /** Ends the listener's connection from the other side. @returns how many there were */
  const cut = async (): Promise<number> => {
    const { rowCount } = await database.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'telltale-notices' and datname = current_database()`,
    );
    return rowCount ?? 0;
  };
  const close = async () => {
    await listener.close();
    await database.close();
  };
  return { ...listener, notify, cut, [Symbol.asyncDispose]: close };
}

test('notices arrive at everybody who asked for their channel, with their text', async () => {
  await using listener = await aListener();
  const heard: string[] = [];
  const hear = (who: string) => (payload: string) => void heard.push(`${who} ${payload}`);
  listener.listen('tokens', hear('one'), () => undefined);
  listener.listen('tokens', hear('two'), () => undefined);
  listener.listen('Other "channel"', hear('three'), () => undefined);
  assert.ok(listener.isListening());
  await until(() => listener.isListening(), 'listening');
  await listener.notify('tokens', 'tok_1');
  await listener.notify('nobody', 'x');
  await listener.notify('Other "channel"', '');
  await until(() => heard.length === 3, 'three notices');
  assert.deepEqual(heard, ['one tok_1', 'two tok_1', 'three ']);
});

test('when the connection is cut, whoever relied on notices is told before and after, and then hears again', async () => {
  await using listener = await aListener();
  const story: string[] = [];
  listener.listen(
    'tokens',
    payload => void story.push(payload),
    () => void story.push(`gap, listening: ${listener.isListening()}`),
  );
  await listener.notify('tokens', 'before');
  await until(() => story.includes('before'), 'the first notice');
  assert.equal(await listener.cut(), 1);
  await until(() => !listener.isListening(), 'the loss is noticed');
  await listener.notify('tokens', 'unheard');
  await until(() => listener.isListening(), 'it comes back');
  await listener.notify('tokens', 'after');
  await until(() => story.includes('after'), 'a notice over the new connection');
  assert.deepEqual(story, ['before', 'gap, listening: false', 'gap, listening: false', 'after']);
});

test('who asks for a channel while the connection is away hears it afterwards', async () => {
  await using listener = await aListener();
  assert.equal(await listener.cut(), 1);
  await until(() => !listener.isListening(), 'the loss is noticed');
  const heard: string[] = [];
  listener.listen(
    'late',
    payload => void heard.push(payload),
    () => undefined,
  );
  await until(() => listener.isListening(), 'it comes back');
  await listener.notify('late', 'here');
  await until(() => heard.length === 1, 'the notice');
});

test('closing is for good', async () => {
  const listener = await aListener();
  let gaps = 0;
  listener.listen(
    'tokens',
    () => undefined,
    () => {
      gaps += 1;
    },
  );
  await listener.close();
  assert.equal(listener.isListening(), false);
  await pause(50);
  assert.equal(await listener.cut(), 0);
  assert.equal(gaps, 0);
  await listener[Symbol.asyncDispose]();
});
