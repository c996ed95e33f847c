// Places to about a kilometer: never finer, always the same, whatever the place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Reading } from '../providers/provider.ts';
import { isRounded, roundedFor, roundPlace } from './round-places.ts';

const place = fc.record({
  latitude: fc.double({ min: -85, max: 85, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});
const KM = 111.2;
const kilometers = (one: { latitude: number; longitude: number }, other: typeof one): number =>
  KM *
  Math.hypot(
    one.latitude - other.latitude,
    (one.longitude - other.longitude) * Math.cos((other.latitude * Math.PI) / 180),
  );

test('a place is told as the middle of its square, at most a kilometer away, and rounding again changes nothing', () => {
  fc.assert(
    fc.property(place, exact => {
      const coarse = roundPlace(exact);
      assert.ok(kilometers(exact, coarse) < 1, `${kilometers(exact, coarse)}`);
      assert.deepEqual(roundPlace(coarse), coarse);
      assert.ok(isRounded(coarse));
    }),
    { numRuns: 2000 },
  );
  // Neighbors within a square cannot be told apart.
  assert.deepEqual(
    roundPlace({ latitude: 52.5201, longitude: 13.4051 }),
    roundPlace({ latitude: 52.5208, longitude: 13.4055 }),
  );
  assert.equal(isRounded({ latitude: 52.520008, longitude: 13.404954 }), false);
});

test('only whoever is to know it coarsely gets it so, at each signal that has a place in it', () => {
  const now = new Date(0);
  const at = { recordedAt: now, fetchedAt: now };
  const exact = { latitude: 52.520008, longitude: 13.404954 };
  const readings: Reading[] = [
    { signal: 'location', value: { ...exact, heading: 12 }, ...at },
    { signal: 'at_home', value: true, ...at },
    { signal: 'odometer', value: 12, ...at },
    {
      signal: 'charge_timers',
      value: [{ type: 'location', start: '22:00', end: '06:00', days: [], place: exact }],
      ...at,
    },
  ];
  assert.equal(roundedFor({}, readings), readings);
  const coarse = JSON.stringify(roundedFor({ isCoarse: true }, readings));
  assert.ok(!coarse.includes('52.520008') && !coarse.includes('at_home') && coarse.includes('"heading":12'));
  assert.equal(coarse.match(/52\.525/g)?.length, 2);
});
