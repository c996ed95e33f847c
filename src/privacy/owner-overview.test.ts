// What an owner's page says about grants and reads, from plain values.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carName, weekInWords } from './owner-overview.ts';
import { describePermissions } from './permission-words.ts';

test('a week in one sentence', () => {
  assert.equal(
    weekInWords({ applications: 2, kinds: 3, reads: 41, denied: 0 }),
    '2 apps read 3 kinds of data 41 times this week.',
  );
  assert.equal(
    weekInWords({ applications: 1, kinds: 1, reads: 1, denied: 0 }),
    '1 app read 1 kind of data 1 time this week.',
  );
  assert.equal(weekInWords({ applications: 0, kinds: 0, reads: 0, denied: 4 }), 'No app read anything this week.');
});

test('permissions in few words', () => {
  assert.equal(describePermissions(['read_odometer']), 'Reads odometer.');
  assert.equal(
    describePermissions(['read_odometer', 'control_security', 'read_vin', 'read_location']),
    'Reads odometer, VIN and location. Controls locks.',
  );
});

test('makes are written as people write them', () => {
  assert.equal(carName({ make: 'CHEVROLET', model: 'Volt', year: 2016 }), 'Chevrolet Volt 2016');
  assert.equal(carName({ make: 'BMW', model: '320d', year: 2021 }), 'BMW 320d 2021');
});
