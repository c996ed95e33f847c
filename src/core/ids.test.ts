import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { isId, isUuid, newId, newUuid } from './ids.ts';

const at = (time: number) => ({ now: () => new Date(time) });
const LAST = 2 ** 48 - 1;

test('an id has its prefix and 26 characters, and is recognized by them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 8.64e15 }), fc.nat(), (time, seed) => {
      const id = newId('rpt', at(Math.min(time, LAST)), seededRandom(seed));
      assert.match(id, /^rpt_[0-9a-hjkmnp-tv-z]{26}$/);
      assert.ok(isId('rpt', id));
      assert.ok(!isId('per', id));
      assert.ok(!isId('rp', id));
    }),
  );
});

test('ids sort by the time they were made, whatever their random part', () => {
  const time = fc.integer({ min: 0, max: LAST });
  fc.assert(
    fc.property(time, time, fc.nat(), fc.nat(), (one, other, seed, otherSeed) => {
      fc.pre(one !== other);
      const [first, second] = [newId('a', at(one), seededRandom(seed)), newId('a', at(other), seededRandom(otherSeed))];
      assert.equal(first < second, one < other);
    }),
  );
});

test('ids of one millisecond differ', () => {
  const random = seededRandom();
  assert.equal(new Set(Array.from({ length: 20_000 }, () => newId('evt', at(1), random))).size, 20_000);
});

test('nothing else passes for an id', () => {
  const id = newId('rpt', at(Date.parse('2026-11-23')), seededRandom());
  const wrong = [
    '',
    'rpt_',
    'rpt',
    id.toUpperCase(),
    `${id}\n`,
    ` ${id}`,
    `${id}0`,
    id.slice(0, -1),
    id.replace('_', '-'),
    `${id.slice(0, -1)}u`,
    `${id.slice(0, -1)}'`,
  ];
  for (const text of wrong) assert.equal(isId('rpt', text), false, JSON.stringify(text));
});

test('UUIDs are of version 4 and recognized, other text is not', () => {
  const random = seededRandom();
  const made = Array.from({ length: 1000 }, () => newUuid(random));
  for (const uuid of made) {
    assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.ok(isUuid(uuid));
    assert.ok(isUuid(uuid.toUpperCase()));
  }
  assert.equal(new Set(made).size, made.length);
  const [uuid = ''] = made;
  for (const text of ['', `${uuid}\n`, `{${uuid}}`, uuid.replaceAll('-', ''), uuid.slice(1), `x${uuid.slice(1)}`])
    assert.equal(isUuid(text), false, JSON.stringify(text));
});
