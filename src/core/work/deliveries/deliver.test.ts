// Deliveries: sent until they are taken, each receiver by itself, whatever the others and this process do.
import assert from 'node:assert/strict';
import { after as afterAll, before, test } from 'node:test';
import fc from 'fast-check';
import { openWorld, type World } from '../../../../test/support/world.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../clock.ts';
import type { Kernel } from '../../kernel.ts';
import { addDelivery, deliveryJob, sendAgain } from './deliver.ts';
import {
  type Attempt,
  type Delivery,
  type DeliveryChannel,
  pauseAfter,
  readRetryAfter,
  restAfter,
  standardPauses,
  type TryOutcome,
} from './delivery.ts';
import { countDeliveries, deleteLane, failWaiting, findDelivery, listDeliveries } from './delivery-log-store.ts';
import { findHealth, takeDue } from './delivery-store.ts';

let world: World;
before(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const channelOf = (send: (kernel: Kernel, attempt: Attempt) => Promise<TryOutcome>): DeliveryChannel => ({
  name: 'test',
  pauses: [MINUTE, MINUTE],
  longestRest: MINUTE,
  sender: kernel => attempt => send(kernel, attempt),
});

let causes = 0;
const add = (lane: string, payload = 'hello', cause = `cause ${causes++}`): Promise<string | undefined> =>
  addDelivery(world.kernel, { channel: 'test', lane, kind: 'greeting', payload, cause });
const run = (channel: DeliveryChannel): Promise<void> => deliveryJob(channel).run(world.kernel, {});
const stateOf = async (lane: string, id: string | undefined) =>
  (await findDelivery(world.kernel, 'test', lane, id ?? ''))?.state;

test('pauses grow, are spread a little, and end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.double({ min: 0, max: 1, noNaN: true }), (tries, chance) => {
      const pause = pauseAfter(tries, standardPauses, chance);
      const planned = standardPauses[tries - 1];
      if (planned === undefined) assert.equal(pause, undefined);
      else assert.ok(pause !== undefined && pause >= planned * 0.949 && pause <= planned * 1.051);
    }),
  );
  assert.equal(standardPauses.length, 9);
  const hours = standardPauses.reduce((sum, pause) => sum + pause, 0) / HOUR;
  assert.ok(hours > 75 && hours < 76, `${hours}`);
  assert.deepEqual(
    [1, 2, 3, 40].map(failures => restAfter(failures, HOUR)),
    [10 * SECOND, 20 * SECOND, 40 * SECOND, HOUR],
  );
});

test('Retry-After is read as seconds or a date, and never believed beyond a limit', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  assert.equal(readRetryAfter('120', now, HOUR), 2 * MINUTE);
  assert.equal(readRetryAfter('999999999', now, HOUR), HOUR);
  assert.equal(readRetryAfter('Mon, 23 Nov 2026 12:01:00 GMT', now, HOUR), MINUTE);
  assert.equal(readRetryAfter('Mon, 23 Nov 2020 12:01:00 GMT', now, HOUR), 0);
  for (const nonsense of [undefined, '', '-5', 'soon', '1e99']) {
    const read = readRetryAfter(nonsense, now, HOUR);
    assert.ok(read === undefined || read <= HOUR, nonsense);
  }
});

test('whatever a receiver says, a delivery is sent at least once, ends, and is taken exactly if it ever said so in time', async () => {
  const outcome = fc.constantFrom<TryOutcome['outcome']>('accepted', 'again', 'refused');
  await fc.assert(
    fc.asyncProperty(fc.array(outcome, { minLength: 1, maxLength: 5 }), async said => {
      const heard: Delivery[] = [];
      const channel = channelOf(async (_, delivery) => {
        heard.push(delivery);
        return { outcome: said[heard.length - 1] ?? 'again' };
      });
      const lane = `lane_${causes}`;
      const id = await add(lane);
      for (let round = 0; round < 6; round++) {
        await run(channel);
        world.clock.advance(5 * MINUTE);
      }
      const first = said.findIndex(one => one !== 'again');
      const tries = Math.min(first < 0 ? 3 : first + 1, 3);
      assert.equal(heard.length, tries);
      assert.ok(
        heard.every(one => one.id === id && one.payload === 'hello'),
        'the same at every try',
      );
      assert.equal(await stateOf(lane, id), said[tries - 1] === 'accepted' ? 'delivered' : 'failed');
      assert.equal((await findDelivery(world.kernel, 'test', lane, id ?? ''))?.history.length, tries);
    }),
    { numRuns: 12 },
  );
});

test('a receiver that hangs or throws delays nobody else', async () => {
  let release = (): void => undefined;
  const others: string[] = [];
  const hung = new Promise<void>(resolve => {
    release = resolve;
  });
  const channel = channelOf(async (_, { lane }) => {
    if (lane === 'throws') throw new Error('zebra7canary');
    if (lane !== 'hangs') {
      others.push(lane);
      // Only when all the others are served does the one that hangs answer at last.
      if (others.length === 40) release();
      return { outcome: 'accepted' };
    }
    await hung;
    return { outcome: 'again' };
  });
  for (let number = 0; number < 5; number++) await add('hangs');
  await add('throws');
  for (let number = 0; number < 40; number++) await add(`fine_${number % 4}`);
  await run(channel);
  assert.equal(others.length, 40);
  const health = await findHealth(world.kernel, 'test', 'hangs');
  assert.equal(health?.failures, 1, 'after one failure it rests, and the others are not tried in vain');
  const [thrown] = await listDeliveries(world.kernel, 'test', 'throws', { limit: 1 });
  assert.equal(thrown?.last?.reason, 'something failed on our side');
  assert.ok(!world.logLines.some(line => line.includes('zebra7canary')), 'what was thrown is not quoted');
  const line = world.logLines.find(line => line.includes('sending failed')) ?? '';
  assert.match(line, /"type":"Error".*deliver\.test\.ts/, 'but where it was thrown is told');
});

