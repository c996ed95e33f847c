// The settings of an application: its words, where its answers may go, and what came of looking at each address.

import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { signedIn } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Form } from '../../web/ui/form.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { checkPolicyNow } from '../access/check-policies.ts';
import { type ApplicationForm, readApplicationForm } from '../application.ts';
import { changeApplication } from '../change-application.ts';
import { findMemberApplication } from '../member-application.ts';
import { AddressTable } from './address-table.tsx';
import { ApplicationFields, applicationBody } from './application-form.tsx';
import { ApplicationFrame } from './application-frame.tsx';

type Sent = { readonly values: ApplicationForm; readonly errors: FieldErrors };

const show = defineRoute({
  method: 'GET',
  at: routes.developers.settings,
  access: signedIn(),
  limit: 'page',
  summary: 'What an application says of itself, where its answers may go, and what came of looking there.',
  query: Type.Object({ done: Type.Optional(Type.String()) }),
  handle: async context => page(context, context.params.id),
});

const change = defineRoute({
  method: 'POST',
  at: routes.developers.settings,
  access: signedIn(),
  limit: 'change',
  summary: 'Changes an application.',
  body: applicationBody,
  handle: async context => {
    const { kernel, params, body } = context;
    const { id: _, ...form } = body;
    const input = readApplicationForm(form, kernel.config.publicUrl + href(routes.connect.popup));
    if (!input.ok) return page(context, params.id, { values: form, errors: input.errors });
    await changeApplication(kernel, personOf(context.actor), { ...input.value, id: params.id });
    return seeOther(href(routes.developers.settings, params, { done: 'saved' }));
  },
});

const check = defineRoute({
  method: 'POST',
  at: routes.developers.checkPolicy,
  access: signedIn(),
  limit: 'change',
  summary: 'Looks at once whether the privacy policy opens.',
  handle: async context => {
    const { kernel, params } = context;
    await checkPolicyNow(kernel, personOf(context.actor), params.id);
    return seeOther(`${href(routes.developers.settings, params)}#addresses`);
  },
});

export const settingsRoutes = [show, change, check];

async function page(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request' | 'query'>,
  id: string,
  sent?: Sent,
): Promise<Answer> {
  const { kernel } = context;
  const isSaved = (context.query as { done?: string } | undefined)?.done === 'saved';
  const application = await findMemberApplication(kernel, personOf(context.actor), id);
  const { name, purpose, privacyPolicyUrl, redirectUris, origins } = application;
  const values = sent?.values ?? {
    name,
    purpose,
    privacyPolicyUrl,
    redirectUris: redirectUris.join('\n'),
    origins: origins.join('\n'),
  };
  return html(
    renderPage(
      <ApplicationFrame
        shell={shell(context)}
        application={application}
        at={routes.developers.settings}
        flash={isSaved ? { tone: 'good', text: 'Saved.' } : undefined}
      >
        <Section
          title="Addresses"
          id="addresses"
          intro={<p>Where owners are led, and where answers go: to these and to no others, letter by letter.</p>}
        >
          <AddressTable application={application} popup={kernel.config.publicUrl + href(routes.connect.popup)} />
          {application.mayChange && (
            <Form action={href(routes.developers.checkPolicy, { id })} label="Privacy policy">
              <ButtonRow>
                <Button icon="refresh-cw">Look at the policy now</Button>
              </ButtonRow>
            </Form>
          )}
        </Section>
        {application.mayChange ? (
          <Section title="Change">
            <ApplicationFields
              action={href(routes.developers.settings, { id })}
              submit="Save changes"
              values={{ ...values }}
              errors={sent?.errors ?? {}}
            />
          </Section>
        ) : (
          <p>Owners of the organization change them.</p>
        )}
      </ApplicationFrame>,
    ),
    { status: sent ? 422 : 200 },
  );
}
