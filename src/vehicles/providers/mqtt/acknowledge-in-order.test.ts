// Whatever is done and fails in whatever order: acknowledgements keep the order of the messages, and tell of none that failed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { acknowledgeInOrder } from './acknowledge-in-order.ts';

test('what was done is acknowledged in its order, what failed never, and no more is under way than may be', async () => {
  const run = fc.asyncProperty(
    fc.integer({ min: 1, max: 4 }),
    fc.array(fc.record({ fails: fc.boolean(), pick: fc.nat(99) }), { minLength: 1, maxLength: 12 }),
    async (atOnce, messages) => {
      const order = acknowledgeInOrder(atOnce);
      const acknowledged: number[] = [];
      const underWay = new Map<number, () => void>();
      let next = 0;
      // As the library does: one message after the other, each acknowledged as soon as it may read on.
      const receive = (): void => {
        const [id, one] = [next, messages[next]];
        next += 1;
        if (one === undefined) return;
        const work = new Promise<void>((resolve, reject) => {
          underWay.set(id, () => (one.fails ? reject(new Error('no')) : resolve()));
        });
        order.arrived(id, work, () => {
          if (!order.hold(id, () => acknowledged.push(id))) acknowledged.push(id);
          receive();
        });
      };
      receive();
      for (const { pick } of messages) {
        assert.ok(underWay.size > 0 && underWay.size <= atOnce, `${underWay.size} are under way`);
        const [id, end] = [...underWay][pick % underWay.size] ?? assert.fail();
        underWay.delete(id);
        end();
        await turn();
      }
      const done = messages.flatMap(({ fails }, id) => (fails ? [] : [id]));
      assert.deepEqual(acknowledged, done);
    },
  );
  await fc.assert(run, { numRuns: 300 });
});

test('what was under way when the connection broke is not acknowledged on the next one', async () => {
  const order = acknowledgeInOrder(2);
  const acknowledged: string[] = [];
  const ends: (() => void)[] = [];
  const arrive = (id: number, name: string) => {
    order.arrived(id, new Promise<void>(resolve => ends.push(resolve)), () => undefined);
    assert.ok(order.hold(id, () => acknowledged.push(name)));
  };
  arrive(1, 'before');
  order.forget();
  arrive(1, 'after');
  ends[0]?.();
  await turn();
  assert.deepEqual(acknowledged, []);
  ends[1]?.();
  await turn();
  assert.deepEqual(acknowledged, ['after']);
});
