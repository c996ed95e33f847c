// What a broker hears of messages that something must be done for first: in order, only afterwards, and never too many at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { openBrokerStandIn } from '../../../../test/makers/mqtt-broker.ts';
import { redact } from '../../../core/redacted.ts';
import { openBroker } from './broker.ts';

const until = async (isSo: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 400 && !isSo(); tries++) await pause(5);
  assert.ok(isSo());
};

test('messages are acknowledged in their order, each after its work; of those whose work failed and of what was under way when a connection broke the broker hears nothing', async context => {
  const broker = await openBrokerStandIn({ car: 'word', us: 'ours' });
  context.after(() => broker.close());
  const heard: string[] = [];
  const ends = new Map<string, { done: () => void; fail: () => void }>();
  const connection = openBroker(
    { url: redact(broker.url.replace('//', '//us:ours@')), ca: undefined, session: 'one' },
    {
      onHeard: () => undefined,
      atOnce: 3,
      beforeAcknowledging: ({ text }) => {
        heard.push(text);
        return new Promise((resolve, reject) => {
          ends.set(text, { done: resolve, fail: () => reject(new Error('no')) });
        });
      },
    },
  );
  context.after(() => connection.close());
  await connection.subscribe('cars/+');
  const car = await broker.connect('car');
  context.after(() => car.endAsync(true));
  for (const text of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await car.publishAsync('cars/one', text, { qos: 1 });
  await until(() => heard.length === 3);
  await pause(50);
  assert.deepEqual([heard, broker.acknowledged], [['a', 'b', 'c'], []], 'three at once, none acknowledged');
  ends.get('b')?.done();
  await pause(50);
  assert.deepEqual([heard.length, broker.acknowledged], [3, []], 'the first one is still under way');
  ends.get('a')?.done();
  await until(() => heard.length === 5);
  await until(() => broker.acknowledged.length === 2);
  assert.deepEqual(broker.acknowledged, ['a', 'b']);
  ends.get('c')?.fail();
  ends.get('e')?.done();
  ends.get('d')?.done();
  await until(() => heard.length === 7);
  await until(() => broker.acknowledged.length === 4);
  assert.deepEqual(broker.acknowledged, ['a', 'b', 'd', 'e'], 'what failed is passed over');
  await broker.stop();
  await broker.restart();
  ends.get('f')?.done();
  ends.get('g')?.done();
  await pause(100);
  assert.equal(broker.acknowledged.length, 4, 'an answer to a connection that broke is not given to the next one');
});
