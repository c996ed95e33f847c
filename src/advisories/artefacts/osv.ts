// The record in the OSV format (ossf.github.io/osv-schema, 1.7).
import type { AdvisoryProduct, AdvisoryRecord, ReferenceKind, VersionRange } from '../advisory-record.ts';
import { packageNameOf } from './package-ecosystem.ts';
import { claimsOfRecord, remediationsOf, subjectInWords } from './product-claims.ts';

type Json = Record<string, unknown>;

const referenceTypes: Record<ReferenceKind, string> = {
  advisory: 'ADVISORY',
  fix: 'FIX',
  'release-notes': 'WEB',
  report: 'REPORT',
  article: 'ARTICLE',
  other: 'WEB',
};

/**
 * OSV lists packages that are or were affected; what is no package, or not affected, stands under `database_specific`
 * with every claim of the record.
 */
export function makeOsv(record: AdvisoryRecord): Json {
  const packages = record.products.filter(
    product => product.affected.length > 0 && product.status !== 'under_investigation',
  );
  const affected = packages.flatMap(product => affectedPackage(product));
  return {
    schema_version: '1.7.0',
    id: record.trackingId,
    modified: record.dates.updated,
    ...(record.dates.published === null ? {} : { published: record.dates.published }),
    aliases: [record.cveId, record.ghsaId].filter(id => id !== null),
    summary: record.title,
    details: [record.summary, record.details, ...remediationsOf(record).map(({ remediation }) => remediation.details)]
      .filter(text => text !== '')
      .join('\n\n'),
    severity: record.cvss.map(({ version, vector }) => ({
      type: version === '4.0' ? 'CVSS_V4' : 'CVSS_V3',
      score: vector,
    })),
    affected,
    references: [
      { type: 'ADVISORY', url: record.url },
      ...record.references.map(({ kind, url }) => ({ type: referenceTypes[kind], url })),
    ],
    credits: record.credits.map(({ name, type, url }) => ({
      name,
      type: type.toUpperCase().replaceAll(' ', '_'),
      ...(url === null ? {} : { contact: [url] }),
    })),
    database_specific: {
      cwe_ids: record.cweIds,
      products: claimsOfRecord(record).map(claim => ({
        id: claim.id,
        vendor: claim.product.vendor,
        name: claim.product.name,
        versions: subjectInWords(claim),
        status: claim.status,
      })),
    },
  };
}

function affectedPackage(product: AdvisoryProduct): Json[] {
  const name = packageNameOf(product.purl);
  if (!name) return [];
  const type = product.versionScheme === 'semver' ? 'SEMVER' : 'ECOSYSTEM';
  return [
    {
      package: { ecosystem: name.osv, name: name.name, purl: product.purl },
      // One range each: OSV forbids a last affected and a fixed version in the same one.
      ranges: product.affected.map(range => ({ type, events: eventsOf(range) })),
      database_specific: { id: product.id, fixed: product.fixed },
    },
  ];
}

function eventsOf({ from, until }: VersionRange): Json[] {
  // “0” is OSV's word for: before any version.
  const introduced = { introduced: from ?? '0' };
  if (until === null) return [introduced];
  return [introduced, until.inclusive ? { last_affected: until.version } : { fixed: until.version }];
}
