// The public advisories: all of them, and each with its downloads.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { publicly } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Section } from '../../web/ui/card.tsx';
import { EmptyState, Pager, Table } from '../../web/ui/table.tsx';
import { Callout, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { AdvisoryBody } from '../artefacts/advisory-body.tsx';
import { csafUrl } from '../artefacts/csaf-file-name.ts';
import { findEdition } from '../publication/draft-store.ts';
import { findPublished, listPublished } from '../publication/published-advisory-store.ts';
import { artefactFormats } from './artefact-files.ts';

const PER_PAGE = 50;

export const advisoryPages: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.advisories.published,
    access: publicly(),
    limit: 'page',
    summary: 'All published advisories, the newest first.',
    query: Type.Object({ page: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,3}$' })) }),
    handle: async ({ kernel, actor, request, query }) => {
      const page = Number(query.page ?? '1');
      const found = await listPublished(kernel, { skip: (page - 1) * PER_PAGE, limit: PER_PAGE + 1 });
      const at = (number: number) => href(routes.advisories.published, undefined, { page: String(number) });
      return html(
        renderPage(
          <SitePage shell={shell({ kernel, actor, request })} title="Advisories">
            <h1>Advisories</h1>
            <p class="lead">
              What was fixed, what it affects and what to do.{' '}
              <a href={href(routes.advisories.csafFolder)}>The same for machines, as CSAF</a>.
            </p>
            <p>
              Follow them: <a href={href(routes.advisories.atom)}>Atom</a>,{' '}
              <a href={href(routes.advisories.jsonFeed)}>JSON Feed</a>.{' '}
              <a href={href(routes.advisories.thanks)}>Whom we thank</a>
            </p>
            <Table
              caption="Advisories"
              captionHidden
              columns={[
                {
                  key: 'title',
                  label: 'Advisory',
                  main: true,
                  cell: ({ trackingId, title }) => (
                    <a href={href(routes.advisories.advisory, { id: trackingId })}>{title}</a>
                  ),
                },
                { key: 'id', label: 'Id', narrow: true, cell: ({ trackingId }) => <Mono>{trackingId}</Mono> },
                {
                  key: 'published',
                  label: 'Published',
                  narrow: true,
                  cell: ({ publishedAt }) => <Time at={publishedAt} show="date" />,
                },
                {
                  key: 'updated',
                  label: 'Changed',
                  narrow: true,
                  cell: ({ updatedAt }) => <Time at={updatedAt} show="date" />,
                },
              ]}
              rows={found.slice(0, PER_PAGE)}
              rowKey={({ trackingId }) => trackingId}
              empty={
                <EmptyState title="No advisories yet" icon="file-text">
                  The first one will stand here on the day it is published.
                </EmptyState>
              }
            />
            {(page > 1 || found.length > PER_PAGE) && (
              <Pager
                label="advisories"
                previous={page > 1 ? at(page - 1) : undefined}
                next={found.length > PER_PAGE ? at(page + 1) : undefined}
              />
            )}
          </SitePage>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.advisories.advisory,
    access: publicly(),
    limit: 'page',
    summary: 'One published advisory, in its newest edition or an earlier one.',
    query: Type.Object({ edition: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,3}$' })) }),
    handle: async ({ kernel, actor, request, params, query }) => {
      const newest = await findPublished(kernel, params.id);
      const asked = query.edition === undefined ? undefined : Number(query.edition);
      const record = asked === undefined ? newest : newest && (await findEdition(kernel, params.id, asked));
      if (!newest || !record) throw refuse('not_found');
      const isOld = record.revisions.length < newest.revisions.length;
      const file = (name: string) => href(routes.advisories.artefact, { id: record.trackingId, file: name });
      const signed = new URL(csafUrl(record)).pathname;
      return html(
        renderPage(
          <SitePage shell={shell({ kernel, actor, request })} title={record.title} description={record.summary}>
            <h1>{record.title}</h1>
            {isOld && (
              <Callout tone="attention" title="There is a newer edition">
                <p>
                  This is edition {record.revisions.length}.{' '}
                  <a href={href(routes.advisories.advisory, { id: record.trackingId })}>Read the newest one</a>.
                </p>
              </Callout>
            )}
            <AdvisoryBody record={record} />
            {newest.revisions.length > 1 && (
              <p>
                Editions:{' '}
                {newest.revisions.map(({ number }) => (
                  <>
                    <a
                      key={number}
                      href={href(routes.advisories.advisory, { id: record.trackingId }, { edition: String(number) })}
                    >
                      {number}
                    </a>{' '}
                  </>
                ))}
              </p>
            )}
            <Section title="For machines" id="downloads">
              <ul>
                {artefactFormats.map(({ file: name, label }) => (
                  <li key={name}>
                    <a href={file(name)}>{label}</a>
                  </li>
                ))}
                <li>
                  <a href={signed}>Signed CSAF document</a>, <a href={`${signed}.asc`}>its OpenPGP signature</a>
                </li>
              </ul>
            </Section>
            <p>
              <a href={href(routes.advisories.published)}>All advisories</a>
            </p>
          </SitePage>,
        ),
      );
    },
  }),
];
