import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scoreVector } from '../cvss.ts';
import {
  findNode,
  fullIdPattern,
  listLeaves,
  priorityOf,
  type TaxonomyNode,
  typicalVector,
  weaknessesOf,
} from '../taxonomy.ts';
import { builtinDomains, builtinTaxonomy } from './taxonomy.ts';

const leaves = listLeaves(builtinTaxonomy);

test('it is complete: every domain has its share', () => {
  assert.ok(builtinTaxonomy.content.length >= 25, `${builtinTaxonomy.content.length} categories`);
  assert.ok(leaves.length >= 150, `${leaves.length} leaves`);
  for (const { name, categories } of builtinDomains) {
    const share = leaves.filter(leaf => categories.some(category => leaf.id.startsWith(`${category}.`)));
    assert.ok(share.length >= 20, `${name} has ${share.length}`);
  }
  assert.equal(builtinDomains.flatMap(domain => domain.categories).length, builtinTaxonomy.content.length);
});

test('ids are well formed, single among their siblings, and lead back to their node', () => {
  const check = (nodes: readonly TaxonomyNode[]): void => {
    assert.equal(new Set(nodes.map(node => node.id)).size, nodes.length);
    assert.equal(new Set(nodes.map(node => node.name)).size, nodes.length);
    for (const node of nodes) {
      assert.match(node.id, /^[a-z_]+$/);
      if (node.children !== undefined) {
        assert.ok(node.children.length > 1, `${node.id} has a single child`);
        check(node.children);
      }
    }
  };
  check(builtinTaxonomy.content);
  for (const leaf of leaves) {
    assert.match(leaf.id, fullIdPattern);
    assert.equal(findNode(builtinTaxonomy, leaf.id)?.node, leaf.node);
  }
});

test('every leaf has weaknesses, and a typical vector whose score fits its priority', () => {
  const misfits: string[] = [];
  for (const leaf of leaves) {
    const weaknesses = weaknessesOf(builtinTaxonomy, leaf);
    assert.ok(weaknesses.length > 0);
    for (const weakness of weaknesses) assert.match(weakness, /^CWE-[1-9]\d{0,3}$/);
    const scored = scoreVector(typicalVector(builtinTaxonomy, leaf) ?? '');
    assert.ok(scored.ok, `${leaf.id}: ${scored.ok ? '' : scored.reason}`);
    const fromScore = { critical: 1, high: 2, medium: 3, low: 4, none: 5 }[scored.severity];
    const priority = priorityOf(leaf) ?? 0;
    if (Math.abs(fromScore - priority) > 1) misfits.push(`${leaf.id} P${priority} ${scored.score}`);
  }
  assert.deepEqual(misfits, []);
});

test('all five priorities are used, the worst sparingly', () => {
  const count = (priority: number) => leaves.filter(leaf => priorityOf(leaf) === priority).length;
  for (const priority of [1, 2, 3, 4, 5]) assert.ok(count(priority) >= 15, `P${priority}: ${count(priority)}`);
  assert.ok(count(1) < leaves.length / 4);
});
