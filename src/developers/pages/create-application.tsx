// Creating an application: the form, then its secrets, told once.

import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { signedIn } from '../../core/http/access.ts';
import { type Answer, html } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { newUuid } from '../../core/ids.ts';
import { DeveloperConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { type ApplicationForm, readApplicationForm } from '../application.ts';
import { createApplication } from '../create-application.ts';
import { findGrowingOrganization } from '../organization-store.ts';
import { ApplicationFields, applicationBody, SecretsOnce } from './application-form.tsx';

type Sent = { readonly values: ApplicationForm; readonly errors: FieldErrors };

const askCreation = defineRoute({
  method: 'GET',
  at: routes.developers.createApplication,
  access: signedIn(),
  limit: 'page',
  summary: 'The form for a new application.',
  handle: async context => creationPage(context, context.params.id, newUuid(context.kernel.random)),
});

const create = defineRoute({
  method: 'POST',
  at: routes.developers.createApplication,
  access: signedIn(),
  limit: 'change',
  summary: 'Creates an application and tells its secrets once.',
  body: applicationBody,
  handle: async context => {
    const { kernel, params, body } = context;
    const { id = '', ...form } = body;
    const input = readApplicationForm(form, kernel.config.publicUrl + href(routes.connect.popup));
    if (!input.ok) return creationPage(context, params.id, id, { values: form, errors: input.errors });
    const secrets = await createApplication(kernel, personOf(context.actor), {
      ...input.value,
      id,
      organization: params.id,
    });
    return html(
      renderPage(
        <DeveloperConsole shell={shell(context)} title={`${input.value.name} is ready`}>
          <SecretsOnce
            note="Nobody can show them again. The client secret is kept as a hash only; the management token is also kept encrypted, because it signs your webhooks. You can replace both at any time."
            secrets={[
              { term: 'Client id', what: 'client id', secret: id },
              { term: 'Client secret', what: 'client secret', secret: secrets.clientSecret.reveal() },
              { term: 'Management token', what: 'management token', secret: secrets.managementToken.reveal() },
            ]}
            next={{ href: href(routes.developers.application, { id }), label: 'I have copied them' }}
          />
        </DeveloperConsole>,
      ),
    );
  },
});

export const createApplicationRoutes = [askCreation, create];

async function creationPage(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  organizationId: string,
  id: string,
  sent?: Sent,
): Promise<Answer> {
  const { kernel } = context;
  const organization = await findGrowingOrganization(kernel, personOf(context.actor), organizationId);
  return html(
    renderPage(
      <DeveloperConsole
        shell={shell(context)}
        title="Create application"
        breadcrumbs={[
          { href: href(routes.developers.home), label: 'Organizations' },
          { href: href(routes.developers.organization, { id: organization.id }), label: organization.name },
        ]}
      >
        <ApplicationFields
          action={href(routes.developers.createApplication, { id: organization.id })}
          submit="Create application"
          id={id}
          redirectHint="The one that is filled in is a page of this product, for your first test car: replace it when you have your own."
          {...(sent ?? {
            values: { redirectUris: kernel.config.publicUrl + href(routes.developers.connected) },
            errors: {},
          })}
        />
      </DeveloperConsole>,
    ),
    { status: sent && Object.keys(sent.errors).length > 0 ? 422 : 200 },
  );
}
