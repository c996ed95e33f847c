// One record, six artefacts: each is valid by its format, and all of them say the same of what they have room for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { publishedRecords } from '../../../test/support/advisory-records.ts';
import { PageTime } from '../../web/page-time.ts';
import type { AdvisoryRecord } from '../advisory-record.ts';
import { checkRecord } from '../check-record.ts';
import { AdvisoryBody } from './advisory-body.tsx';
import { ghsaSchema, openVexSchema, osvSchema } from './artefact-schemas.ts';
import { makeCsaf20, makeCsaf21 } from './csaf.ts';
import { csafFileName } from './csaf-file-name.ts';
import type { CsafFinding } from './csaf-worker.ts';
import { makeCnaContainer, makeCveRecord } from './cve-record.ts';
import { cnaContainerSchema, cveRecordSchema } from './cve-schema.ts';
import { examineCsaf } from './examine-csaf.ts';
import { makeGhsa } from './ghsa.ts';
import { makeOpenVex } from './openvex.ts';
import { makeOsv } from './osv.ts';
import { packageNameOf } from './package-ecosystem.ts';
import { checkComplete, schemaFaults, validateForPublication } from './validate-for-publication.ts';

const assigner = { orgId: '9cbfeea8-dd68-4b1a-9d3b-3a1fa2a6fd0c', shortName: 'example' };

// The test reads artefacts as strangers do: as JSON of unknown shape.
// biome-ignore lint/suspicious/noExplicitAny: what an artefact holds is what is being tested
type Loose = any;
const reread = (value: unknown): Loose => JSON.parse(JSON.stringify(value));
const sorted = (values: readonly unknown[]): unknown[] =>
  values
    .map(value => JSON.stringify(value))
    .toSorted()
    .map(value => JSON.parse(value));
const same = (actual: readonly unknown[], expected: readonly unknown[], what: string): void =>
  assert.deepEqual(sorted(actual), sorted(expected), what);

function artefactsOf(record: AdvisoryRecord) {
  return {
    csaf20: reread(makeCsaf20(record)),
    csaf21: reread(makeCsaf21(record)),
    cve: reread(
      record.cveId === null ? { containers: { cna: makeCnaContainer(record) } } : makeCveRecord(record, assigner),
    ),
    osv: reread(makeOsv(record)),
    vex: reread(makeOpenVex(record)),
    ghsa: reread(makeGhsa(record)),
    html: renderToString(
      h(
        PageTime.Provider,
        { value: { now: new Date('2026-11-26T00:00:00Z'), timeZone: 'UTC' } },
        h(AdvisoryBody, { record }),
      ),
    ),
  };
}

/** Product, version and status as the record has them: `Vendor Name|>=1.0.0,<1.3.0|affected`. */
function expectedClaims(record: AdvisoryRecord): string[] {
  return record.products.flatMap(({ vendor, name, status, affected, fixed }) => {
    const whole = affected.length === 0 && fixed.length === 0;
    if (whole) return [`${vendor} ${name}|*|${status}`];
    const open = status === 'under_investigation' ? status : 'affected';
    return [
      ...affected.map(({ from, until }) => {
        const end = until === null ? '' : `${until.inclusive ? '<=' : '<'}${until.version}`;
        const single = from !== null && until?.inclusive && until.version === from;
        const range = single
          ? `=${from}`
          : [from === null ? '' : `>=${from}`, end].filter(part => part !== '').join(',') || '*';
        return `${vendor} ${name}|${range}|${open}`;
      }),
      ...fixed.map(version => `${vendor} ${name}|=${version}|fixed`),
    ];
  });
}

