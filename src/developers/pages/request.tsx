// One call of an application: what came of it, what its error means, and what to do.

import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { signedIn } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { isUuid } from '../../core/ids.ts';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Copyable, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { findMemberApplication } from '../member-application.ts';
import { explainError } from '../requests/explain-error.ts';
import { flushRequests } from '../requests/record-request.ts';
import { durationText, type RequestEntry } from '../requests/request-line.ts';
import { findRequest } from '../requests/request-store.ts';
import { ApplicationFrame } from './application-frame.tsx';
import { StatusBadge } from './request-table.tsx';

const show = defineRoute({
  method: 'GET',
  at: routes.developers.request,
  access: signedIn(),
  limit: 'page',
  summary: 'One call of an application with what its error means.',
  handle: async context => {
    const { kernel, params } = context;
    const application = await findMemberApplication(kernel, personOf(context.actor), params.id);
    await flushRequests(kernel);
    const line = isUuid(params.request) ? await findRequest(kernel, application, params.request) : undefined;
    if (!line) throw refuse('not_found');
    const { id } = application;
    return html(
      renderPage(
        <ApplicationFrame
          shell={shell(context)}
          application={application}
          at={routes.developers.requests}
          title={`${line.method} ${line.path}`}
        >
          <DefinitionList
            items={[
              { term: 'Request id', detail: <Copyable text={line.request} what="request id" /> },
              {
                term: 'Answered',
                detail: (
                  <>
                    <Time at={line.at} show="relative" />, <Mono>{line.at.toISOString()}</Mono>
                  </>
                ),
              },
              { term: 'Status', detail: <StatusBadge status={line.status} /> },
              { term: 'Took', detail: `${durationText(line.micros)} until the answer was ready` },
              {
                term: 'Vehicle',
                detail: line.vehicle ? (
                  <Copyable text={line.vehicle} what="vehicle id" />
                ) : (
                  <span class="muted">none that the application had been given</span>
                ),
              },
            ]}
          />
          <Meaning line={line} />
          {line.vehicle && (
            <ButtonRow>
              <ButtonLink icon="list" href={href(routes.developers.requests, { id }, { vehicle: line.vehicle })}>
                All calls on this vehicle
              </ButtonLink>
            </ButtonRow>
          )}
        </ApplicationFrame>,
      ),
    );
  },
});

export const requestRoutes = [show];

function Meaning({ line: { error, status } }: { line: RequestEntry }) {
  const explained = explainError(error);
  if (explained === undefined)
    return status < 400 ? null : (
      <Section title="What went wrong">
        <p>The answer named no error. Ask whoever runs this server, and give them the request id.</p>
      </Section>
    );
  const { type, code, meaning, advice, page } = explained;
  return (
    <Section title="What went wrong">
      <p>
        <Mono>{code === null ? type : `${type} / ${code}`}</Mono>
      </p>
      <p>{meaning}</p>
      <p>
        <strong>What to do:</strong> {advice}
      </p>
      {page && (
        <p>
          <a href={page}>All about this error</a>
        </p>
      )}
    </Section>
  );
}
