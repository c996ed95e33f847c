// The advisory as people read it: what is affected, what to do, how bad it is, who found it and when.
import { scoreVector } from '../../program/index.ts';
import { Section } from '../../web/ui/card.tsx';
import { Markdown } from '../../web/ui/markdown.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Badge, DefinitionList, Mono, type Tone } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { AdvisoryRecord, VexJustification, VexStatus } from '../advisory-record.ts';
import { nameOfCwe } from './cwe-names.ts';
import { claimsOfRecord, remediationsOf, subjectInWords } from './product-claims.ts';

const statusWords: Record<VexStatus | 'unknown', { readonly word: string; readonly tone: Tone }> = {
  affected: { word: 'Affected', tone: 'bad' },
  not_affected: { word: 'Not affected', tone: 'good' },
  fixed: { word: 'Fixed', tone: 'good' },
  under_investigation: { word: 'Under investigation', tone: 'info' },
  unknown: { word: 'No answer yet', tone: 'neutral' },
};

const justificationWords: Record<VexJustification, string> = {
  component_not_present: 'The vulnerable component is not in the product.',
  vulnerable_code_not_present: 'The vulnerable code is not in the product.',
  vulnerable_code_not_in_execute_path: 'The vulnerable code is never run.',
  vulnerable_code_cannot_be_controlled_by_adversary: 'An attacker cannot control the vulnerable code.',
  inline_mitigations_already_exist: 'Protections that are built in prevent an attack.',
};

const severityTones: Record<string, Tone> = {
  critical: 'bad',
  high: 'bad',
  medium: 'attention',
  low: 'info',
  none: 'neutral',
};

