import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Quantity, quantities } from '../catalog/signal-values.ts';
import { convert, parseUnitSystem, present, roundTo } from './units.ts';

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) <= 1e-12 * Math.max(1, Math.abs(expected)), `${actual} ${expected}`);

test('imperial values follow from the defined factors', () => {
  near(convert(1.609344, 'distance', 'imperial'), 1);
  near(convert(160.9344, 'speed', 'imperial'), 100);
  near(convert(3.785411784, 'volume', 'imperial'), 1);
  near(convert(6.894757293168361, 'pressure', 'imperial'), 1);
  near(convert(-40, 'temperature', 'imperial'), -40);
  near(convert(100, 'temperature', 'imperial'), 212);
});

test('metric is what we keep, and quantities with one unit are the same in both', () => {
  const names = Object.keys(quantities).filter((name): name is Quantity => name in quantities);
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.double({ noNaN: true }), (quantity, value) => {
      assert.equal(convert(value, quantity, 'metric'), value);
      const { metric, imperial } = quantities[quantity];
      if (metric === imperial) assert.equal(convert(value, quantity, 'imperial'), value);
      else if (Math.abs(value) > 1 && Math.abs(value) < 1e6)
        assert.notEqual(convert(value, quantity, 'imperial'), value === -40 ? 0 : value);
    }),
  );
});

test('values are told as finely as the quantity deserves', () => {
  assert.equal(present(12345.678, 'distance', 'metric'), 12345.68);
  assert.equal(present(12345.678, 'distance', 'imperial'), 7671.25);
  assert.equal(present(0.123456, 'fraction', 'metric'), 0.1235);
  assert.equal(roundTo(-0.5, 0), -0);
});

test('the unit header is read as clients write it', () => {
  assert.deepEqual([undefined, '', 'metric', 'imperial', 'IMPERIAL', 'nautical'].map(parseUnitSystem), [
    'metric',
    'metric',
    'metric',
    'imperial',
    'imperial',
    null,
  ]);
});
