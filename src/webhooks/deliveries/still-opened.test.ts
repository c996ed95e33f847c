// Messages that wait under a grant that was narrowed: only what it still opens may leave.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { after, DAY } from '../../core/clock.ts';
import { roundPlace } from '../../vehicles/reads/round-places.ts';
import { isStillOpened } from './still-opened.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const message = (body: object | null, make: string | null = null): string =>
  `${JSON.stringify({ data: { vehicle: { make }, signals: [{ code: 'location-preciselocation', body }] } })}\n`;
const exact = { latitude: 52.520008, longitude: 13.404954 };
const coarse = roundPlace(exact);

test('a message is looked into as long as one from before the change may wait', () => {
  const opened = (payload: string, scopes: string[], { isCoarse = false, at = NOW } = {}) =>
    isStillOpened(payload, { narrowed: { at, scopes: new Set(scopes), isCoarse } }, NOW);
  assert.equal(opened(message(exact), ['read_odometer']), false);
  assert.equal(opened(message(exact), ['read_location']), true);
  assert.equal(opened(message(null), ['read_odometer']), true, 'that there is nothing may be told');
  assert.equal(opened(message({ ...exact, heading: 12 }), ['read_location']), false, 'heading has its own permission');
  assert.equal(opened(message(exact, 'CHEVROLET'), ['read_location']), false);
  assert.equal(opened(message(exact, 'CHEVROLET'), ['read_location', 'read_vehicle_info']), true);
  assert.equal(opened(message(exact), ['read_location'], { isCoarse: true }), false);
  assert.equal(opened(message(coarse), ['read_location'], { isCoarse: true }), true);
  assert.equal(isStillOpened(message(exact), {}, NOW), true, 'of a grant that lost nothing nothing is asked');
  assert.equal(opened(message(exact), [], { at: after(NOW, -5 * DAY) }), true);
});
