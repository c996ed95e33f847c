// Coalescing: everybody gets their own answer, failures stay within their batch, and nobody waits forever.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { coalesce } from './coalesce.ts';

/** A batch function under the test's control: each batch waits until it is released. */
function gatedRun() {
  const batches: { keys: readonly number[]; release: (error?: Error) => void }[] = [];
  const run = (keys: readonly number[]): Promise<number[]> =>
    new Promise((resolve, reject) => {
      batches.push({ keys, release: error => (error ? reject(error) : resolve(keys.map(key => key * 10))) });
    });
  return { batches, run };
}

const turns = async (count: number): Promise<void> => {
  for (let index = 0; index < count; index += 1) await turn();
};

test('calls of one turn travel in one batch, in order, and each gets its own result', async () => {
  const { batches, run } = gatedRun();
  const read = coalesce({ run });
  const results = Promise.all([read(3), read(1), read(2), read(1)]);
  await turns(2);
  assert.deepEqual(
    batches.map(({ keys }) => keys),
    [[3, 1, 2, 1]],
  );
  batches[0]?.release();
  assert.deepEqual(await results, [30, 10, 20, 10]);
});

test('no more batches are under way than allowed; those who come later go together with the next one', async () => {
  const { batches, run } = gatedRun();
  const read = coalesce({ maxInFlight: 2, run });
  const first = read(1);
  await turns(2);
  const second = read(2);
  await turns(2);
  const late = [read(3), read(4)];
  await turns(3);
  assert.deepEqual(
    batches.map(({ keys }) => keys),
    [[1], [2]],
  );
  batches[1]?.release();
  assert.equal(await second, 20);
  await turns(2);
  assert.deepEqual(
    batches.map(({ keys }) => keys),
    [[1], [2], [3, 4]],
  );
  batches[0]?.release();
  batches[2]?.release();
  assert.equal(await first, 10);
  assert.deepEqual(await Promise.all(late), [30, 40]);
});

test('a batch that fails rejects all of its calls and no other', async () => {
  const { batches, run } = gatedRun();
  const read = coalesce({ run });
  const doomed = Promise.allSettled([read(1), read(2)]);
  await turns(2);
  const fine = read(3);
  await turns(2);
  batches[0]?.release(new Error('connection lost'));
  batches[1]?.release();
  assert.deepEqual(
    (await doomed).map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.equal(await fine, 30);
  const after = read(4);
  await turns(2);
  batches[2]?.release();
  assert.equal(await after, 40);
});

test('a batch function that throws at once, or answers too few, rejects its calls', async () => {
  const throwing = coalesce<number, number>({
    run: () => {
      throw new Error('no');
    },
  });
  await assert.rejects(throwing(1), /no/);
  const short = coalesce<number, number>({ run: async () => [1] });
  const both = await Promise.allSettled([short(1), short(2)]);
  assert.deepEqual(
    both.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
});

test('under a steady stream the oldest call always goes first', async () => {
  const seen: number[] = [];
  const read = coalesce<number, number>({
    maxInFlight: 1,
    maxBatch: 3,
    run: async keys => {
      seen.push(...keys);
      await turn();
      return keys;
    },
  });
  const all: Promise<number>[] = [];
  for (let key = 0; key < 50; key += 1) {
    all.push(read(key));
    if (key % 5 === 0) await turn();
  }
  await Promise.all(all);
  assert.deepEqual(seen, [...Array(50).keys()]);
});

test('whatever the sizes and pauses, every call is answered once with its own result', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 40 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 7 }),
      async (pauses, maxInFlight, maxBatch) => {
        let underWay = 0;
        const read = coalesce<number, string>({
          maxInFlight,
          maxBatch,
          run: async keys => {
            underWay += 1;
            assert.ok(underWay <= maxInFlight && keys.length <= maxBatch && keys.length > 0);
            await turns(keys.length % 3);
            underWay -= 1;
            return keys.map(key => `answer ${key}`);
          },
        });
        const answers: Promise<string>[] = [];
        for (const [key, pause] of pauses.entries()) {
          answers.push(read(key));
          await turns(pause);
        }
        assert.deepEqual(
          await Promise.all(answers),
          pauses.map((_, key) => `answer ${key}`),
        );
      },
    ),
    { numRuns: 60 },
  );
});

test('a batch with time to gather waits for as many as were there before, and no longer than that time', async () => {
  const { batches, run } = gatedRun();
  const read = coalesce({ maxInFlight: 1, gatherFor: 20, run });
  const first = read(1);
  await turns(2);
  assert.equal(batches.length, 1, 'whoever comes alone waits for nobody');
  const second = read(2);
  batches[0]?.release();
  await first;
  await turns(3);
  assert.equal(batches.length, 1, 'two were there, so one waits for the other');
  const third = read(3);
  await turns(2);
  assert.deepEqual(batches[1]?.keys, [2, 3]);
  batches[1]?.release();
  await Promise.all([second, third]);
  const fourth = read(4);
  await turns(3);
  assert.equal(batches.length, 2);
  await pause(60);
  assert.deepEqual(batches[2]?.keys, [4], 'the other one did not come');
  batches[2]?.release();
  assert.equal(await fourth, 40);
  void read(5);
  await turns(2);
  assert.deepEqual(batches[3]?.keys, [5], 'and is not waited for again');
});

test('it waits while calls keep coming, and no more when one fails to come', async () => {
  const { batches, run } = gatedRun();
  const read = coalesce({ maxInFlight: 1, gatherFor: 2000, gatherGap: 20, run });
  const many = [1, 2, 3, 4, 5, 6, 7, 8].map(read);
  await turns(2);
  batches[0]?.release();
  await Promise.all(many);
  const some: Promise<number>[] = [];
  for (let key = 10; key < 15; key += 1) {
    some.push(read(key));
    await pause(5);
  }
  await pause(60);
  assert.deepEqual(batches[1]?.keys, [10, 11, 12, 13, 14], 'eight were there; five came, one soon after the other');
  batches[1]?.release();
  await Promise.all(some);
});
