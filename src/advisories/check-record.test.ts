// A record's own rules: what an editor is told, and in which field.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type AdvisoryRecord, buildRecord, publishRecord } from './advisory-record.ts';
import { checkRecord } from './check-record.ts';
import { compareSemver, isSemver } from './semver.ts';

const product: AdvisoryRecord['products'][number] = {
  id: 'p1',
  vendor: 'Example Motors',
  name: 'Telematics Gateway',
  purl: 'pkg:npm/%40example/gateway',
  cpe: 'cpe:2.3:a:example:telematics_gateway:*:*:*:*:*:*:*:*',
  status: 'affected',
  justification: null,
  statement: '',
  versionScheme: 'semver',
  affected: [{ from: '1.0.0', until: { version: '1.4.2', inclusive: false } }],
  fixed: ['1.4.2'],
};

const record = buildRecord({
  at: '2026-11-01T10:00:00Z',
  trackingId: 'TTA-2026-0001',
  title: 'Gateway: one owner reads another owner’s trips',
  url: 'https://telltale.example/advisories/TTA-2026-0001',
  publisher: {
    name: 'Example Motors',
    namespace: 'https://telltale.example',
    category: 'vendor',
    contact: 'security@telltale.example',
  },
  summary: 'Trips can be read by anybody who is signed in.',
  cweIds: ['CWE-639'],
  cveId: 'CVE-2026-12345',
  cvss: [{ version: '3.1', vector: 'CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N', source: 'Example Motors' }],
  products: [product],
  references: [{ url: 'https://example.com/fix', summary: 'The fix', kind: 'fix' }],
  credits: [{ name: 'Ada', type: 'finder', url: null }],
  dates: {
    discovered: '2026-10-01T10:00:00Z',
    reported: '2026-10-02T10:00:00Z',
    published: null,
    updated: '2026-11-01T10:00:00Z',
  },
});

test('a well-formed draft and its publication have no faults', () => {
  assert.deepEqual(checkRecord(record), []);
  const first = publishRecord(record, '2026-11-20T08:00:00Z', 'final', 'First publication.');
  assert.deepEqual(checkRecord(first), []);
  const second = publishRecord(first, '2026-11-21T08:00:00Z', 'final', 'A second fixed version.');
  assert.deepEqual(checkRecord(second), []);
  assert.equal(second.revisions.length, 2);
  assert.equal(second.dates.published, '2026-11-20T08:00:00Z');
});

const wrong: readonly [string, Partial<AdvisoryRecord>][] = [
  ['trackingId', { trackingId: 'a b' }],
  ['title', { title: '' }],
  ['title', { title: 'two\nlines' }],
  ['url', { url: 'ftp://example.com' }],
  ['cveId', { cveId: 'CVE-26-1' }],
  ['ghsaId', { ghsaId: 'GHSA-aaaa-bbbb-cccc' }],
  ['cweIds.0', { cweIds: ['639'] }],
  ['cweIds.1', { cweIds: ['CWE-639', 'CWE-639'] }],
  ['cvss.0.vector', { cvss: [{ version: '3.1', vector: 'CVSS:3.1/AV:N', source: 'x' }] }],
  ['cvss.0.vector', { cvss: [{ ...record.cvss[0], version: '4.0' } as AdvisoryRecord['cvss'][number]] }],
  ['products.0.purl', { products: [{ ...product, purl: 'pkg:npm/gateway@1.0.0' }] }],
  ['products.0.cpe', { products: [{ ...product, cpe: 'cpe:/a:example:gateway' }] }],
  ['products.0.justification', { products: [{ ...product, justification: 'component_not_present' }] }],
  ['products.0.justification', { products: [{ ...product, status: 'not_affected', affected: [], fixed: [] }] }],
  ['products.0.fixed.0', { products: [{ ...product, fixed: ['1.4.1'] }] }],
  ['products.0.fixed.0', { products: [{ ...product, fixed: ['before 1.4.1'] }] }],
  [
    'products.0.affected.0',
    { products: [{ ...product, affected: [{ from: '2.0.0', until: { version: '1.4.2', inclusive: true } }] }] },
  ],
  ['products.1.name', { products: [product, { ...product, id: 'p2' }] }],
  ['references.0.url', { references: [{ url: 'javascript:alert(1)', summary: 'x', kind: 'other' }] }],
  ['credits.0.name', { credits: [{ name: ' ', type: 'finder', url: null }] }],
  ['timeline.0.at', { timeline: [{ at: '2026-10-01', text: 'Reported.' }] }],
  [
    'remediations.0.products',
    { remediations: [{ kind: 'mitigation', details: 'x', url: null, date: null, products: ['p9'] }] },
  ],
  ['revisions.0.number', { revisions: [{ number: 2, date: '2026-11-01T10:00:00Z', summary: 'x' }] }],
  ['dates.published', { status: 'final' }],
  ['dates.updated', { dates: { ...record.dates, updated: '2026-11-02T10:00:00Z' } }],
];
for (const [field, change] of wrong)
  test(`${field} is refused: ${JSON.stringify(change).slice(0, 90)}`, () => {
    const faults = checkRecord({ ...record, ...change });
    assert.ok(
      faults.some(fault => fault.field === field),
      JSON.stringify(faults),
    );
    for (const { sentence } of faults) assert.match(sentence, /^\S.*\.$/);
  });

test('semver: the order of semver.org §11, and any order is total', () => {
  const ordered = [
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.0.1',
    '1.2.0',
    '1.10.0',
    '2.0.0',
  ];
  for (const [i, a] of ordered.entries())
    for (const [j, b] of ordered.entries()) assert.equal(Math.sign(compareSemver(a, b)), Math.sign(i - j), `${a} ${b}`);
  for (const version of ['1', '1.2', '01.2.3', '1.2.3-', '1.2.3-01', 'v1.2.3', ''])
    assert.equal(isSemver(version), false);
  const part = fc.nat(30);
  const version = fc.tuple(part, part, part).map(parts => parts.join('.'));
  fc.assert(
    fc.property(
      version,
      version,
      (a, b) => Math.sign(compareSemver(a, b)) === -Math.sign(compareSemver(b, a)) || a === b,
    ),
  );
});