/** The sections below the advisory's title; the page around them draws the title, downloads and the way back. */
export function AdvisoryBody({ record }: { record: AdvisoryRecord }) {
  const remedies = remediationsOf(record);
  return (
    <>
      {record.summary !== '' && <p class="lead">{record.summary}</p>}
      <Section title="At a glance">
        <DefinitionList items={factsOf(record)} />
      </Section>
      {record.products.length > 0 && (
        <Section title="Products" id="products">
          <Products record={record} />
        </Section>
      )}
      {remedies.length > 0 && (
        <Section title="What to do" id="remediation">
          <ul>
            {remedies.map(({ remediation, claims }) => (
              <li key={`${remediation.kind} ${remediation.details}`}>
                {remediation.details}
                {remediation.url !== null && (
                  <>
                    {' '}
                    <Outside url={remediation.url}>{remediation.url}</Outside>
                  </>
                )}
                {record.remediations.includes(remediation) &&
                  remediation.products.length > 0 &&
                  record.products.length > 1 && (
                    <> For {[...new Set(claims.map(({ product }) => product.name))].join(', ')}.</>
                  )}
              </li>
            ))}
          </ul>
        </Section>
      )}
      {record.details !== '' && (
        <Section title="Details" id="details">
          <Markdown source={record.details} topLevel={3} />
        </Section>
      )}
      {record.vendorStatements.length > 0 && <Statements record={record} />}
      {record.credits.length > 0 && <Credits record={record} />}
      {record.timeline.length > 0 && (
        <Section title="Timeline" id="timeline">
          <DefinitionListOfTimes record={record} />
        </Section>
      )}
      {record.references.length > 0 && (
        <Section title="References" id="references">
          <ul>
            {record.references.map(({ url, summary }) => (
              <li key={url}>
                <Outside url={url}>{summary}</Outside>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="Revisions" id="revisions">
        <Table
          caption="Revisions"
          captionHidden
          columns={[
            { key: 'number', label: 'Revision', main: true, narrow: true, cell: ({ number }) => String(number) },
            { key: 'date', label: 'Date', cell: ({ date }) => <Time at={new Date(date)} show="absolute" /> },
            { key: 'summary', label: 'What changed', cell: ({ summary }) => summary },
          ]}
          rows={record.revisions.toReversed()}
          rowKey={({ number }) => String(number)}
        />
      </Section>
    </>
  );
}

function factsOf(record: AdvisoryRecord) {
  const { cveId, ghsaId, dates, publisher } = record;
  const scores = record.cvss.map(({ version, vector, source }) => {
    const scored = scoreVector(vector);
    return (
      <p key={`${version} ${source}`}>
        {scored.ok && (
          <Badge tone={severityTones[scored.severity]}>
            {scored.score.toFixed(1)} {scored.severity}
          </Badge>
        )}{' '}
        CVSS {version} by {source} <Mono>{vector}</Mono>
      </p>
    );
  });
  const weaknesses = record.cweIds.map(id => (
    <p key={id}>
      <Outside url={`https://cwe.mitre.org/data/definitions/${id.slice(4)}.html`}>{id}</Outside> {nameOfCwe(id)}
    </p>
  ));
  const date = (at: string) => <Time at={new Date(at)} show="absolute" />;
  return [
    { term: 'Advisory', detail: <Mono>{record.trackingId}</Mono> },
    ...(cveId === null
      ? []
      : [{ term: 'CVE', detail: <Outside url={`https://www.cve.org/CVERecord?id=${cveId}`}>{cveId}</Outside> }]),
    ...(ghsaId === null
      ? []
      : [{ term: 'GHSA', detail: <Outside url={`https://github.com/advisories/${ghsaId}`}>{ghsaId}</Outside> }]),
    ...(scores.length === 0 ? [] : [{ term: 'Severity', detail: <>{scores}</> }]),
    ...(weaknesses.length === 0 ? [] : [{ term: 'Weakness', detail: <>{weaknesses}</> }]),
    ...(dates.discovered === null ? [] : [{ term: 'Found', detail: date(dates.discovered) }]),
    ...(dates.reported === null ? [] : [{ term: 'Reported', detail: date(dates.reported) }]),
    ...(dates.published === null ? [] : [{ term: 'Published', detail: date(dates.published) }]),
    { term: 'Last change', detail: date(dates.updated) },
    { term: 'Status', detail: `${record.status}, revision ${record.revisions.length}` },
    { term: 'Sharing', detail: `TLP:${record.tlp}${record.distribution === '' ? '' : `. ${record.distribution}`}` },
    {
      term: 'Publisher',
      detail: publisher.contact === '' ? publisher.name : `${publisher.name}, ${publisher.contact}`,
    },
  ];
}

function Products({ record }: { record: AdvisoryRecord }) {
  return (
    <Table
      caption="Products and versions"
      captionHidden
      columns={[
        { key: 'product', label: 'Product', main: true, cell: ({ product }) => `${product.vendor} ${product.name}` },
        { key: 'versions', label: 'Versions', cell: claim => subjectInWords(claim) },
        {
          key: 'status',
          label: 'Status',
          narrow: true,
          cell: ({ status }) => <Badge tone={statusWords[status].tone}>{statusWords[status].word}</Badge>,
        },
        {
          key: 'why',
          label: 'Why',
          cell: ({ product, status }) =>
            [
              product.justification !== null && status === 'not_affected'
                ? justificationWords[product.justification]
                : '',
              product.statement,
            ]
              .filter(text => text !== '')
              .join(' ') || '–',
        },
      ]}
      rows={claimsOfRecord(record)}
      rowKey={({ id }) => id}
    />
  );
}

function Statements({ record }: { record: AdvisoryRecord }) {
  return (
    <Section title="Statements of vendors" id="vendors">
      <Table
        caption="Statements of vendors"
        captionHidden
        columns={[
          { key: 'vendor', label: 'Vendor', main: true, cell: ({ vendor }) => vendor },
          {
            key: 'status',
            label: 'Status',
            narrow: true,
            cell: ({ status }) => <Badge tone={statusWords[status].tone}>{statusWords[status].word}</Badge>,
          },
          {
            key: 'statement',
            label: 'Statement',
            cell: ({ statement, justification }) =>
              [justification === null ? '' : justificationWords[justification], statement]
                .filter(text => text !== '')
                .join(' ') || '–',
          },
        ]}
        rows={record.vendorStatements}
        rowKey={({ vendor }) => vendor}
      />
    </Section>
  );
}

function Credits({ record }: { record: AdvisoryRecord }) {
  return (
    <Section title="Credit" id="credit">
      <ul>
        {record.credits.map(({ name, type, url }) => (
          <li key={`${name} ${type}`}>
            {url === null ? name : <Outside url={url}>{name}</Outside>}, {type}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function DefinitionListOfTimes({ record }: { record: AdvisoryRecord }) {
  return (
    <ol>
      {record.timeline.map(({ at, text }) => (
        <li key={`${at} ${text}`}>
          <Time at={new Date(at)} show="absolute" />: {text}
        </li>
      ))}
    </ol>
  );
}

/** A link that tells the other server nothing about where its visitor comes from. */
function Outside({ url, children }: { url: string; children: string }) {
  return (
    <a href={url} rel="nofollow noreferrer noopener">
      {children}
    </a>
  );
}
