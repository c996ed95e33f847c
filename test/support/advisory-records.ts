// Records of advisories as fast-check makes them: published, well formed, and of every shape that an editor can make.
import fc from 'fast-check';
import type {
  AdvisoryProduct,
  AdvisoryRecord,
  AdvisoryRemediation,
  VersionRange,
} from '../../src/advisories/advisory-record.ts';
import { creditTypes, referenceKinds, vexJustifications } from '../../src/advisories/advisory-record.ts';

const word = fc.constantFrom(
  'Gateway',
  'Telematics',
  'App “Drive”',
  'Ladesäule',
  'x<script>',
  'SDK & tools',
  '日本',
  "O'Neil",
);
const line = fc.array(word, { minLength: 1, maxLength: 4 }).map(words => words.join(' '));
const instant = (from: string, to: string) =>
  fc
    .date({ min: new Date(from), max: new Date(to), noInvalidDate: true })
    .map(date => `${date.toISOString().slice(0, 19)}Z`);

const vectors31 = [
  'CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N',
  'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H',
  'CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N',
];
const vectors40 = [
  'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
  'CVSS:4.0/AV:A/AC:H/AT:P/PR:L/UI:P/VC:L/VI:N/VA:N/SC:L/SI:N/SA:N',
];
const cvss = fc
  .record({
    old: fc.option(fc.constantFrom(...vectors31)),
    next: fc.option(fc.constantFrom(...vectors40)),
    source: line,
  })
  .map(({ old, next, source }) => [
    ...(old === null && next !== null ? [] : [{ version: '3.1' as const, vector: old ?? vectors31[0] ?? '', source }]),
    ...(next === null ? [] : [{ version: '4.0' as const, vector: next, source }]),
  ]);

/** Ranges that follow one another: 1.0.0 to 1.3.0, 2.0.0 to 2.1.0, and perhaps one without an end. */
const versions = fc
  .record({
    count: fc.integer({ min: 1, max: 3 }),
    isFromStart: fc.boolean(),
    isEndless: fc.boolean(),
    inclusive: fc.boolean(),
    isSingle: fc.boolean(),
    suffix: fc.constantFrom('', '-rc.1', '+build.7'),
  })
  .map(({ count, isFromStart, isEndless, inclusive, isSingle, suffix }) => {
    const affected: VersionRange[] = [];
    for (let major = 1; major <= count; major++) {
      const isLast = major === count;
      const from = major === 1 && isFromStart ? null : `${major}.0.0`;
      if (isLast && isEndless) affected.push({ from, until: null });
      else if (isLast && isSingle && from !== null) affected.push({ from, until: { version: from, inclusive: true } });
      else affected.push({ from, until: { version: `${major}.3.0${inclusive ? suffix : ''}`, inclusive } });
    }
    const fixed = affected.flatMap(({ until }) =>
      until === null ? [] : [until.inclusive ? until.version.replace(/^(\d+)\.\d+\.\d+.*$/, '$1.9.1') : until.version],
    );
    return { affected, fixed };
  });

const purls = [
  null,
  'pkg:npm/%40example/gateway',
  'pkg:pypi/gateway',
  'pkg:maven/com.example/gateway',
  'pkg:golang/example.com/gateway',
  'pkg:generic/gateway',
];
const cpes = [null, 'cpe:2.3:a:example:gateway:*:*:*:*:*:*:*:*'];
const product = fc
  .record({
    shape: fc.constantFrom('ranges', 'ranges', 'unfixed', 'whole', 'not_affected', 'investigated', 'fixed'),
    vendor: fc.constantFrom('Example Motors', 'Other & Sons'),
    name: line,
    purl: fc.constantFrom(...purls),
    cpe: fc.constantFrom(...cpes),
    scheme: fc.constantFrom('semver' as const, 'custom' as const),
    versions,
    justification: fc.option(fc.constantFrom(...vexJustifications)),
    statement: line,
  })
  .map(({ shape, vendor, name, purl, cpe, scheme, versions: made, justification, statement }): AdvisoryProduct => {
    const base = {
      id: '',
      vendor,
      name,
      purl,
      cpe,
      justification: null,
      statement: '',
      versionScheme: scheme,
      affected: [],
      fixed: [],
    };
    if (shape === 'ranges') return { ...base, status: 'affected', ...made };
    if (shape === 'unfixed') return { ...base, status: 'affected', affected: made.affected };
    if (shape === 'whole') return { ...base, status: 'affected' };
    if (shape === 'investigated') return { ...base, status: 'under_investigation', affected: made.affected };
    if (shape === 'fixed') return { ...base, status: 'fixed' };
    return { ...base, status: 'not_affected', justification, statement: justification === null ? statement : '' };
  });

