// The developer's start: their organizations and applications, and how to begin.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { signedIn } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { DeveloperConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Card, CardGrid, Section } from '../../web/ui/card.tsx';
import { Field, Form, FormErrors } from '../../web/ui/form.tsx';
import { Badge } from '../../web/ui/text.tsx';
import type { Application } from '../application.ts';
import { listApplications } from '../application-store.ts';
import { createOrganization } from '../create-organization.ts';
import { memberRoleWords, type Organization, readOrganizationName } from '../organization.ts';
import { listOrganizations } from '../organization-store.ts';

const show = defineRoute({
  method: 'GET',
  at: routes.developers.home,
  access: signedIn(),
  limit: 'page',
  summary: 'The organizations and applications of a developer.',
  handle: async context => page(context),
});

const create = defineRoute({
  method: 'POST',
  at: routes.developers.create,
  access: signedIn(),
  limit: 'change',
  summary: 'Starts an organization.',
  body: Type.Object({ name: Type.Optional(Type.String()) }),
  handle: async context => {
    const name = readOrganizationName(context.body.name);
    if (!name.ok) return page(context, { values: { name: context.body.name }, errors: name.errors });
    const id = await createOrganization(context.kernel, personOf(context.actor), name.value);
    return seeOther(href(routes.developers.organization, { id }));
  },
});

export const homeRoutes = [show, create];

type Sent = { values: Record<string, string | undefined>; errors: Readonly<Record<string, string>> };

async function page(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  sent: Sent = { values: {}, errors: {} },
): Promise<Answer> {
  const organizations = await listOrganizations(context.kernel, personOf(context.actor));
  const applications = await listApplications(context.kernel, personOf(context.actor));
  return html(
    renderPage(
      <DeveloperConsole
        shell={shell(context)}
        title={organizations.length === 0 ? 'Start building' : 'Your organizations'}
      >
        {organizations.map(organization => (
          <OrganizationSection
            key={organization.id}
            organization={organization}
            applications={applications.filter(application => application.organization === organization.id)}
          />
        ))}
        <Section
          title={organizations.length === 0 ? 'First, name your organization' : 'Another organization'}
          intro={<p>It answers for its applications: car owners see its name when they are asked for access.</p>}
        >
          <Form action={href(routes.developers.create)} once {...sent}>
            <FormErrors />
            <Field
              name="name"
              label="Organization name"
              required
              maxLength={80}
              width="medium"
              autocomplete="organization"
            />
            <ButtonRow>
              <Button kind={organizations.length === 0 ? 'primary' : 'quiet'}>Create organization</Button>
            </ButtonRow>
          </Form>
        </Section>
      </DeveloperConsole>,
    ),
    { status: Object.keys(sent.errors).length > 0 ? 422 : 200 },
  );
}

function OrganizationSection(props: { organization: Organization; applications: readonly Application[] }) {
  const { organization, applications } = props;
  const isOwner = organization.role === 'owner';
  return (
    <Section
      title={organization.name}
      aside={
        <span>
          <Badge>{organization.sandbox === null ? memberRoleWords[organization.role].label : 'Sandbox'}</Badge>{' '}
          <a href={href(routes.garage.cars, { id: organization.id })}>Simulated cars</a>{' '}
          <a href={href(routes.developers.organization, { id: organization.id })}>People and settings</a>
        </span>
      }
    >
      {applications.length > 0 && (
        <CardGrid>
          {applications.map(application => (
            <Card
              key={application.id}
              level={3}
              title={application.name}
              href={href(routes.developers.application, { id: application.id })}
            >
              <p>{application.purpose}</p>
            </Card>
          ))}
        </CardGrid>
      )}
      {applications.length === 0 && (
        <p>
          {isOwner
            ? 'No application yet. Create one, then ask an owner for access to a car.'
            : 'No application yet. An owner of the organization can create one.'}
        </p>
      )}
      {isOwner && organization.sandbox === null && (
        <ButtonRow>
          <ButtonLink
            kind={applications.length === 0 ? 'primary' : 'quiet'}
            icon="plus"
            href={href(routes.developers.createApplication, { id: organization.id })}
          >
            Create application
          </ButtonLink>
        </ButtonRow>
      )}
    </Section>
  );
}
