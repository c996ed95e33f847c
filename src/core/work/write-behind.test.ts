// Lines put aside: in order, in batches, bounded, and not lost when a writing fails.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { writeBehind } from './write-behind.ts';

const quiet = { failed: () => undefined, every: 60_000 };

test('every line that was taken is written once and in order, whatever fails in between', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.constant('flush'), fc.constant('break'), fc.constant('mend'), fc.constant('push'))),
      fc.integer({ min: 1, max: 4 }),
      async (steps, atOnce) => {
        const written: number[] = [];
        let isBroken = false;
        const buffer = writeBehind<number>({
          ...quiet,
          most: 1000,
          atOnce,
          write: async lines => {
            assert.ok(lines.length <= atOnce);
            if (isBroken) throw new Error('no database');
            written.push(...lines);
          },
        });
        let next = 0;
        for (const step of steps) {
          if (step === 'push') assert.ok(buffer.push(next++));
          else if (step === 'flush') await buffer.flush();
          else isBroken = step === 'break';
        }
        isBroken = false;
        await buffer.flush();
        assert.deepEqual(
          written,
          Array.from({ length: next }, (_, index) => index),
        );
      },
    ),
    { numRuns: 50 },
  );
});

test('what finds no room is refused, and a line waits for nobody', async () => {
  let release = (): void => undefined;
  const written: number[] = [];
  const buffer = writeBehind<number>({
    ...quiet,
    most: 2,
    atOnce: 10,
    write: lines =>
      new Promise(resolve => {
        release = () => {
          written.push(...lines);
          resolve();
        };
      }),
  });
  assert.deepEqual([buffer.push(1), buffer.push(2), buffer.push(3)], [true, true, false]);
  const flushed = buffer.flush();
  assert.equal(buffer.push(4), true, 'while others are written there is room');
  release();
  await flushed;
  const rest = buffer.flush();
  release();
  await rest;
  assert.deepEqual(written, [1, 2, 4]);
});
