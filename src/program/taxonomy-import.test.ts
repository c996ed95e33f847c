import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findNode, typicalVector, weaknessesOf } from './taxonomy.ts';
import { importTaxonomy } from './taxonomy-import.ts';

const node = { id: 'a', name: 'A', type: 'category', priority: 1 };
const release = (...content: unknown[]) => ({ metadata: { release_date: '2026-03-09T00:00:00+00:00' }, content });

test('a release with its mapping files is taken over', () => {
  const read = importTaxonomy({
    version: '1.14.1',
    taxonomy: release({ ...node, priority: null, children: [{ ...node, id: 'b', type: 'subcategory', extra: 1 }] }),
    deprecated: { 'x.y': { '1.1': 'a.b' } },
    cwe: { metadata: { default: null }, content: [{ id: 'a', cwe: ['CWE-16'], children: [{ id: 'b', cwe: null }] }] },
    cvss31: { metadata: { default: 'AV:N' }, content: [{ id: 'a', cvss_v3: 'AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }] },
  });
  assert.ok(read.ok);
  const found = findNode(read.taxonomy, 'x.y');
  assert.ok(found);
  assert.equal(found.id, 'a.b');
  assert.deepEqual(weaknessesOf(read.taxonomy, found), ['CWE-16']);
  assert.equal(typicalVector(read.taxonomy, found), 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H');
  assert.equal('extra' in found.node, false);
});

test('mapping files may be missing', () => {
  const read = importTaxonomy({ version: '1.0', taxonomy: release(node) });
  assert.ok(read.ok);
  assert.deepEqual(read.taxonomy.deprecated, {});
});

test('the first fault is named with its place', () => {
  const deep = { ...node, children: [{ ...node, children: [{ ...node, children: [node] }] }] };
  const faults: Array<[Parameters<typeof importTaxonomy>[0], string]> = [
    [{ version: 'new', taxonomy: release() }, 'version'],
    [{ version: '1', taxonomy: null }, 'taxonomy'],
    [{ version: '1', taxonomy: { metadata: {}, content: [] } }, 'metadata.release_date'],
    [{ version: '1', taxonomy: { ...release(), content: {} } }, 'content'],
    [{ version: '1', taxonomy: release({ ...node, id: 'A' }) }, 'content[0].id'],
    [{ version: '1', taxonomy: release({ ...node, id: 'a.b' }) }, 'content[0].id'],
    [{ version: '1', taxonomy: release({ ...node, name: ' ' }) }, 'content[0].name'],
    [{ version: '1', taxonomy: release({ ...node, type: 'group' }) }, 'content[0].type'],
    [{ version: '1', taxonomy: release({ ...node, priority: 6 }) }, 'content[0].priority'],
    [{ version: '1', taxonomy: release({ ...node, priority: '1' }) }, 'content[0].priority'],
    [{ version: '1', taxonomy: release(node, node) }, 'content'],
    [{ version: '1', taxonomy: release(deep) }, 'content[0].children[0].children[0].children[0]'],
    [{ version: '1', taxonomy: release(node), deprecated: { x: { 1: 'A B' } } }, 'deprecated.x.1'],
    [{ version: '1', taxonomy: release(node), cwe: { content: [{ id: 'a', cwe: ['79'] }] } }, 'cwe.content[0].cwe'],
    [
      { version: '1', taxonomy: release(node), cvss31: { content: [{ id: 'a', cvss_v3: 7 }] } },
      'cvss_v3.content[0].cvss_v3',
    ],
  ];
  for (const [files, at] of faults) {
    const read = importTaxonomy(files);
    assert.equal(read.ok ? 'taken over' : read.at, at);
    assert.ok(read.ok || /^[“A-Z].*\.$/u.test(read.reason));
  }
});
