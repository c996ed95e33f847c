// The record as a security advisory in CSAF 2.0, and as a preview in CSAF 2.1 (OASIS CSAF TC).
import { type CvssScore, scoreVector } from '../../program/index.ts';
import type { AdvisoryRecord, AdvisoryTlp } from '../advisory-record.ts';
import { csafUrl } from './csaf-file-name.ts';
import { productTree } from './csaf-product-tree.ts';
import { cweCatalogVersion, nameOfCwe } from './cwe-names.ts';
import { claimsOfRecord, type ProductClaim, remediationsOf } from './product-claims.ts';

type Json = Record<string, unknown>;

/** TLP as CSAF 2.0 knows it, which is TLP 1: the map down is ours to say, and loses the strictness of AMBER+STRICT. */
const oldTlp: Record<AdvisoryTlp, string> = {
  CLEAR: 'WHITE',
  GREEN: 'GREEN',
  AMBER: 'AMBER',
  'AMBER+STRICT': 'AMBER',
  RED: 'RED',
};

/** CSAF 2.0: the one that the provider publishes. Source: CSAF 2.0, profile 4 “Security Advisory”. */
export function makeCsaf20(record: AdvisoryRecord): Json {
  const [cwe, ...furtherCwes] = record.cweIds;
  // 2.0 has room for one weakness and for CVSS up to 3.1; the rest is told in notes, so that nothing is lost.
  const notes = [
    ...(furtherCwes.length === 0 ? [] : [note('other', 'Further weaknesses', furtherCwes.join(', '))]),
    ...record.cvss
      .filter(({ version }) => version === '4.0')
      .map(({ vector, source }) => note('other', `CVSS 4.0 by ${source}`, vector)),
  ];
  const scores = record.cvss.flatMap(cvss => {
    const scored = scoreVector(cvss.vector);
    return scored.ok && scored.version === '3.1' ? [{ cvss_v3: cvssObject(scored), products: openIds(record) }] : [];
  });
  return sortKeys({
    document: {
      ...documentPart(record, notes),
      csaf_version: '2.0',
      distribution: distributionPart(record, oldTlp[record.tlp], 'https://www.first.org/tlp/v1/'),
    },
    product_tree: productTree(record, '2.0'),
    vulnerabilities: [
      {
        ...vulnerabilityPart(record),
        ...(cwe === undefined ? {} : { cwe: { id: cwe, name: nameOfCwe(cwe) } }),
        ...(scores.length === 0 || openIds(record).length === 0 ? {} : { scores }),
        ...dated('discovery_date', record.dates.discovered),
        ...dated('release_date', record.dates.published),
      },
    ],
  });
}

/** CSAF 2.1, still a draft at OASIS: offered beside 2.0, not by the provider. */
export function makeCsaf21(record: AdvisoryRecord): Json {
  const metrics = record.cvss.flatMap(cvss => {
    const scored = scoreVector(cvss.vector);
    if (!scored.ok) return [];
    const name = scored.version === '3.1' ? 'cvss_v3' : 'cvss_v4';
    return [{ content: { [name]: cvssObject(scored) }, products: openIds(record) }];
  });
  const cwes = record.cweIds.map(id => ({ id, name: nameOfCwe(id), version: cweCatalogVersion }));
  return sortKeys({
    $schema: 'https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json',
    document: {
      ...documentPart(record, []),
      csaf_version: '2.1',
      distribution: distributionPart(record, record.tlp, 'https://www.first.org/tlp/'),
    },
    product_tree: productTree(record, '2.1'),
    vulnerabilities: [
      {
        ...vulnerabilityPart(record),
        ...(cwes.length === 0 ? {} : { cwes }),
        ...(metrics.length === 0 || openIds(record).length === 0 ? {} : { metrics }),
        ...dated('discovery_date', record.dates.discovered),
        ...dated('disclosure_date', record.dates.published),
      },
    ],
  });
}

