// One application at a glance: its ids, how it proves who it is, how its calls went, and a quick start.

import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { signedIn } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { renderPage } from '../../web/render.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Copyable, DefinitionList } from '../../web/ui/text.tsx';
import { scopeOf } from '../access/vehicle-access.ts';
import { findMemberApplication } from '../member-application.ts';
import { findOrganization } from '../organization-store.ts';
import { flushRequests } from '../requests/record-request.ts';
import { listRequests } from '../requests/request-store.ts';
import { ApplicationFrame } from './application-frame.tsx';
import { authWords } from './credential-words.ts';
import { PolicyState } from './policy-state.tsx';
import { QuickStart } from './quick-start.tsx';
import { RequestTable } from './request-table.tsx';

/** Calls shown here; the log has the others. */
const NEWEST = 5;

const show = defineRoute({
  method: 'GET',
  at: routes.developers.application,
  access: signedIn(),
  limit: 'page',
  summary: 'One application with its ids, its newest calls and a quick start.',
  handle: async context => {
    const { kernel, params } = context;
    const actor = personOf(context.actor);
    const application = await findMemberApplication(kernel, actor, params.id);
    const organization = await findOrganization(kernel, actor, application.organization);
    await flushRequests(kernel);
    const lines = (await listRequests(kernel, application, {})).slice(0, NEWEST);
    const { id } = application;
    return html(
      renderPage(
        <ApplicationFrame shell={shell(context)} application={application} at={routes.developers.application}>
          <Section title="Identity">
            <DefinitionList
              items={[
                { term: 'Client id', detail: <Copyable text={id} what="client id" /> },
                {
                  term: 'Organization',
                  detail: (
                    <a href={href(routes.developers.organization, { id: organization.id })}>{organization.name}</a>
                  ),
                },
                { term: 'Purpose', detail: application.purpose },
                {
                  term: 'Proves who it is by',
                  detail: (
                    <>
                      {authWords[application.clientAuth.method]}
                      {application.clientAuth.isBound && ', and a proof with each token'}
                      {application.mayChange && (
                        <>
                          {' '}
                          <a href={href(routes.developers.clientAuth, { id })}>
                            Change<span class="visually-hidden"> how it proves who it is</span>
                          </a>
                        </>
                      )}
                    </>
                  ),
                },
                {
                  term: 'Privacy policy',
                  detail: (
                    <>
                      <a href={application.privacyPolicyUrl} rel="noreferrer">
                        {application.privacyPolicyUrl}
                      </a>{' '}
                      <PolicyState policy={application.policy} />
                    </>
                  ),
                },
                {
                  term: 'Vehicle access',
                  detail: (
                    <a href={href(routes.connect.access, { id })}>
                      {scopeOf(application.access) === '' ? 'Pick what it uses of cars' : 'What it asks owners for'}
                    </a>
                  ),
                },
              ]}
            />
          </Section>
          {lines.length > 0 && (
            <Section title="Newest calls" aside={<a href={href(routes.developers.requests, { id })}>All calls</a>}>
              <RequestTable application={id} lines={lines} />
            </Section>
          )}
          <QuickStart application={application} origin={kernel.config.publicUrl} isFirst={lines.length === 0} />
        </ApplicationFrame>,
      ),
    );
  },
});

export const applicationRoutes = [show];
