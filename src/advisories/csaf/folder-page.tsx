// The provider's folders as pages: every CSAF document with its digests and signature, for people and for crawlers.
import type { FastifyRequest } from 'fastify';
import { href, routes } from '../../catalog/routes.ts';
import type { Actor } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { publicly } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import type { Kernel } from '../../core/kernel.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Section } from '../../web/ui/card.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { type CsafEntry, listCsafEntries } from './csaf-document-store.ts';
import { documentPath } from './provider-documents.ts';
import { listSigningKeys } from './signing-key-store.ts';

type Request = { readonly kernel: Kernel; readonly actor: Actor; readonly request: FastifyRequest };

async function folderPage({ kernel, actor, request }: Request, year?: string) {
  const entries = await listCsafEntries(kernel, year);
  if (year !== undefined && entries.length === 0) throw refuse('not_found');
  const [key] = await listSigningKeys(kernel);
  const years = [...new Set(entries.map(entry => entry.year))].toSorted().reverse();
  const title = year === undefined ? 'Advisories as CSAF' : `Advisories of ${year} as CSAF`;
  return html(
    renderPage(
      <SitePage shell={shell({ kernel, actor, request })} title={title}>
        <h1>{title}</h1>
        <p class="lead">
          Security advisories for machines, in the Common Security Advisory Framework 2.0, with digests and signatures.
        </p>
        <Section title="Documents">
          <Documents entries={entries} />
        </Section>
        {year === undefined && (
          <Section title="For programs">
            <ul>
              {providerLinks.map(({ path, label }) => (
                <li key={path}>
                  <a href={path}>{label}</a>
                </li>
              ))}
              {years.map(each => (
                <li key={each}>
                  <a href={href(routes.advisories.csafYear, { year: each })}>Documents of {each}</a>
                </li>
              ))}
            </ul>
          </Section>
        )}
        {key && (
          <Section title="Signing key" id="key">
            <p>
              Documents are signed with the OpenPGP key{' '}
              <a href={href(routes.advisories.csafKey, { file: `${key.fingerprint}.asc` })}>
                <Mono>{key.fingerprint.replace(/(.{4})(?=.)/g, '$1 ')}</Mono>
              </a>
              .
            </p>
          </Section>
        )}
      </SitePage>,
    ),
  );
}

const providerLinks = [
  { path: href(routes.advisories.csafProvider), label: 'provider-metadata.json' },
  { path: href(routes.advisories.csafFeed), label: 'ROLIE feed' },
  { path: href(routes.advisories.csafIndex), label: 'index.txt' },
  { path: href(routes.advisories.csafChanges), label: 'changes.csv' },
];

function Documents({ entries }: { entries: readonly CsafEntry[] }) {
  return (
    <Table
      caption="CSAF documents"
      captionHidden
      columns={[
        {
          key: 'file',
          label: 'Document',
          main: true,
          cell: entry => <a href={documentPath(entry)}>{entry.file}</a>,
        },
        { key: 'title', label: 'Title', cell: ({ title }) => title },
        {
          key: 'updated',
          label: 'Changed',
          narrow: true,
          cell: ({ updatedAt }) => <Time at={updatedAt} show="date" />,
        },
        {
          key: 'proofs',
          label: 'Proofs',
          cell: entry => (
            <>
              <a href={`${documentPath(entry)}.sha256`}>SHA-256</a>,{' '}
              <a href={`${documentPath(entry)}.sha512`}>SHA-512</a>,{' '}
              <a href={`${documentPath(entry)}.asc`}>signature</a>
            </>
          ),
        },
      ]}
      rows={entries}
      rowKey={({ trackingId }) => trackingId}
      empty={
        <EmptyState title="No advisories yet" icon="file-text">
          The first one will stand here on the day it is published.
        </EmptyState>
      }
    />
  );
}

export const folderPages: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.advisories.csafFolder,
    access: publicly(),
    limit: 'page',
    summary: 'All CSAF documents.',
    handle: async context => folderPage(context),
  }),
  defineRoute({
    method: 'GET',
    at: routes.advisories.csafYear,
    access: publicly(),
    limit: 'page',
    summary: 'The CSAF documents of a year.',
    handle: async context => folderPage(context, context.params.year),
  }),
];