function documentPart(record: AdvisoryRecord, extraNotes: readonly Json[]): Json {
  const { publisher } = record;
  const notes = [
    ...(record.summary === '' ? [] : [note('summary', 'Summary', record.summary)]),
    ...(record.details === '' ? [] : [note('details', 'Details', record.details)]),
    ...record.vendorStatements.map(({ vendor, status, statement }) =>
      note('other', `Statement of ${vendor}`, statement === '' ? status.replaceAll('_', ' ') : statement),
    ),
    ...(record.timeline.length === 0
      ? []
      : [note('other', 'Timeline', record.timeline.map(({ at, text }) => `${at} ${text}`).join('\n'))]),
    ...extraNotes,
  ];
  return {
    category: 'csaf_security_advisory',
    title: record.title,
    lang: record.language,
    publisher: {
      category: publisher.category,
      name: publisher.name,
      namespace: publisher.namespace,
      ...(publisher.contact === '' ? {} : { contact_details: publisher.contact }),
    },
    notes,
    references: [
      { category: 'self', summary: 'This advisory as CSAF', url: csafUrl(record) },
      { category: 'self', summary: 'This advisory', url: record.url },
      ...record.references.map(({ url, summary }) => ({ category: 'external', summary, url })),
    ],
    tracking: {
      id: record.trackingId,
      status: record.status,
      version: String(record.revisions.length),
      initial_release_date: record.dates.published ?? record.dates.updated,
      current_release_date: record.dates.updated,
      revision_history: record.revisions.map(({ number, date, summary }) => ({
        number: String(number),
        date,
        summary,
      })),
      generator: { engine: { name: 'Telltale' } },
      ...(record.ghsaId === null ? {} : { aliases: [record.ghsaId] }),
    },
  };
}

function vulnerabilityPart(record: AdvisoryRecord): Json {
  const claims = claimsOfRecord(record);
  const ofStatus = (name: string, status: ProductClaim['status']): Json => {
    const ids = claims.filter(claim => claim.status === status).map(({ id }) => id);
    return ids.length === 0 ? {} : { [name]: ids };
  };
  const unaffected = claims.filter(({ status }) => status === 'not_affected');
  const flags = Map.groupBy(
    unaffected.filter(({ product }) => product.justification !== null),
    ({ product }) => product.justification,
  );
  const threats = unaffected
    .filter(({ product }) => product.statement !== '' || product.justification === null)
    .map(({ id, product }) => ({ category: 'impact', details: product.statement, product_ids: [id] }));
  const remediations = remediationsOf(record).map(({ remediation, claims: covered }) => ({
    category: remediation.kind,
    details: remediation.details,
    product_ids: covered.map(({ id }) => id),
    ...(remediation.url === null ? {} : { url: remediation.url }),
    ...dated('date', remediation.date),
  }));
  return {
    title: record.title,
    ...(record.cveId === null ? {} : { cve: record.cveId }),
    ids: [{ system_name: record.publisher.name, text: record.trackingId }],
    notes: [note('description', 'Description', record.summary === '' ? record.title : record.summary)],
    product_status: {
      ...ofStatus('known_affected', 'affected'),
      ...ofStatus('known_not_affected', 'not_affected'),
      ...ofStatus('fixed', 'fixed'),
      ...ofStatus('under_investigation', 'under_investigation'),
    },
    ...(flags.size === 0
      ? {}
      : { flags: [...flags].map(([label, covered]) => ({ label, product_ids: covered.map(({ id }) => id) })) }),
    ...(threats.length === 0 ? {} : { threats }),
    ...(remediations.length === 0 ? {} : { remediations }),
    ...(record.credits.length === 0
      ? {}
      : {
          acknowledgments: record.credits.map(({ name, type, url }) => ({
            names: [name],
            summary: type,
            ...(url === null ? {} : { urls: [url] }),
          })),
        }),
  };
}

/** Scores hold for what is affected; where that is still being looked at, for that. */
function openIds(record: AdvisoryRecord): string[] {
  return claimsOfRecord(record)
    .filter(({ status }) => status === 'affected' || status === 'under_investigation')
    .map(({ id }) => id);
}

function cvssObject({ version, vector, score, severity }: CvssScore): Json {
  return { version, vectorString: vector, baseScore: score, baseSeverity: severity.toUpperCase() };
}

function distributionPart({ distribution }: AdvisoryRecord, label: string, url: string): Json {
  return { ...(distribution === '' ? {} : { text: distribution }), tlp: { label, url } };
}

function note(category: string, title: string, text: string): Json {
  return { category, title, text };
}

function dated(name: string, date: string | null): Json {
  return date === null ? {} : { [name]: date };
}

/** Members in alphabetical order, as the standard recommends (CSAF 2.0 §6.2.13). */
function sortKeys(value: Json): Json {
  const sorted = (inner: unknown): unknown => {
    if (Array.isArray(inner)) return inner.map(sorted);
    return typeof inner === 'object' && inner !== null ? sortKeys({ ...inner }) : inner;
  };
  const names = Object.keys(value).toSorted();
  return Object.fromEntries(names.map(name => [name, sorted(value[name])]));
}
