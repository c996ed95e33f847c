import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findOwnEndpoint } from './own-endpoint.ts';
import { type LintedReport, type LintId, lintReport, lintScore } from './report-lint.ts';

const bare: LintedReport = {
  target: 'Vehicle API',
  location: '',
  description: 'It is broken.',
  steps: '',
  impact: '',
  claims: [],
  files: 0,
  scopeVerdict: 'in',
  scopeReason: 'Vehicle API is one of the program’s targets.',
  endpoint: 'foreign',
  cvssVector: null,
};

const stateOf = (report: Partial<LintedReport>, id: LintId) =>
  lintReport({ ...bare, ...report }).find(check => check.id === id)?.state;

test('of a bare report everything that applies is missing, each with what to add', () => {
  const checks = lintReport(bare);
  assert.deepEqual(
    checks.map(({ id, state }) => [id, state]),
    [
      ['target', 'missing'],
      ['endpoint', 'unneeded'],
      ['version', 'missing'],
      ['steps', 'missing'],
      ['response', 'missing'],
      ['evidence', 'missing'],
      ['account', 'missing'],
    ],
  );
  assert.deepEqual(lintScore(checks), { met: 0, of: 6 });
  assert.ok(checks.every(({ sentence }) => sentence.length > 10));
});

test('a report with claims that can be repeated meets every check', () => {
  const claim = {
    precondition: 'An ordinary account and a second account',
    action: 'Ask for the trips of the other owner’s car',
    effect: 'They come back',
    asset: 'GET /v2.0/vehicles/{id}/trips',
    evidence: [{ kind: 'exchange', request: 'GET / HTTP/1.1', response: 'HTTP/1.1 200 OK' }],
  } as const;
  const checks = lintReport({
    ...bare,
    location: 'https://api.example.com',
    steps: '1. Sign in, seen on 2026-11-20\n2. Ask',
    claims: [claim],
    endpoint: 'known',
  });
  assert.deepEqual(lintScore(checks), { met: 7, of: 7 });
});

test('each check looks at what it says', () => {
  for (const text of ['App 3.2.1', 'version 12', 'Safari 17', 'commit 0a1b2c3', 'on 2026-11-20', '3 November 2026'])
    assert.equal(stateOf({ description: text }, 'version'), 'there', text);
  assert.equal(stateOf({ description: 'at 10.0.0.1 of 5 cars' }, 'version'), 'there');
  assert.equal(stateOf({ description: 'about 5 cars' }, 'version'), 'missing');
  assert.equal(stateOf({ description: '1. this\n2. that' }, 'steps'), 'there');
  assert.equal(stateOf({ location: 'https://x.example', scopeVerdict: 'out' }, 'target'), 'missing');
  assert.equal(stateOf({ description: 'HTTP/2 200 with all trips' }, 'response'), 'there');
  assert.equal(stateOf({ files: 1 }, 'evidence'), 'there');
  const claim = { precondition: 'No account', action: 'a', effect: 'b', asset: 'c', evidence: [] };
  assert.equal(stateOf({ claims: [claim], files: 3 }, 'evidence'), 'missing');
  assert.equal(stateOf({ claims: [claim] }, 'account'), 'unneeded');
  assert.equal(stateOf({ cvssVector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N' }, 'account'), 'unneeded');
  assert.equal(stateOf({ cvssVector: 'CVSS:3.1/AV:N/AC:L/PR:L/UI:N' }, 'account'), 'missing');
});

test('no text makes it throw, and the same report always gives the same answer', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (description, steps) => {
      const report = { ...bare, description, steps };
      assert.deepEqual(lintReport(report), lintReport(report));
    }),
  );
});

test('an address of this server is known by its API documents and pages, others are not judged', () => {
  const origin = 'https://cars.example:8443';
  assert.equal(findOwnEndpoint(`${origin}/v2.0/vehicles/{id}/odometer`, origin), 'known');
  assert.equal(findOwnEndpoint(`${origin}/v2.0/vehicles/36ab/odometer?x=1`, origin), 'known');
  assert.equal(findOwnEndpoint('cars.example:8443/report', origin), 'known');
  assert.equal(findOwnEndpoint(`${origin}/.well-known/security.txt`, origin), 'known');
  assert.equal(findOwnEndpoint(`${origin}/v2.0/vehicles/36ab/trips`, origin), 'unknown');
  assert.equal(findOwnEndpoint(`${origin}/%E0%A4%A`, origin), 'unknown');
  assert.equal(findOwnEndpoint('https://elsewhere.example/v2.0/user', origin), 'foreign');
  assert.equal(findOwnEndpoint('the second screen', origin), 'foreign');
});
