import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  findNode,
  listLeaves,
  nameInWords,
  priorityOf,
  type Taxonomy,
  typicalVector,
  weaknessesOf,
} from './taxonomy.ts';

const sample: Taxonomy = {
  version: '2.10',
  releasedAt: '2026-01-01T00:00:00Z',
  content: [
    {
      id: 'a',
      name: 'A',
      type: 'category',
      priority: null,
      children: [
        {
          id: 'b',
          name: 'B',
          type: 'subcategory',
          priority: 3,
          children: [
            { id: 'c', name: 'C', type: 'variant', priority: 1 },
            { id: 'd', name: 'D', type: 'variant', priority: null },
          ],
        },
      ],
    },
    { id: 'z', name: 'Z', type: 'category', priority: 5 },
  ],
  deprecated: {
    'old.one': { '1.9': 'z', '1.10': 'a.b.c' },
    'old.two': { '1.0': 'old.one' },
    'old.loop': { '1.0': 'old.pool' },
    'old.pool': { '1.0': 'old.loop' },
    'old.dead': { '1.0': 'gone.away' },
    'old.misc': { '1.0': 'other' },
    gone: { '1.0': 'z' },
  },
  cwe: {
    fallback: ['CWE-1'],
    content: [
      {
        id: 'a',
        value: ['CWE-10'],
        children: [{ id: 'b', value: ['CWE-20', 'CWE-10'], children: [{ id: 'c', value: ['CWE-30'] }] }],
      },
    ],
  },
  cvss31: {
    fallback: 'none',
    content: [{ id: 'a', value: 'va', children: [{ id: 'b', children: [{ id: 'c', value: 'vc' }] }] }],
  },
};

const find = (id: string) => {
  const found = findNode(sample, id);
  return found === null ? null : [found.id, found.how];
};
const must = (id: string) => {
  const found = findNode(sample, id);
  assert.ok(found);
  return found;
};

test('an id is found as it is, through its successors, or through its ancestors', () => {
  assert.deepEqual(find('a.b.c'), ['a.b.c', 'exact']);
  assert.deepEqual(find('a'), ['a', 'exact']);
  assert.deepEqual(find('old.one'), ['a.b.c', 'deprecated'], 'the highest version wins, 1.10 over 1.9');
  assert.deepEqual(find('old.two'), ['a.b.c', 'deprecated'], 'a successor may be deprecated itself');
  assert.deepEqual(find('old.misc'), ['other', 'deprecated']);
  assert.deepEqual(find('a.b.unknown'), ['a.b', 'ancestor']);
  assert.deepEqual(find('a.unknown.c'), ['a', 'ancestor']);
  assert.deepEqual(find('gone.child'), ['z', 'ancestor'], 'an ancestor may be deprecated');
  assert.deepEqual(find('other'), ['other', 'exact']);
});

test('what leads nowhere is not found, circles included', () => {
  for (const id of [
    'unknown',
    'old.loop',
    'old.dead',
    '',
    '.',
    'a.',
    'a..b',
    'A',
    'a.b.c.d',
    '__proto__',
    'constructor',
  ]) {
    assert.equal(findNode(sample, id), null, id);
  }
  fc.assert(fc.property(fc.string(), id => findNode(sample, id) === null || /^[a-z_.]+$/.test(id)));
});

test('the answer is cut at the level asked for', () => {
  assert.equal(findNode(sample, 'a.b.c', 'category')?.id, 'a');
  assert.equal(findNode(sample, 'a.b.c', 'subcategory')?.id, 'a.b');
  assert.equal(findNode(sample, 'old.one', 'subcategory')?.id, 'a.b');
});

test('the most specific value wins, lists are united child first, else the fallback', () => {
  assert.equal(priorityOf(must('a.b.c')), 1);
  assert.equal(priorityOf(must('a.b.d')), 3);
  assert.equal(priorityOf(must('a')), null);
  assert.deepEqual(weaknessesOf(sample, must('a.b.c')), ['CWE-30', 'CWE-20', 'CWE-10']);
  assert.deepEqual(weaknessesOf(sample, must('a.b.d')), ['CWE-20', 'CWE-10']);
  assert.deepEqual(weaknessesOf(sample, must('z')), ['CWE-1']);
  assert.deepEqual(
    ['a.b.c', 'a.b.d', 'z'].map(id => typicalVector(sample, must(id))),
    ['vc', 'va', 'none'],
  );
  const { cwe: _cwe, cvss31: _cvss, ...bare } = sample;
  assert.deepEqual(weaknessesOf(bare, must('a')), []);
  assert.equal(typicalVector(bare, must('a')), null);
});

test('leaves come in order with their path', () => {
  assert.deepEqual(
    listLeaves(sample).map(leaf => leaf.id),
    ['a.b.c', 'a.b.d', 'z'],
  );
  assert.equal(nameInWords(must('a.b.c')), 'A › B › C');
});