test('what a process had under way when it was killed is sent by the next', async () => {
  const heard: string[] = [];
  const channel = channelOf(async (_, { id, lane }) => {
    if (lane === 'killed') heard.push(id);
    return { outcome: 'accepted' };
  });
  const id = await add('killed');
  // Lanes of other tests may come first.
  for (let taken: string | undefined; taken !== 'killed'; ) {
    [taken] = (await takeDue(world.kernel, 'test', { lanes: 1, each: 1 })).map(({ lane }) => lane);
    assert.ok(taken);
  }
  await run(channel);
  assert.deepEqual(heard, [], 'it belongs to the one that took it');
  world.clock.advance(3 * MINUTE);
  await run(channel);
  assert.deepEqual(heard, [id]);
});

test('one cause makes one delivery, a rollback none, and a removed receiver takes its log along', async () => {
  assert.ok(await add('once', 'a', 'same'));
  assert.equal(await add('once', 'a', 'same'), undefined);
  assert.ok(await add('other', 'a', 'same'));
  await assert.rejects(
    world.kernel.transaction(async kernel => {
      await addDelivery(kernel, { channel: 'test', lane: 'never', kind: 'greeting', payload: 'a', cause: 'never' });
      throw new Error('no');
    }),
  );
  const heard: string[] = [];
  const channel = channelOf(async (kernel, { lane }) => {
    heard.push(lane);
    // Removed while its message was under way.
    if (lane === 'other') await deleteLane(kernel, 'test', 'other');
    return { outcome: 'accepted', answer: 'ok' };
  });
  await run(channel);
  assert.deepEqual(heard.toSorted(), ['once', 'other']);
  assert.deepEqual(await listDeliveries(world.kernel, 'test', 'other', { limit: 9 }), []);
});

test('sent again, a delivery has all its tries once more, and a rest that was asked for is kept', async () => {
  let works = false;
  let heard = 0;
  const channel = channelOf(async () => {
    heard += 1;
    return works ? { outcome: 'accepted' } : { outcome: 'again', restFor: HOUR, status: 429 };
  });
  const id = await add('again');
  await run(channel);
  world.clock.advance(30 * MINUTE);
  await run(channel);
  assert.equal(heard, 1, 'an hour was asked for');
  for (let round = 0; round < 5; round++) {
    world.clock.advance(2 * HOUR);
    await run(channel);
  }
  assert.equal(heard, 3);
  assert.equal(await stateOf('again', id), 'failed');
  works = true;
  assert.equal(await sendAgain(world.kernel, 'test', 'again', { failedSince: world.clock.now() }), 0);
  assert.equal(
    await sendAgain(world.kernel, 'test', 'again', { failedSince: new Date(world.clock.now().getTime() - DAY) }),
    1,
  );
  await run(channel);
  assert.equal(await stateOf('again', id), 'delivered');
  assert.equal((await findDelivery(world.kernel, 'test', 'again', id ?? ''))?.history.at(-1)?.number, 4);
});

test('what is given up while it is under way is listed by what came back, and can be begun anew', async () => {
  const answers: TryOutcome[] = [
    { outcome: 'accepted', status: 200 },
    { outcome: 'again', status: 500 },
  ];
  const channel = channelOf(async (kernel, { lane }) => {
    await failWaiting(kernel, 'test', lane);
    return answers.shift() ?? { outcome: 'accepted' };
  });
  const ids = [await add('given up'), await add('given up')];
  await run(channel);
  // What was not under way was given up with it, and nothing is sent any more.
  await run(channel);
  const states = await Promise.all(ids.map(id => stateOf('given up', id)));
  assert.deepEqual(states.toSorted(), ['delivered', 'failed']);
  assert.deepEqual(await countDeliveries(world.kernel, 'test', 'given up'), { waiting: 0, delivered: 1, failed: 1 });
  const listed = await listDeliveries(world.kernel, 'test', 'given up', { limit: 9 });
  assert.deepEqual(
    listed
      .map(({ state, tries, dueAt, endedAt, last }) => [state, tries, dueAt, endedAt === null, last?.status])
      .toSorted(),
    [
      ['delivered', 1, null, false, 200],
      ['failed', 0, null, false, undefined],
    ],
  );
  const since = { failedSince: new Date(0) };
  assert.equal(await sendAgain(world.kernel, 'test', 'given up', since), 1);
  await run(channel);
  // This time it was tried in vain while it was given up.
  assert.deepEqual(await countDeliveries(world.kernel, 'test', 'given up'), { waiting: 0, delivered: 1, failed: 1 });
  assert.equal(await sendAgain(world.kernel, 'test', 'given up', since), 1);
  await run(channel);
  assert.deepEqual(await countDeliveries(world.kernel, 'test', 'given up'), { waiting: 0, delivered: 2, failed: 0 });
  assert.equal((await listDeliveries(world.kernel, 'test', 'given up', { limit: 9, state: 'delivered' })).length, 2);
  assert.equal((await listDeliveries(world.kernel, 'test', 'given up', { limit: 9, state: 'failed' })).length, 0);
});
