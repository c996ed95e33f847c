// Pictures of cars: what is known looks like it, what is not is a small car, and nothing a maker writes breaks it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bodyOf, carBodies } from './car-bodies.ts';

test('models look like what they are', () => {
  const looks: readonly (readonly [model: string, body: string])[] = [
    ['Volt', 'hatch'],
    ['Model 3', 'sedan'],
    ['Model Y', 'suv'],
    ['320d', 'sedan'],
    ['320d Touring', 'wagon'],
    ['A4 Avant', 'wagon'],
    ['Q4 e-tron', 'suv'],
    ['e-tron GT', 'sedan'],
    ['EV6', 'suv'],
    ['Mustang Mach-E', 'suv'],
    ['F-150 Lightning', 'pickup'],
    ['E-Transit', 'van'],
    ['ID. Buzz', 'van'],
    ['ID.4', 'suv'],
    ['Leaf', 'hatch'],
    ['2008', 'suv'],
    ['500e', 'hatch'],
    ['1500', 'pickup'],
    ['Zoe', 'hatch'],
  ];
  for (const [model, body] of looks) assert.equal(bodyOf(model), body, model);
});

test('whatever a maker writes has a picture', () => {
  fc.assert(fc.property(fc.string(), model => carBodies.includes(bodyOf(model))));
});
