// One application: creating it, changing it, trying it.
import { href, routes } from '../../catalog/routes.ts';
import { signedIn } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { newUuid } from '../../core/ids.ts';
import { DeveloperConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Badge, Copyable, DefinitionList } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { scopeOf } from '../access/vehicle-access.ts';
import { type Application, type ApplicationForm, readApplicationForm } from '../application.ts';
import { findApplication } from '../application-store.ts';
import { changeApplication } from '../change-application.ts';
import { createApplication } from '../create-application.ts';
import { type Credential, listCredentials } from '../credential-store.ts';
import { findGrowingOrganization, findOrganization } from '../organization-store.ts';
import { ApplicationFields, applicationBody, SecretsOnce } from './application-form.tsx';
import { authWords, credentialWords } from './credential-words.ts';
import { personOf } from './home.tsx';
import { QuickStart } from './quick-start.tsx';

type PageContext = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
type Sent = { values: ApplicationForm; errors: Readonly<Record<string, string>> };

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
    const secrets = await createApplication(kernel, personOf(context), { ...input.value, id, organization: params.id });
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

const show = defineRoute({
  method: 'GET',
  at: routes.developers.application,
  access: signedIn(),
  limit: 'page',
  summary: 'One application with its ids and a quick start.',
  handle: async context => page(context, context.params.id),
});

const change = defineRoute({
  method: 'POST',
  at: routes.developers.application,
  access: signedIn(),
  limit: 'change',
  summary: 'Changes an application.',
  body: applicationBody,
  handle: async context => {
    const { kernel, params, body } = context;
    const { id: _, ...form } = body;
    const input = readApplicationForm(form, kernel.config.publicUrl + href(routes.connect.popup));
    if (!input.ok) return page(context, params.id, { values: form, errors: input.errors });
    await changeApplication(kernel, personOf(context), { ...input.value, id: params.id });
    return seeOther(href(routes.developers.application, params));
  },
});

export const applicationRoutes = [askCreation, create, show, change];

const statusOf = ({ errors }: Sent): number => (Object.keys(errors).length > 0 ? 422 : 200);

async function creationPage(
  context: PageContext,
  organizationId: string,
  id: string,
  sent: Sent = { values: {}, errors: {} },
): Promise<Answer> {
  const organization = await findGrowingOrganization(context.kernel, personOf(context), organizationId);
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
          {...sent}
        />
      </DeveloperConsole>,
    ),
    { status: statusOf(sent) },
  );
}

async function page(context: PageContext, id: string, sent?: Sent): Promise<Answer> {
  const { kernel } = context;
  const actor = personOf(context);
  const application = await findApplication(kernel, actor, id);
  const organization = await findOrganization(kernel, actor, application.organization);
  const credentials = await listCredentials(kernel, application.id);
  const isOwner = organization.role === 'owner';
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
      <DeveloperConsole
        shell={shell(context)}
        title={application.name}
        breadcrumbs={[
          { href: href(routes.developers.home), label: 'Organizations' },
          { href: href(routes.developers.organization, { id: organization.id }), label: organization.name },
        ]}
      >
        <Section title="Identity">
          <DefinitionList
            items={[
              { term: 'Client id', detail: <Copyable text={application.id} what="client id" /> },
              { term: 'Purpose', detail: application.purpose },
              {
                term: 'Proves who it is by',
                detail: (
                  <>
                    {authWords[application.clientAuth.method]}
                    {application.clientAuth.isBound && ', and a proof with each token'}
                    {isOwner && (
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
        <CredentialSection application={application} credentials={credentials} isOwner={isOwner} />
        <Section
          title="Webhooks"
          intro={<p>Your server is told when a car’s signals change, instead of asking again and again.</p>}
        >
          <ButtonRow>
            <ButtonLink icon="webhook" href={href(routes.webhooks.list, { id })}>
              Webhooks
            </ButtonLink>
          </ButtonRow>
        </Section>
        <QuickStart application={application} origin={kernel.config.publicUrl} />
        {isOwner && (
          <Section title="Settings" id="settings">
            <ApplicationFields
              action={href(routes.developers.application, { id })}
              submit="Save changes"
              values={{ ...values }}
              errors={sent?.errors ?? {}}
            />
          </Section>
        )}
      </DeveloperConsole>,
    ),
    { status: sent ? statusOf(sent) : 200 },
  );
}

/** Owners are led to the policy when they decide, so that it opens is looked at every day. */
function PolicyState({ policy }: Pick<Application, 'policy'>) {
  if (!policy) return <Badge>Not looked at yet</Badge>;
  return (
    <>
      {policy.isReadable ? <Badge tone="good">Opens</Badge> : <Badge tone="attention">Does not open</Badge>}{' '}
      <Time at={policy.checkedAt} show="relative" />
    </>
  );
}

function CredentialSection(props: { application: Application; credentials: readonly Credential[]; isOwner: boolean }) {
  const { application, credentials, isOwner } = props;
  return (
    <Section
      title="Secrets"
      intro={
        <p>
          Shown once, when they are made. Client secrets are kept as hashes; management tokens are kept encrypted as
          well, because they sign webhooks.
        </p>
      }
    >
      <Table
        caption="Secrets"
        captionHidden
        dense
        rows={credentials}
        rowKey={({ id }) => id}
        columns={[
          { key: 'kind', label: 'Kind', main: true, cell: ({ kind }) => credentialWords[kind].label },
          { key: 'created', label: 'Created', cell: ({ createdAt }) => <Time at={createdAt} /> },
          {
            key: 'state',
            label: 'State',
            cell: ({ expiresAt }) =>
              expiresAt ? (
                <>
                  <Badge tone="attention">Being replaced</Badge> works until <Time at={expiresAt} show="absolute" />
                </>
              ) : (
                <Badge tone="good">In use</Badge>
              ),
          },
          {
            key: 'replace',
            label: 'Replace',
            labelHidden: true,
            narrow: true,
            cell: ({ kind, expiresAt }) =>
              isOwner &&
              !expiresAt && (
                <a href={href(routes.developers.rotateSecret, { id: application.id }, { kind })}>
                  Replace<span class="visually-hidden"> {credentialWords[kind].what}</span>
                </a>
              ),
          },
        ]}
      />
    </Section>
  );
}
