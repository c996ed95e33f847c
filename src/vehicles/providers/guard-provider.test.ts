import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refuse } from '../../core/errors.ts';
import { guardProvider } from './guard-provider.ts';
import type { Provider, ProviderFault, Reading } from './provider.ts';

const clock = { now: () => new Date('2026-11-23T12:00:00.000Z') };
const connection = { vehicle: 'v', credentials: null };
const nobody = { outage: () => undefined, answered: () => undefined };
const limits = { read: 30, command: 60, account: 30 };

const providerThat = (read: () => Promise<readonly Reading[] | ProviderFault>): Provider => ({
  id: 'x',
  makes: ['X'],
  modes: ['live'],
  signIn: { kind: 'form', of: 'simulation', signIn: async () => ({ credentials: 'c' }) },
  listVehicles: async () => [],
  read,
  commands: {
    lock_or_unlock: async (_connection, { action }) => (action === 'LOCK' ? 'done' : new Promise(() => undefined)),
  },
});
const guard = (provider: Provider) => guardProvider(provider, clock, nobody, limits);
const read = (provider: Provider) => provider.read(connection, ['odometer'], clock.now());

test('a maker that says nothing costs no more than its time limit', async () => {
  const silent = guard(providerThat(() => new Promise(() => undefined)));
  assert.deepEqual(await read(silent), { fault: 'UPSTREAM.NO_RESPONSE' });
  const { lock_or_unlock } = silent.commands;
  assert.equal(await lock_or_unlock?.(connection, { action: 'LOCK' }, clock.now()), 'done');
  assert.deepEqual(await lock_or_unlock?.(connection, { action: 'UNLOCK' }, clock.now()), {
    fault: 'UPSTREAM.NO_RESPONSE',
  });
});

test('a broken connection is a fault of the maker, a mistake of ours is none', async () => {
  const broken = guard(providerThat(() => Promise.reject(refuse('outgoing_failed'))));
  assert.deepEqual(await read(broken), { fault: 'UPSTREAM.NO_RESPONSE' });
  const ours = guard(providerThat(() => Promise.reject(new TypeError('ours'))));
  await assert.rejects(read(ours), TypeError);
});

test('a command that had to wait in line is not given when its owner has taken it back meanwhile', async () => {
  const given: string[] = [];
  const provider: Provider = {
    ...providerThat(async () => []),
    commands: { lock_or_unlock: async (_connection, { action }) => (given.push(action), 'done') },
  };
  const { lock_or_unlock } = guard(provider).commands;
  const tell = (action: 'LOCK' | 'UNLOCK', isTakenBack: boolean) =>
    lock_or_unlock?.({ ...connection, isTakenBack: async () => isTakenBack }, { action }, clock.now());
  assert.equal(await tell('LOCK', false), 'done');
  assert.deepEqual(await tell('UNLOCK', true), { fault: 'PERMISSION' });
  assert.deepEqual(given, ['LOCK']);
});

test('one slow maker holds up so many questions and no more: the rest is answered at once', async () => {
  let asked = 0;
  const slow = providerThat(() => {
    asked += 1;
    return new Promise(() => undefined);
  });
  const guarded = guardProvider(slow, clock, nobody, { ...limits, read: 1500 });
  const began = performance.now();
  const questions = Array.from({ length: 100 }, async () => ({
    answer: await read(guarded),
    after: performance.now() - began,
  }));
  const answers = await Promise.all(questions);
  assert.equal(asked, 24);
  assert.equal(answers.filter(({ after }) => after < 1200).length, 100 - 24 - 48);
  assert.ok(answers.every(({ answer }) => 'fault' in answer && answer.fault === 'UPSTREAM.NO_RESPONSE'));
});

test('what is read from our own store is held up neither by orders that wait nor by a server that is out', async () => {
  const reading: Reading = { signal: 'odometer', value: 1, recordedAt: clock.now(), fetchedAt: clock.now() };
  const answers = { isOut: false };
  const provider: Provider = {
    ...providerThat(async () => [reading]),
    readsOwnStore: true,
    commands: {
      lock_or_unlock: () =>
        answers.isOut ? Promise.reject(refuse('outgoing_failed')) : new Promise<'done'>(() => undefined),
    },
  };
  const guarded = guardProvider(provider, clock, nobody, { ...limits, command: 300 });
  const order = () => guarded.commands.lock_or_unlock?.(connection, { action: 'LOCK' }, clock.now());
  const orders = Array.from({ length: 100 }, order);
  const began = performance.now();
  assert.deepEqual(await read(guarded), [reading]);
  assert.ok(performance.now() - began < 200, 'it did not wait in line');
  await Promise.all(orders);
  answers.isOut = true;
  for (let times = 0; times < 6; times++)
    assert.ok('fault' in Object((await order()) ?? {}), 'after five failures in a row nobody is asked any more');
  assert.deepEqual(await read(guarded), [reading]);
  assert.deepEqual(await guarded.listVehicles(null, clock.now()), { fault: 'UPSTREAM.NO_RESPONSE', retryAfter: 15 });
});
