// The record as a draft for a repository security advisory on GitHub (REST: POST /repos/{owner}/{repo}/security-advisories).
import { scoreVector } from '../../program/index.ts';
import type { AdvisoryProduct, AdvisoryRecord, VersionRange } from '../advisory-record.ts';
import { nameOfCwe } from './cwe-names.ts';
import { packageNameOf } from './package-ecosystem.ts';
import { remediationsOf } from './product-claims.ts';

type Json = Record<string, unknown>;

/** GitHub has a field for one vector, for affected packages and for people with an account; the rest is in the text. */
export function makeGhsa(record: AdvisoryRecord): Json {
  const [vector] = record.cvss.map(cvss => cvss.vector);
  return {
    summary: record.title,
    description: descriptionOf(record),
    cve_id: record.cveId,
    cwe_ids: record.cweIds,
    ...(vector === undefined ? {} : { cvss_vector_string: vector }),
    vulnerabilities: record.products.flatMap(vulnerabilitiesOf),
    credits: creditsOf(record),
  };
}

/** Each account and type once, as GitHub wants it. */
function creditsOf({ credits }: AdvisoryRecord): Json[] {
  const named = credits.flatMap(({ type, url }) => {
    const login = url === null ? undefined : loginOf(url);
    return login === undefined ? [] : [{ login, type: type.replaceAll(' ', '_') }];
  });
  return named.filter(
    (credit, index) => named.findIndex(({ login, type }) => login === credit.login && type === credit.type) === index,
  );
}

function vulnerabilitiesOf(product: AdvisoryProduct): Json[] {
  const { status, affected, fixed } = product;
  if (status === 'not_affected' || status === 'under_investigation') return [];
  const name = packageNameOf(product.purl);
  const shared = {
    package: { ecosystem: name?.github ?? 'other', name: name?.name ?? product.name },
    patched_versions: fixed.join(', '),
    vulnerable_functions: [],
  };
  if (affected.length === 0) return status === 'affected' ? [{ ...shared, vulnerable_version_range: '' }] : [];
  return affected.map(range => ({ ...shared, vulnerable_version_range: rangeOf(range) }));
}

/** GitHub's notation: `>= 1.0.0, < 1.4.2`, `= 1.0.0`. */
function rangeOf({ from, until }: VersionRange): string {
  if (from !== null && until?.inclusive === true && from === until.version) return `= ${from}`;
  const parts: string[] = [];
  if (from !== null) parts.push(`>= ${from}`);
  if (until !== null) parts.push(`${until.inclusive ? '<=' : '<'} ${until.version}`);
  return parts.join(', ');
}

/** The account behind `https://github.com/ada`. */
function loginOf(url: string): string | undefined {
  return /^https:\/\/github\.com\/([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))\/?$/.exec(url)?.[1];
}

function descriptionOf(record: AdvisoryRecord): string {
  const { published, updated, discovered, reported } = record.dates;
  const list = (lines: readonly string[]): string => lines.map(line => `- ${line}`).join('\n');
  const events = [
    ...(discovered === null ? [] : [`${discovered} Found.`]),
    ...(reported === null ? [] : [`${reported} Reported.`]),
    ...record.timeline.map(({ at, text }) => `${at} ${text}`),
    ...(published === null ? [] : [`${published} Published.`]),
    `${updated} Last change.`,
  ];
  const sections: readonly (readonly [string, string])[] = [
    ['', record.summary],
    ['Details', record.details],
    ['What to do', list(remediationsOf(record).map(({ remediation }) => remediation.details))],
    ['Severity', list(record.cvss.map(({ vector, source }) => `${severityOf(vector)} \`${vector}\` (${source})`))],
    ['Weaknesses', list(record.cweIds.map(id => `${id} ${nameOfCwe(id)}`))],
    ['Credit', list(record.credits.map(({ name, type }) => `${name} (${type})`))],
    ['Timeline', list(events)],
    ['References', list([record.url, ...record.references.map(({ url, summary }) => `${url} ${summary}`)])],
    ['Advisory', `${record.trackingId}, revision ${record.revisions.length}`],
  ];
  return sections
    .filter(([, text]) => text !== '')
    .map(([heading, text]) => (heading === '' ? text : `### ${heading}\n\n${text}`))
    .join('\n\n');
}

function severityOf(vector: string): string {
  const scored = scoreVector(vector);
  return scored.ok ? `${scored.score.toFixed(1)} ${scored.severity}` : '';
}
