// Issues that went out: a list, each on a page of its own, and an Atom feed, for who wants them without giving an address.
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { publicly } from '../../core/http/access.ts';
import { bytes, html } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { atomContentType, writeAtom } from '../../web/feed.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Markdown } from '../../web/ui/markdown.tsx';
import { Breadcrumbs } from '../../web/ui/nav.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Time } from '../../web/ui/time.tsx';
import { findSentIssue, listSentIssues } from '../issues/issue-store.ts';

const SHOWN = 100;

export const archiveRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.newsletter.archive,
    access: publicly(),
    limit: 'page',
    summary: 'Issues of the newsletter.',
    handle: async context => {
      const issues = await listSentIssues(context.kernel, SHOWN);
      return html(
        renderPage(
          <SitePage shell={shell(context)} title="Newsletter" description="Every issue of the newsletter.">
            <header>
              <h1>Newsletter</h1>
              <p class="lead">
                Every issue so far. You can read it here or as an{' '}
                <a href={href(routes.newsletter.issuesAtom)}>Atom feed</a> without giving an address, or{' '}
                <a href={href(routes.newsletter.subscribe)}>have it mailed</a>.
              </p>
            </header>
            <Table
              caption="Issues"
              captionHidden
              rows={issues}
              rowKey={({ id }) => id}
              empty={
                <EmptyState title="No issue yet" icon="inbox">
                  <p>The first one will stand here.</p>
                </EmptyState>
              }
              columns={[
                {
                  key: 'title',
                  label: 'Issue',
                  main: true,
                  cell: ({ number, title }) => (
                    <a href={href(routes.newsletter.issue, { number: String(number) })}>{title}</a>
                  ),
                },
                { key: 'number', label: 'Number', narrow: true, cell: ({ number }) => number },
                {
                  key: 'at',
                  label: 'Sent',
                  cell: ({ startedAt }) => startedAt && <Time at={startedAt} show="date" />,
                },
              ]}
            />
          </SitePage>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.newsletter.issue,
    access: publicly(),
    limit: 'page',
    summary: 'One issue of the newsletter.',
    handle: async context => {
      const { number } = context.params;
      const issue = /^[1-9]\d{0,6}$/u.test(number) ? await findSentIssue(context.kernel, Number(number)) : undefined;
      if (!issue) throw refuse('not_found');
      return html(
        renderPage(
          <SitePage shell={shell(context)} title={issue.title}>
            <Breadcrumbs items={[{ href: href(routes.newsletter.archive), label: 'Newsletter' }]} />
            <header>
              <h1>{issue.title}</h1>
              <p class="field-hint">
                Issue {issue.number}
                {issue.startedAt && (
                  <>
                    , <Time at={issue.startedAt} show="date" />
                  </>
                )}
              </p>
            </header>
            <Markdown source={issue.body} topLevel={2} />
          </SitePage>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.newsletter.issuesAtom,
    access: publicly(),
    limit: 'lookup',
    summary: 'Issues of the newsletter as an Atom feed.',
    handle: async ({ kernel }) => {
      const { operator, publicUrl } = kernel.config;
      const issues = await listSentIssues(kernel, 30);
      const feed = writeAtom({
        title: `Newsletter of ${operator.name}`,
        author: operator.name,
        home: publicUrl + href(routes.newsletter.archive),
        atomUrl: publicUrl + href(routes.newsletter.issuesAtom),
        jsonUrl: publicUrl + href(routes.newsletter.issuesAtom),
        since: new Date(0),
        entries: issues.map(({ number, title, body, startedAt }) => {
          const url = publicUrl + href(routes.newsletter.issue, { number: String(number) });
          const at = startedAt ?? new Date(0);
          return { id: url, url, title, published: at, updated: at, text: body };
        }),
      });
      return bytes(Buffer.from(feed), atomContentType, {
        headers: { 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' },
      });
    },
  }),
];
