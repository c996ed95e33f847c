// What of a car's reports is needed, by permission and by protocol; places as exactly as somebody may know them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { scopes } from '../../catalog/scopes.ts';
import { signals } from '../../catalog/signals.ts';
import { readEndpoints } from '../../catalog/vehicle-endpoints.ts';
import { isRounded, roundPlace } from '../reads/round-places.ts';
import { neededOf, nothingNeeded } from './needed.ts';
import { coarsePlacesIn, neededNames, neededReports, wantsLatitude } from './needed-reports.ts';

const at = new Date(0);
const open = (permissions: readonly string[], isCoarse = false) => ({ permissions, isCoarse });
const told = (values: Record<string, string>) =>
  new Map(Object.entries(values).map(([name, text]) => [name, { text, at }]));

test('whatever calls a permission opens, every value in their answers is needed, and none without a permission', () => {
  assert.equal(neededOf([]).signals.size, nothingNeeded.signals.size);
  assert.equal(neededNames(neededOf([])).size, 0);
  for (const { name } of scopes) {
    const needed = neededOf([open([name])]);
    for (const endpoint of readEndpoints)
      if (endpoint.permission === name)
        for (const signal of endpoint.signals) assert.ok(needed.signals.has(signal), `${name} needs ${signal}`);
    for (const signal of needed.signals)
      assert.ok(
        signals[signal].permission === name ||
          readEndpoints.some(
            ({ permission, signals }) => permission === name && (signals as readonly string[]).includes(signal),
          ),
      );
  }
});

test('names of a protocol are needed with the signals that are made of them, a heading by its own permission alone', () => {
  const place = neededNames(neededOf([open(['read_location'])]));
  for (const name of ['v.p.latitude', 'v.p.longitude', 'Location', 'connectivity']) assert.ok(place.has(name), name);
  for (const name of ['v.p.direction', 'GpsHeading', 'v.b.soc', 'Odometer']) assert.ok(!place.has(name), name);
  const both = neededNames(neededOf([open(['read_location']), open(['read_compass'])]));
  assert.ok(both.has('v.p.direction') && both.has('GpsHeading'));
});

test('a coarse place is the middle of its square in every protocol, whatever of it is reported, and stays so', () => {
  const coarse = neededOf([open(['read_location'], true)]);
  const exact = neededOf([open(['read_location'], true), open(['read_location'])]);
  assert.deepEqual([coarse.isExact, exact.isExact], [false, true]);
  assert.deepEqual([coarse.signals.has('at_home'), exact.signals.has('at_home')], [false, true]);
  const range = { noNaN: true, noDefaultInfinity: true };
  fc.assert(
    fc.property(
      fc.double({ ...range, min: -85, max: 85 }),
      fc.double({ ...range, min: -179, max: 179 }),
      (latitude, longitude) => {
        const square = roundPlace({ latitude, longitude });
        const all = {
          'v.p.latitude': String(latitude),
          'v.p.longitude': String(longitude),
          Location: JSON.stringify({ latitude, longitude }),
        };
        const kept = neededReports(coarse, told(all), undefined);
        assert.equal(kept.get('v.p.latitude')?.text, String(square.latitude));
        assert.equal(kept.get('v.p.longitude')?.text, String(square.longitude));
        assert.deepEqual(JSON.parse(kept.get('Location')?.text ?? ''), square);
        assert.ok(isRounded(square));
        assert.deepEqual(neededReports(coarse, kept, undefined), kept);
        assert.equal(coarsePlacesIn(kept).length, 3);
        assert.deepEqual(neededReports(exact, told(all), undefined), told(all));
        // A longitude that comes by itself needs the latitude that was kept, coarse as it is.
        const alone = told({ 'v.p.longitude': String(longitude) });
        assert.ok(wantsLatitude(coarse, alone) && !wantsLatitude(exact, alone));
        assert.equal(neededReports(coarse, alone, undefined).size, 0);
        assert.deepEqual(
          neededReports(coarse, alone, String(square.latitude)).get('v.p.longitude')?.text,
          String(square.longitude),
        );
      },
    ),
    { numRuns: 500 },
  );
  for (const text of ['', 'null', '{', '"x"', '{"latitude":"x"}'])
    assert.equal(neededReports(coarse, told({ Location: text }), undefined).size, 0, text);
});
