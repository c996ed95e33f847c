import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accepts } from './encoding.ts';

test('an encoding is taken only by whoever names it, and not with a weight of 0', () => {
  const gzip = (said?: string) => accepts({ headers: said === undefined ? {} : { 'accept-encoding': said } }, 'gzip');
  assert.deepEqual(['gzip', 'br, GZIP;q=0.5', 'gzip;q=1.0, identity'].map(gzip), [true, true, true]);
  assert.deepEqual([undefined, '', 'br', 'x-gzip', 'gzip;q=0', 'gzip; q=0.00, br'].map(gzip), Array(6).fill(false));
});
