// Everything the trust center ever said: its editions, what each changed, and how to check them.
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Breadcrumbs } from '../../web/ui/nav.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Callout, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { compareEditions } from '../content/compare-editions.ts';
import { findEdition, listEditions } from '../content/edition-store.ts';
import { editionAt } from '../files/trust-files.ts';
import { ChangeList } from './changes.tsx';

/** Older ones are reached by their number. */
const SHOWN = 200;

export const historyRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.trust.history,
    access: publicly(),
    limit: 'page',
    summary: 'Every edition of the trust center.',
    handle: async context => {
      const editions = await listEditions(context.kernel, SHOWN);
      return html(
        renderPage(
          <SitePage
            sheet="trust-style.css"
            shell={shell(context)}
            title="Everything the trust center ever said"
            description="Every edition of the trust center, signed and chained."
          >
            <Breadcrumbs items={[{ href: href(routes.trust.show), label: 'Trust center' }]} />
            <header class="trust-head">
              <h1>Everything this page ever said</h1>
              <p class="lead">
                Each publication is an edition: signed, with the hash of the one before inside. None can be changed or
                left out without breaking those after it. Whoever keeps the newest hash can hold us to all of them.
              </p>
            </header>
            <Table
              caption="Editions"
              captionHidden
              rows={editions}
              rowKey={({ number }) => String(number)}
              empty={<EmptyState title="Nothing was published yet" icon="inbox" />}
              columns={[
                {
                  key: 'number',
                  label: 'Edition',
                  main: true,
                  cell: ({ number }) => (
                    <a href={href(routes.trust.edition, { number: String(number) })}>Edition {number}</a>
                  ),
                },
                { key: 'at', label: 'Published', cell: ({ publishedAt }) => <Time at={publishedAt} /> },
                { key: 'hash', label: 'SHA-256', cell: ({ sha256 }) => <Mono>{sha256.slice(0, 16)}</Mono> },
                {
                  key: 'file',
                  label: 'Signed file',
                  cell: ({ number }) => <a href={href(routes.trust.editionFile, { number: String(number) })}>JSON</a>,
                },
              ]}
            />
            <Section title="Check it yourself">
              <p>
                Take the <code>signature</code> out of an edition, write the rest as canonical JSON (RFC 8785), and
                check it with the Ed25519 key of that <code>keyId</code> among{' '}
                <a href={href(routes.site.keys)}>our keys</a>. SHA-256 of the file as it is served is the next edition’s{' '}
                <code>previous</code>.
              </p>
            </Section>
          </SitePage>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.trust.edition,
    access: publicly(),
    limit: 'page',
    summary: 'One edition of the trust center, and what it changed.',
    handle: async context => {
      const { kernel, params } = context;
      const { edition, sha256 } = await editionAt(kernel, params.number);
      const [before, next] = await Promise.all([
        findEdition(kernel, edition.number - 1),
        findEdition(kernel, edition.number + 1),
      ]);
      return html(
        renderPage(
          <SitePage sheet="trust-style.css" shell={shell(context)} title={`Trust center, edition ${edition.number}`}>
            <Breadcrumbs
              items={[
                { href: href(routes.trust.show), label: 'Trust center' },
                { href: href(routes.trust.history), label: 'History' },
              ]}
            />
            <header class="trust-head">
              <h1>Edition {edition.number}</h1>
              {next && (
                <Callout tone="attention" title="This is not what the page says now">
                  <p>
                    It was followed by{' '}
                    <a href={href(routes.trust.edition, { number: String(next.edition.number) })}>
                      edition {next.edition.number}
                    </a>
                    .
                  </p>
                </Callout>
              )}
              <DefinitionList
                items={[
                  { term: 'Published', detail: <Time at={new Date(edition.publishedAt)} /> },
                  { term: 'SHA-256', detail: <Mono>{sha256}</Mono> },
                  { term: 'Follows', detail: edition.previous === null ? 'Nothing' : <Mono>{edition.previous}</Mono> },
                  {
                    term: 'Signed file',
                    detail: (
                      <a href={href(routes.trust.editionFile, { number: String(edition.number) })}>
                        Everything it says (JSON)
                      </a>
                    ),
                  },
                ]}
              />
            </header>
            <Section title={before ? `What it changed since edition ${edition.number - 1}` : 'What it says'}>
              <ChangeList changes={compareEditions(before?.edition.content ?? null, edition.content)} />
            </Section>
          </SitePage>,
        ),
      );
    },
  }),
];
