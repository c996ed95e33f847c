import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proposePriority } from './severity.ts';
import type { Taxonomy } from './taxonomy.ts';

const critical = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
const taxonomy: Taxonomy = {
  version: '1',
  releasedAt: '',
  deprecated: { old: { '1': 'fixed' } },
  content: [
    { id: 'fixed', name: 'Fixed', type: 'category', priority: 3 },
    { id: 'varies', name: 'Varies', type: 'category', priority: null },
    { id: 'unknown', name: 'Unknown', type: 'category', priority: null },
  ],
  cvss31: { fallback: null, content: [{ id: 'varies', value: critical }] },
};
const propose = (taxonomyId: string | null, cvssVector?: string) =>
  proposePriority({ taxonomy, taxonomyId, ...(cvssVector === undefined ? {} : { cvssVector }) });

test('the kind alone, the vector alone', () => {
  assert.deepEqual(propose('fixed'), { priority: 3, reasons: ['“Fixed” is usually P3.'] });
  assert.deepEqual(propose('old').priority, 3);
  assert.deepEqual(propose(null, critical), {
    priority: 1,
    reasons: ['CVSS 3.1 gives 9.8 (critical), which suggests P1.'],
  });
});

test('where the two differ the worse one is proposed, first, and the difference said', () => {
  assert.deepEqual(propose('fixed', critical), {
    priority: 1,
    reasons: [
      'CVSS 3.1 gives 9.8 (critical), which suggests P1.',
      '“Fixed” is usually P3.',
      'The two differ; the worse one, P1, is proposed.',
    ],
  });
  const low = propose('fixed', 'CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N');
  assert.deepEqual([low.priority, low.reasons[0], low.reasons.length], [3, '“Fixed” is usually P3.', 3]);
  assert.equal(
    propose('fixed', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N').reasons.length,
    2,
    'agreed: nothing to add',
  );
});

test('a kind that varies goes by its typical vector, unless one was given', () => {
  assert.equal(propose('varies').priority, 1);
  assert.match(propose('varies').reasons[0] ?? '', /typical case scores 9\.8/);
  assert.equal(propose('varies', 'CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N').priority, 4);
});

test('with nothing to go by there is no proposal, and it says so', () => {
  for (const proposal of [propose(null), propose('unknown'), propose('nowhere'), propose(null, 'CVSS:3.1/AV:N')]) {
    assert.equal(proposal.priority, null);
    assert.match(proposal.reasons.at(-1) ?? '', /nothing yet/);
  }
  assert.match(propose('fixed', 'CVSS:3.1/AV:N').reasons[1] ?? '', /doesn’t count: Missing/);
});