function claimsOfCsaf({ product_tree, vulnerabilities: [vulnerability] }: Loose): string[] {
  const statusOf = new Map<string, string>();
  const names: Record<string, string> = { known_affected: 'affected', known_not_affected: 'not_affected' };
  for (const [name, ids] of Object.entries<string[]>(vulnerability.product_status))
    for (const id of ids) statusOf.set(id, names[name] ?? name);
  const found: string[] = [];
  for (const vendor of product_tree.branches)
    for (const product of vendor.branches)
      for (const branch of product.branches ?? [product]) {
        const range =
          branch.category === 'product_name'
            ? '*'
            : branch.category === 'product_version'
              ? `=${branch.name}`
              : decodeURIComponent(branch.name.replace(/^vers:\w+\//, '')).replaceAll('|', ',');
        found.push(`${vendor.name} ${product.name}|${range}|${statusOf.get(branch.product.product_id)}`);
      }
  return found;
}

function claimsOfCve({ containers }: Loose): string[] {
  return containers.cna.affected.flatMap(({ vendor, product, versions = [], defaultStatus }: Loose) => [
    ...(defaultStatus === 'unaffected' && versions.length > 0 ? [] : [`${vendor} ${product}|*|${defaultStatus}`]),
    ...versions.map(({ version, status, lessThan, lessThanOrEqual }: Loose) => {
      const end =
        lessThan === '*' ? '' : lessThan ? `<${lessThan}` : lessThanOrEqual ? `<=${lessThanOrEqual}` : undefined;
      const range =
        end === undefined
          ? `=${version}`
          : [version === '0' ? '' : `>=${version}`, end].filter(part => part !== '').join(',');
      return `${vendor} ${product}|${range}|${status}`;
    }),
  ]);
}

/** CVE has three statuses where VEX has four. */
const cveStatus: Record<string, string> = {
  affected: 'affected',
  not_affected: 'unaffected',
  fixed: 'unaffected',
  under_investigation: 'unknown',
};

function agree(record: AdvisoryRecord): void {
  const made = artefactsOf(record);
  const { csaf20, csaf21, cve, osv, vex, ghsa, html } = made;
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const shows = (text: string): void => assert.ok(html.includes(escaped(text)), `HTML lacks ${text}`);
  const [v20] = csaf20.vulnerabilities;
  const [v21] = csaf21.vulnerabilities;
  const { cna } = cve.containers;

  // Ids.
  const { trackingId, cveId, ghsaId } = record;
  for (const csaf of [csaf20, csaf21]) {
    assert.equal(csaf.document.tracking.id, trackingId);
    assert.equal(csaf.vulnerabilities[0].cve ?? null, cveId);
    assert.deepEqual(csaf.document.tracking.aliases ?? [], ghsaId === null ? [] : [ghsaId]);
  }
  if (cveId !== null) assert.equal(cve.cveMetadata.cveId, cveId);
  assert.equal(cna.source.advisory, trackingId);
  const others = [cveId, ghsaId].filter(id => id !== null);
  assert.equal(osv.id, trackingId);
  same(osv.aliases, others, 'OSV aliases');
  for (const { vulnerability } of vex.statements)
    same([vulnerability.name, ...(vulnerability.aliases ?? [])], [trackingId, ...others], 'VEX ids');
  assert.equal(ghsa.cve_id, cveId);
  assert.ok(ghsa.description.includes(trackingId));
  for (const id of [trackingId, ...others]) shows(id);

  // Scores: CSAF 2.0 and GitHub have one field; what does not fit is in their text.
  const vectors = record.cvss.map(({ vector }) => vector);
  same(
    osv.severity.map(({ score }: Loose) => score),
    vectors,
    'OSV',
  );
  const isScored = csaf21.vulnerabilities[0].metrics !== undefined;
  if (isScored) {
    const noted = csaf20.document.notes
      .filter(({ title }: Loose) => title.startsWith('CVSS 4.0'))
      .map(({ text }: Loose) => text);
    same([...(v20.scores ?? []).map(({ cvss_v3 }: Loose) => cvss_v3.vectorString), ...noted], vectors, 'CSAF 2.0');
    same(
      v21.metrics.map(({ content }: Loose) => (content.cvss_v3 ?? content.cvss_v4).vectorString),
      vectors,
      'CSAF 2.1',
    );
  }
  const cveScores = cna.metrics.map((metric: Loose) => metric.cvssV3_1 ?? metric.cvssV4_0);
  same(
    cveScores.map(({ vectorString }: Loose) => vectorString),
    vectors,
    'CVE',
  );
  for (const { baseScore, vectorString } of cveScores) {
    const inCsaf = (v21.metrics ?? [])
      .map(({ content }: Loose) => content.cvss_v3 ?? content.cvss_v4)
      .find((cvss: Loose) => cvss.vectorString === vectorString);
    if (inCsaf) assert.equal(inCsaf.baseScore, baseScore);
    shows(`${baseScore.toFixed(1)} `);
  }
  assert.ok(vectors.includes(ghsa.cvss_vector_string));
  for (const vector of vectors) {
    assert.ok(ghsa.description.includes(vector));
    assert.ok(html.replaceAll('<wbr/>', '').includes(vector));
  }

  // Weaknesses.
  const furtherCwes =
    csaf20.document.notes.find(({ title }: Loose) => title === 'Further weaknesses')?.text.split(', ') ?? [];
  same([v20.cwe.id, ...furtherCwes], record.cweIds, 'CSAF 2.0');
  same(
    v21.cwes.map(({ id }: Loose) => id),
    record.cweIds,
    'CSAF 2.1',
  );
  same(
    cna.problemTypes.map(({ descriptions }: Loose) => descriptions[0].cweId),
    record.cweIds,
    'CVE',
  );
  same(osv.database_specific.cwe_ids, record.cweIds, 'OSV');
  same(ghsa.cwe_ids, record.cweIds, 'GHSA');
  for (const id of record.cweIds) shows(id);

  // Products, versions and their status.
  const claims = expectedClaims(record);
  same(claimsOfCsaf(csaf20), claims, 'CSAF 2.0');
  same(claimsOfCsaf(csaf21), claims, 'CSAF 2.1');
  const ofCve = claims.map(claim => claim.replace(/[^|]+$/, status => cveStatus[status] ?? ''));
  same(claimsOfCve(cve), ofCve, 'CVE');
  same(
    vex.statements.map(({ status }: Loose) => status),
    claims.map(claim => claim.split('|')[2]),
    'VEX',
  );
  assert.equal(osv.database_specific.products.length, claims.length);
  for (const { products, status, status_notes } of vex.statements) {
    const id: string = decodeURIComponent(products[0]['@id']);
    const version = /@([^@/]+)$/.exec(id)?.[1];
    if (id.startsWith('pkg:') && version !== undefined) assert.ok(status_notes.endsWith(`: ${version}.`), id);
    if (status === 'fixed' && id.startsWith('pkg:'))
      assert.ok(
        claims.some(claim => claim.endsWith(`|=${version}|fixed`) || claim.endsWith('|*|fixed')),
        id,
      );
  }
  const packages = record.products.filter(
    ({ purl, affected, status }) => packageNameOf(purl) && affected.length > 0 && status === 'affected',
  );
  assert.equal(osv.affected.length, packages.length);
  for (const [index, { affected, purl, fixed }] of packages.entries()) {
    const ranges = osv.affected[index].ranges.map(({ events }: Loose) => {
      const { introduced, fixed: until, last_affected } = Object.assign({}, ...events);
      return {
        from: introduced === '0' ? null : introduced,
        until: until
          ? { version: until, inclusive: false }
          : last_affected
            ? { version: last_affected, inclusive: true }
            : null,
      };
    });
    assert.deepEqual(ranges, affected);
    const name = packageNameOf(purl);
    const drafted = ghsa.vulnerabilities.filter(
      (entry: Loose) => entry.package.ecosystem === name?.github && entry.patched_versions === fixed.join(', '),
    );
    assert.ok(drafted.length >= affected.length);
  }
  for (const { name, vendor } of record.products) shows(`${vendor} ${name}`);

  // Credits.
  const credits = record.credits.map(({ name, type }) => [name, type]);
  for (const vulnerability of [v20, v21])
    same(
      (vulnerability.acknowledgments ?? []).map(({ names, summary }: Loose) => [names[0], summary]),
      credits,
      'CSAF',
    );
  same(
    (cna.credits ?? []).map(({ value, type }: Loose) => [value, type]),
    credits,
    'CVE',
  );
  same(
    osv.credits.map(({ name, type }: Loose) => [name, type.toLowerCase().replaceAll('_', ' ')]),
    credits,
    'OSV',
  );
  for (const [name, type] of credits) {
    assert.ok(ghsa.description.includes(`${name} (${type})`));
    shows(name ?? '');
  }

  // Dates and revision.
  const { published, updated, discovered } = record.dates;
  for (const { document } of [csaf20, csaf21]) {
    assert.equal(document.tracking.initial_release_date, published);
    assert.equal(document.tracking.current_release_date, updated);
    assert.equal(document.tracking.version, String(record.revisions.length));
  }
  assert.equal(v20.release_date, published);
  assert.equal(v21.disclosure_date, published);
  for (const vulnerability of [v20, v21]) assert.equal(vulnerability.discovery_date ?? null, discovered);
  assert.equal(cna.datePublic, published);
  if (cveId !== null)
    assert.deepEqual([cve.cveMetadata.datePublished, cve.cveMetadata.dateUpdated], [published, updated]);
  assert.deepEqual([osv.published, osv.modified], [published, updated]);
  assert.deepEqual([vex.timestamp, vex.last_updated, vex.version], [published, updated, record.revisions.length]);
  assert.ok(
    ghsa.description.includes(`${published} Published.`) && ghsa.description.includes(`${updated} Last change.`),
  );
  shows(new Date(updated).toISOString());
}

test('the six artefacts of any record agree on ids, scores, weaknesses, versions, credits and dates', () => {
  fc.assert(fc.property(publishedRecords, agree), { numRuns: 200 });
});

test('every artefact of any record is valid by its schema', () => {
  fc.assert(
    fc.property(publishedRecords, record => {
      assert.deepEqual([...checkRecord(record), ...checkComplete(record)], []);
      const { cve, osv, vex, ghsa } = artefactsOf(record);
      assert.deepEqual(schemaFaults(osvSchema, osv), []);
      assert.deepEqual(schemaFaults(openVexSchema, vex), []);
      assert.deepEqual(schemaFaults(ghsaSchema, ghsa), []);
      if (record.cveId === null) assert.deepEqual(schemaFaults(cnaContainerSchema, cve.containers.cna), []);
      else assert.deepEqual(schemaFaults(cveRecordSchema, cve), []);
    }),
    { numRuns: 200 },
  );
});

test('products of two vendors under one name tell the same fix once', () => {
  const record = fc
    .sample(publishedRecords, { seed: 1, numRuns: 200 })
    .find(({ products }) => products[0]?.fixed.length);
  const product = record?.products[0];
  assert.ok(record && product);
  const twins = [product, { ...product, id: 'twin', vendor: `${product.vendor} East` }];
  const cna = reread(makeCnaContainer({ ...record, products: twins, remediations: [] }));
  assert.deepEqual(schemaFaults(cnaContainerSchema, cna), []);
  assert.equal(cna.solutions.length, 1);
  assert.equal(cna.affected.length, 2);
});

test('CSAF 2.0 of any record passes schema, mandatory and optional tests, and 2.1 what the validator has', async () => {
  await fc.assert(
    fc.asyncProperty(publishedRecords, async record => {
      // A hosted service has no package URL and no CPE to give, and 2.0 has no field for CVSS 4.0: advice, no fault.
      const isHosted = record.products.some(({ purl, cpe }) => purl === null && cpe === null);
      const isNewOnly = record.cvss.every(({ version }) => version === '4.0');
      const judge = (findings: readonly CsafFinding[]) =>
        findings.filter(
          ({ test: name }) =>
            !(isHosted && name === 'optionalTest_6_2_16') && !(isNewOnly && name === 'optionalTest_6_2_3'),
        );
      const old = await examineCsaf('2.0', reread(makeCsaf20(record)));
      assert.deepEqual(judge(old), []);
      const next = await examineCsaf('2.1', reread(makeCsaf21(record)));
      assert.deepEqual(next, []);
    }),
    { numRuns: 25 },
  );
});

test('the validator refuses a document that lies about its score, and one that names no product', async () => {
  const [record] = fc.sample(
    publishedRecords.filter(
      ({ cvss, products }) =>
        cvss.some(({ version }) => version === '3.1') && products.some(({ status }) => status === 'affected'),
    ),
    { numRuns: 1, seed: 7 },
  );
  assert.ok(record);
  const wrongScore = reread(makeCsaf20(record));
  wrongScore.vulnerabilities[0].scores[0].cvss_v3.baseScore = 1.5;
  assert.ok(
    (await examineCsaf('2.0', wrongScore)).some(({ test: name, mustFix }) => mustFix && name.includes('6_1_9')),
  );
  const noProducts = reread(makeCsaf20(record));
  delete noProducts.product_tree;
  assert.ok((await examineCsaf('2.0', noProducts)).some(({ mustFix }) => mustFix));
});

// CSAF 2.0 §5.1, with the examples of the standard.
for (const [id, name] of [
  ['Example Company - 2019-YH3234', 'example_company_-_2019-yh3234.json'],
  ['RHBA-2019:0024', 'rhba-2019_0024.json'],
  ['cisco-sa-20190513-secureboot', 'cisco-sa-20190513-secureboot.json'],
  ['2022_#01-A', '2022_01-a.json'],
  ['TTA-2026-0001', 'tta-2026-0001.json'],
  ['__A++B', '_a++b.json'],
] as const)
  test(`the file of ${id} is ${name}`, () => assert.equal(csafFileName(id), name));

test('publication is refused with a sentence for each fault, and not without one', async () => {
  const [record] = fc.sample(publishedRecords, { numRuns: 1, seed: 11 });
  assert.ok(record);
  assert.deepEqual(await validateForPublication(record), []);
  const faults = await validateForPublication({ ...record, summary: '', cweIds: ['CWE-16'], tlp: 'AMBER' });
  assert.deepEqual(
    faults.map(({ field }) => field),
    ['tlp', 'summary', 'cweIds.0'],
  );
});
