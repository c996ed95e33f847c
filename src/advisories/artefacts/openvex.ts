// The record as an OpenVEX 0.2.0 document: one statement for each claim.
import type { AdvisoryRecord } from '../advisory-record.ts';
import { claimsOfRecord, type ProductClaim, remediationsOf, subjectInWords, versOf } from './product-claims.ts';

type Json = Record<string, unknown>;

export function makeOpenVex(record: AdvisoryRecord): Json {
  const [name, ...aliases] = [record.cveId, record.trackingId, record.ghsaId].filter(id => id !== null);
  const vulnerability = {
    '@id': record.cveId === null ? record.url : `https://www.cve.org/CVERecord?id=${record.cveId}`,
    name,
    description: record.title,
    ...(aliases.length === 0 ? {} : { aliases }),
  };
  return {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': `${record.url}#openvex`,
    author: record.publisher.name,
    role: record.publisher.category,
    timestamp: record.dates.published ?? record.dates.updated,
    last_updated: record.dates.updated,
    version: record.revisions.length,
    tooling: 'Telltale',
    statements: claimsOfRecord(record).map(claim => ({
      '@id': `${record.url}#vex-${claim.id}`,
      vulnerability,
      timestamp: record.dates.updated,
      products: [productOf(record, claim)],
      status: claim.status,
      supplier: claim.product.vendor,
      status_notes: `${claim.product.name}: ${subjectInWords(claim)}.`,
      ...reasonOf(record, claim),
    })),
  };
}

/** A package URL names the version or, by its qualifier `vers`, the range; other products are named by this advisory. */
function productOf(record: AdvisoryRecord, { id, product, subject }: ProductClaim): Json {
  const { purl } = product;
  if (purl === null) return { '@id': `${record.url}#${id}` };
  const suffix =
    subject.kind === 'version'
      ? `@${encodeURIComponent(subject.version)}`
      : subject.kind === 'range'
        ? `?vers=${encodeURIComponent(versOf(product, subject.range))}`
        : '';
  return { '@id': `${purl}${suffix}`, identifiers: { purl: `${purl}${suffix}` } };
}

/** OpenVEX wants one reason and no more: the justification where there is one, else the statement. */
function reasonOf(record: AdvisoryRecord, claim: ProductClaim): Json {
  const { status, product } = claim;
  if (status === 'not_affected')
    return product.justification === null
      ? { impact_statement: product.statement }
      : { justification: product.justification };
  if (status !== 'affected') return {};
  const actions = remediationsOf(record).filter(({ claims }) => claims.some(({ id }) => id === claim.id));
  return { action_statement: actions.map(({ remediation }) => remediation.details).join('\n') };
}