const remediation = fc.record({
  kind: fc.constantFrom('mitigation' as const, 'workaround' as const, 'vendor_fix' as const),
  details: line,
  url: fc.option(fc.constant('https://example.com/update')),
  date: fc.option(instant('2026-09-01', '2026-10-01')),
});

/** Published records that have nothing standing between them and publication. */
export const publishedRecords: fc.Arbitrary<AdvisoryRecord> = fc
  .record({
    number: fc.integer({ min: 1, max: 9999 }),
    title: line,
    summary: line,
    details: fc.constantFrom('', '## Steps\n\n1. Sign in.\n2. Ask for `/trips`.', '<b>not bold</b>'),
    products: fc.uniqueArray(product, {
      minLength: 1,
      maxLength: 4,
      selector: ({ vendor, name }) => `${vendor} ${name}`,
    }),
    cvss,
    cweIds: fc.uniqueArray(fc.constantFrom('CWE-639', 'CWE-79', 'CWE-287', 'CWE-862'), { minLength: 1, maxLength: 3 }),
    cve: fc.option(fc.integer({ min: 1000, max: 999_999 })),
    ghsaId: fc.option(fc.constant('GHSA-2345-6789-cfgh')),
    credits: fc.uniqueArray(
      fc.record({
        name: line,
        type: fc.constantFrom(...creditTypes),
        url: fc.option(fc.constantFrom('https://github.com/ada-l', 'https://ada.example/')),
      }),
      { maxLength: 4, selector: ({ name, type }) => `${name} ${type}` },
    ),
    references: fc.uniqueArray(
      fc.record({ path: fc.nat(99), summary: line, kind: fc.constantFrom(...referenceKinds) }),
      { maxLength: 3, selector: ({ path }) => path },
    ),
    timeline: fc.uniqueArray(fc.record({ at: instant('2026-08-01', '2026-10-01'), text: line }), {
      maxLength: 3,
      selector: ({ at }) => at,
    }),
    remediations: fc.uniqueArray(remediation, { maxLength: 2, selector: ({ kind }) => kind }),
    discovered: fc.option(instant('2026-01-01', '2026-02-01')),
    reported: fc.option(instant('2026-03-01', '2026-04-01')),
    published: instant('2026-10-02', '2026-10-20'),
    updates: fc.array(instant('2026-10-21', '2026-11-20'), { maxLength: 2 }),
    status: fc.constantFrom('final' as const, 'interim' as const),
  })
  .map(made => {
    const dates = [made.published, ...made.updates.toSorted()];
    const trackingId = `TTA-2026-${String(made.number).padStart(4, '0')}`;
    const ids = made.products.map((_, index) => `p${index + 1}`);
    return {
      trackingId,
      status: made.status,
      revisions: dates.map((date, index) => ({ number: index + 1, date, summary: `Edition ${index + 1}.` })),
      title: made.title,
      summary: made.summary,
      details: made.details,
      language: 'en',
      products: made.products.map((entry, index) => ({ ...entry, id: ids[index] ?? '' })),
      cvss: made.cvss,
      cweIds: made.cweIds,
      cveId: made.cve === null ? null : `CVE-2026-${made.cve}`,
      ghsaId: made.ghsaId,
      references: made.references.map(({ path, summary, kind }) => ({
        url: `https://example.com/${path}`,
        summary,
        kind,
      })),
      credits: made.credits,
      timeline: made.timeline,
      remediations: made.remediations.map((entry): AdvisoryRemediation => ({ ...entry, products: [] })),
      vendorStatements: [],
      tlp: 'CLEAR',
      distribution: '',
      publisher: {
        name: 'Example Motors PSIRT',
        namespace: 'https://telltale.example',
        category: 'vendor',
        contact: 'security@telltale.example',
      },
      url: `https://telltale.example/advisories/${trackingId}`,
      dates: {
        discovered: made.discovered,
        reported: made.reported,
        published: made.published,
        updated: dates.at(-1) ?? made.published,
      },
    };
  });
