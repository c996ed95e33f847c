import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heldName, needsKeys, nothingSpared, readHeldName, sparedOf } from './held-items.ts';

test('what stays and what an earlier erasure left is told part by part', () => {
  const kept = ['reports', 'vehicles/a', 'connect/grt_1'];
  assert.deepEqual(sparedOf('vehicles', kept, ['vehicles/a', 'vehicles/b', 'vehicles/b', 'vehicles']), {
    kept: ['a'],
    left: ['b'],
  });
  assert.deepEqual(sparedOf('reports', kept, []), nothingSpared);
  assert.deepEqual(readHeldName(heldName('connect', 'grt_1')), { part: 'connect', item: 'grt_1' });
  assert.deepEqual(readHeldName(heldName('connect', undefined)), { part: 'connect', item: undefined });
});

test('a person’s keys go as soon as nothing that stays needs them', () => {
  const holder = (name: string, haveOwnKeys: boolean) => ({
    name,
    tables: [],
    export: async () => ({}),
    erase: async () => undefined,
    items: { list: async () => [], ...(haveOwnKeys && { haveOwnKeys: true as const }) },
  });
  const holders = [holder('vehicles', false), holder('reports', true)];
  assert.equal(needsKeys([], holders), false);
  assert.equal(needsKeys(['reports/rep_1'], holders), false);
  assert.equal(needsKeys(['reports'], holders), true, 'all of a part may hold anything');
  assert.equal(needsKeys(['reports/rep_1', 'vehicles/a'], holders), true);
  assert.equal(needsKeys(['gone/x'], holders), true, 'what nobody knows is kept');
});
