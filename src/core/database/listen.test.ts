import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
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
  const begun: string[] = [];
  const begins = (who: string) => () => void begun.push(who);
  listener.listen('tokens', hear('one'), begins('one'));
  listener.listen('tokens', hear('two'), begins('two'));
  listener.listen('Other "channel"', hear('three'), begins('three'));
  assert.ok(listener.isListening());
  await until(() => begun.length === 3, 'everybody knows from when on they hear');
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
  await until(() => story.length === 1, 'it begins to be heard');
  await listener.notify('tokens', 'before');
  await until(() => story.includes('before'), 'the first notice');
  assert.equal(await listener.cut(), 1);
  await until(() => !listener.isListening(), 'the loss is noticed');
  await listener.notify('tokens', 'unheard');
  await until(() => listener.isListening(), 'it comes back');
  await listener.notify('tokens', 'after');
  await until(() => story.includes('after'), 'a notice over the new connection');
  const gap = 'gap, listening: false';
  assert.deepEqual(story, ['gap, listening: true', 'before', gap, gap, 'after']);
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
  await until(() => gaps === 1, 'it begins to be heard');
  await listener.close();
  assert.equal(listener.isListening(), false);
  await pause(50);
  assert.equal(await listener.cut(), 0);
  assert.equal(gaps, 1);
  await listener[Symbol.asyncDispose]();
});

/** A way to the database that can fall silent: nothing passes, and neither side is told. */
async function silentWay(socketDir: string) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-way-'));
  const sockets: net.Socket[] = [];
  const server = net.createServer(near => {
    const far = net.connect(path.join(socketDir, '.s.PGSQL.5432'));
    sockets.push(near, far);
    near.on('error', () => undefined).on('close', () => far.destroy());
    far.on('error', () => undefined).on('close', () => near.destroy());
    near.pipe(far);
    far.pipe(near);
  });
  server.listen(path.join(folder, '.s.PGSQL.5432'));
  await once(server, 'listening');
  return {
    folder,
    fallSilent: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      fs.rmSync(folder, { recursive: true });
    },
  };
}

test('a connection that falls silent is believed for a moment only, then given up, and another one takes its place', async () => {
  const database = await testDatabase();
  const { host = '', ...others } = connectionOf(database.options);
  const way = await silentWay(host);
  const times = { every: 20, trusted: 400, gone: 900 };
  const listener = await openListener({ ...others, host: way.folder }, systemClock, openLog('silent'), times);
  try {
    const story: string[] = [];
    listener.listen(
      'tokens',
      payload => void story.push(payload),
      () => void story.push('gap'),
    );
    const tell = (text: string) => database.pool.query('select pg_notify($1, $2)', ['tokens', text]);
    await pause(1000);
    assert.ok(listener.isListening(), 'pulses keep it believed for longer than one of them does');
    await tell('heard');
    await until(() => story.includes('heard'), 'the first notice');
    const silentSince = performance.now();
    way.fallSilent();
    await tell('lost');
    await until(() => !listener.isListening(), 'it is no longer believed');
    assert.ok(performance.now() - silentSince < 900, 'before it was given up');
    assert.deepEqual(story, ['gap', 'heard']);
    await until(() => listener.isListening(), 'another connection');
    await tell('again');
    await until(() => story.includes('again'), 'a notice over the new connection');
    assert.deepEqual(story, ['gap', 'heard', 'gap', 'gap', 'again']);
  } finally {
    await listener.close();
    way.close();
    await database.close();
  }
});
