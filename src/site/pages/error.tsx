// Error pages: the one shown when something is refused, and one page for each code that clients and logs refer to.
import type { FastifyRequest } from 'fastify';
import { type ErrorCode, errors } from '../../catalog/errors.ts';
import { href, routes } from '../../catalog/routes.ts';
import { anonymous } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { publicly } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import type { ProblemRenderer } from '../../core/http/problem.ts';
import { shell } from '../../core/http/shell.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type Shell, SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Copyable, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { VehicleErrorList } from './vehicle-errors.tsx';

/** Renders a refusal as a page: what happened, what to do, and the number to name when asking for help. */
export const renderErrorPage =
  (kernel: Kernel): ProblemRenderer =>
  ({ refusal, requestId, request }) => {
    const frame = shell({ kernel, actor: request.actor ?? anonymous, request });
    const { code, entry } = refusal;
    if (code === 'sign_in_required' && request.method === 'GET')
      return html('', {
        status: 303,
        headers: { location: href(routes.accounts.signIn, undefined, { next: request.url }) },
      });
    if (code === 'address_unproven' && request.method === 'GET')
      return html('', { status: 303, headers: { location: href(routes.documents.enter) } });
    return html(
      renderPage(
        <RefusalPage
          frame={frame}
          code={code}
          requestId={requestId}
          returnTo={pageBehind(request)}
          hasSent={request.method === 'POST'}
        />,
      ),
      { status: entry.status },
    );
  };

type RefusalProps = {
  readonly frame: Shell;
  readonly code: ErrorCode;
  readonly requestId: string;
  readonly returnTo: string;
  /** Whether a form was sent: the browser has it until one leaves the page. */
  readonly hasSent: boolean;
};

function RefusalPage({ frame, code, requestId, returnTo, hasSent }: RefusalProps) {
  const { title, advice, status } = errors[code];
  return (
    <SitePage shell={frame} title={title}>
      <h1>{title}</h1>
      <p class="lead">{advice}</p>
      {hasSent && status >= 500 && (
        <p>Your browser still has what you wrote. Wait a moment, reload this page, and let it send that again.</p>
      )}
      <ButtonRow>
        {(code === 'sign_in_required' || code === 'fresh_sign_in_required') && (
          <ButtonLink kind="primary" href={href(routes.accounts.signIn, undefined, { next: returnTo })}>
            Sign in
          </ButtonLink>
        )}
        <ButtonLink href={href(routes.site.home)}>Go to the start</ButtonLink>
      </ButtonRow>
      {status >= 400 && (
        <DefinitionList
          items={[
            { term: 'Request', detail: <Copyable text={requestId} what="request number" /> },
            { term: 'Error code', detail: <a href={href(routes.site.error, { code })}>{code}</a> },
          ]}
        />
      )}
    </SitePage>
  );
}

/** The page to come back to after signing in: the one asked for, or the one whose form was sent. */
function pageBehind(request: FastifyRequest): string {
  if (request.method === 'GET') return request.url;
  const { referer } = request.headers;
  if (referer === undefined || !URL.canParse(referer)) return href(routes.site.home);
  const { host, pathname, search } = new URL(referer);
  return host === request.host ? pathname + search : href(routes.site.home);
}

const list = defineRoute({
  method: 'GET',
  at: routes.site.errors,
  access: publicly(),
  limit: 'page',
  summary: 'Every error code.',
  handle: async context =>
    html(
      renderPage(
        <SitePage shell={shell(context)} title="Error codes" description="Every error code and what to do about it.">
          <h1>Error codes</h1>
          <p class="lead">Codes never change their meaning and are never removed.</p>
          <Table
            caption="Error codes"
            captionHidden
            rows={Object.entries(errors)}
            rowKey={([code]) => code}
            columns={[
              {
                key: 'code',
                label: 'Code',
                main: true,
                cell: ([code]) => <a href={href(routes.site.error, { code })}>{code}</a>,
              },
              { key: 'status', label: 'Status', numeric: true, narrow: true, cell: ([, { status }]) => status },
              { key: 'title', label: 'What happened', cell: ([, { title }]) => title },
            ]}
          />
          <VehicleErrorList />
        </SitePage>,
      ),
    ),
});

const one = defineRoute({
  method: 'GET',
  at: routes.site.error,
  access: publicly(),
  limit: 'page',
  summary: 'What one error code means and what to do about it.',
  handle: async context => {
    const { code } = context.params;
    if (!isErrorCode(code)) throw refuse('not_found');
    const { title, advice, status, mayRetry } = errors[code];
    return html(
      renderPage(
        <SitePage shell={shell(context)} title={title}>
          <p>
            <a href={href(routes.site.errors)}>Error codes</a>
          </p>
          <h1>{title}</h1>
          <p class="lead">{advice}</p>
          <DefinitionList
            items={[
              { term: 'Code', detail: <Mono>{code}</Mono> },
              { term: 'HTTP status', detail: status },
              { term: 'The same request may succeed later', detail: mayRetry ? 'Yes' : 'No' },
            ]}
          />
        </SitePage>,
      ),
    );
  },
});

export const errorRoutes = [list, one];

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errors, code);
