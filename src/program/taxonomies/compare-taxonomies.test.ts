import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Taxonomy } from '../taxonomy.ts';
import { compareTaxonomies, findKind } from './compare-taxonomies.ts';

const kind = (id: string) => ({ id, name: id.toUpperCase(), type: 'category', priority: 3 }) as const;
const release = (version: string, ids: readonly string[], deprecated: Taxonomy['deprecated'] = {}): Taxonomy => ({
  version,
  releasedAt: '2026-01-01T00:00:00Z',
  content: ids.map(kind),
  deprecated,
});

const present = release('1', ['a', 'b', 'c']);
const other = release('2', ['a', 'd', 'e'], { b: { 2: 'd' } });

test('each kind is kept, led elsewhere, or lost; new ones are counted', () => {
  assert.deepEqual(compareTaxonomies(present, other), {
    kept: 1,
    moved: [{ from: 'B', to: 'D' }],
    lost: ['C'],
    added: 2,
  });
  assert.deepEqual(compareTaxonomies(present, present), { kept: 3, moved: [], lost: [], added: 0 });
});

test('a kind is named by the taxonomy in force, else by the one it came from', () => {
  const program = { taxonomy: other, usedTaxonomies: [present, other] };
  assert.equal(findKind(program, 'b', '1')?.id, 'd');
  assert.equal(findKind(program, 'c', '1')?.node.name, 'C');
  assert.equal(findKind(program, 'c', '9'), null);
  assert.equal(findKind(program, 'c', null), null);
});
