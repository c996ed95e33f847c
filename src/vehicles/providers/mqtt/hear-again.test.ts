// Owners allow and connect cars as it pleases them: a broker is asked for so much at once, whatever comes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { openHearAgain } from './hear-again.ts';
import { heardCars } from './heard-cars.ts';

function opened(pauseOfAll = 60_000) {
  const heard: (readonly string[])[] = [];
  const faults: unknown[] = [];
  let all = 0;
  let end: { resolve: () => void; reject: (error: Error) => void } | undefined;
  const again = openHearAgain(
    {
      hearKept: filters => {
        heard.push(filters);
        return new Promise<void>((resolve, reject) => {
          end = { resolve, reject };
        });
      },
      hearAll: () => {
        all += 1;
      },
      onFault: error => faults.push(error),
    },
    pauseOfAll,
  );
  const finish = async (error?: Error) => {
    const { resolve, reject } = end ?? assert.fail('nothing is heard');
    end = undefined;
    if (error) reject(error);
    else resolve();
    await turn();
  };
  return { again, heard, faults, all: () => all, finish, isIdle: () => end === undefined };
}

test('many cars are heard twenty at a time, each once however often it is asked for', async () => {
  const { again, heard, finish, isIdle } = opened();
  for (let round = 0; round < 3; round++) for (let car = 0; car < 70; car++) again.car(`car/${car}`);
  // The first was asked for before the others: once then, and once for what came since.
  assert.deepEqual(heard, [['car/0']]);
  while (!isIdle()) await finish();
  assert.ok(heard.every(filters => filters.length <= 20));
  assert.deepEqual(
    heard.slice(1).map(({ length }) => length),
    [20, 20, 20, 10],
  );
  const counts = Object.groupBy(heard.flat(), filter => filter);
  for (let car = 1; car < 70; car++) assert.equal(counts[`car/${car}`]?.length, 1, `${car}`);
});

test('a car that is asked for while it is heard is heard once more: what it may tell now it might not tell then', async () => {
  const { again, heard, finish, isIdle } = opened();
  again.car('car/1');
  again.car('car/1');
  again.car('car/1');
  while (!isIdle()) await finish();
  assert.deepEqual(heard, [['car/1'], ['car/1']]);
});

test('when the connection began anew nothing that waited is asked for; a failure stops nothing for good', async () => {
  const { again, heard, faults, finish, isIdle } = opened();
  again.car('car/1');
  again.car('car/2');
  again.wasHeard();
  await finish(new Error('the connection broke'));
  assert.deepEqual(heard, [['car/1']]);
  assert.equal(faults.length, 1);
  again.car('car/3');
  while (!isIdle()) await finish();
  assert.deepEqual(heard, [['car/1'], ['car/3']]);
  again.close();
  again.car('car/4');
  again.all();
  assert.equal(heard.length, 2);
});

test('all cars are heard at once the first time, and then after a pause, however often that is wanted', async () => {
  const { again, all } = opened(40);
  for (let times = 0; times < 50; times++) again.all();
  assert.equal(all(), 1);
  const began = performance.now();
  while (all() < 2) await pause(5);
  assert.ok(performance.now() - began >= 30, 'it waited');
  again.close();
  await pause(90);
  assert.equal(all(), 2);
});

test('cars are found by their hash as long as there is room; then it is said that some are forgotten', () => {
  const cars = heardCars(car => `#${car}`, 3);
  for (const car of ['a', 'b', 'c', 'a']) cars.note(car);
  assert.deepEqual([cars.find('#a'), cars.find('#b'), cars.find('#x')], ['a', 'b', undefined]);
  assert.ok(cars.isComplete());
  cars.note('d');
  assert.equal(cars.find('#b'), undefined, 'the one that told nothing for longest');
  assert.deepEqual([cars.find('#a'), cars.find('#d')], ['a', 'd']);
  assert.ok(!cars.isComplete());
});
