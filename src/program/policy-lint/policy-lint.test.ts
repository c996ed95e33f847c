import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPolicy } from '../default-policy.ts';
import { defaultResponseTargets } from '../response-targets.ts';
import { type LintSubject, lintPolicy } from './policy-lint.ts';

const subject = (body: string, change: Partial<LintSubject['policyVersion']> = {}): LintSubject => ({
  policyVersion: {
    id: 'pol_1',
    number: 3,
    language: 'en',
    safeHarbor: 'full',
    body,
    sha256: '',
    issuedAt: new Date('2026-11-23T12:00:00Z'),
    issuedBy: 'per_1',
    ...change,
  },
  scopeVersion: { id: 'scp_1', number: 2, rules: [], effectiveFrom: new Date(0), issuedBy: 'per_1' },
  rules: [{ id: 'api', effect: 'allow', match: 'exact-host', identifier: 'api.example.com' }],
  responseTargets: defaultResponseTargets,
  product: { requiredFields: ['target', 'title'], takesAnonymous: true, contacts: ['mailto:psirt@example.com'] },
});

const missing = (of: LintSubject): string[] =>
  lintPolicy(of).flatMap(({ id, state }) => (state === 'missing' ? [id] : []));

test('the policy that an installation begins with lacks nothing', () => {
  assert.deepEqual(missing(subject(defaultPolicy('Example'))), []);
});

test('an empty policy lacks everything that only words can say', () => {
  const lacks = missing(subject('Be nice.'));
  for (const id of ['allowed-tests', 'anonymous', 'no-legal-action', 'no-gag', 'own-data', 'credit', 'coordinated'])
    assert.ok(lacks.includes(id), id);
  assert.ok(!lacks.includes('issuance-date'));
});

test('each must-not is found, with the sentence that says it', () => {
  const policy = defaultPolicy('Example');
  const wrong: readonly [id: string, sentence: string][] = [
    ['no-vetting', 'Reports are taken from citizens of Germany only.'],
    ['no-vetting', 'You must be registered to report.'],
    ['no-gag', 'You may not publish anything about what you found.'],
    ['no-gag', 'Do not disclose your findings to anyone without our prior written consent.'],
  ];
  for (const [id, sentence] of wrong) {
    const finding = lintPolicy(subject(`${policy}\n\n${sentence}\n`)).find(one => one.id === id);
    assert.equal(finding?.state, 'missing', sentence);
    assert.ok(finding?.detail.includes(sentence), finding?.detail);
  }
});

test('taking a clause out is noticed', () => {
  const policy = defaultPolicy('Example');
  const cuts: readonly [id: string, what: RegExp][] = [
    ['circumvention', /circumventing technical protection/],
    ['terms-of-use', /terms of use/],
    ['credit', /credit/],
    ['no-gag', /90 days/],
    ['anonymous', /whether or not you tell us your name|anonymous/g],
  ];
  for (const [id, what] of cuts) assert.ok(missing(subject(policy.replace(what, '…'))).includes(id), id);
});

test('safe harbor needs a level and a section', () => {
  const policy = defaultPolicy('Example');
  assert.ok(missing(subject(policy, { safeHarbor: 'none' })).includes('no-legal-action'));
  assert.ok(missing(subject(policy.replace('## Safe harbor', '## Law'))).includes('no-legal-action'));
});

test('facts of the product count, not words: contacts, scope, and what the form demands', () => {
  const base = subject(defaultPolicy('Example'));
  assert.deepEqual(missing({ ...base, rules: [] }), ['scope']);
  assert.deepEqual(missing({ ...base, product: { ...base.product, contacts: [] } }), ['how-to-submit']);
  assert.deepEqual(missing({ ...base, product: { ...base.product, requiredFields: ['title', 'email'] } }), [
    'no-personal-data',
  ]);
  assert.deepEqual(missing({ ...base, product: { ...base.product, takesAnonymous: false } }), ['anonymous']);
});

test('in another language the words are left to a person, never called missing', () => {
  const findings = lintPolicy(subject('Seid nett.', { language: 'de' }));
  assert.equal(findings.find(({ id }) => id === 'credit')?.state, 'unsure');
  assert.equal(findings.find(({ id }) => id === 'scope')?.state, 'met');
});
