// One organization: its people, its invitations, and letting somebody in or out.

import Type from 'typebox';
import { personNames } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { signedIn } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { DeveloperConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { RadioGroup } from '../../web/ui/choice.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { Field, Form, FormErrors } from '../../web/ui/form.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Badge, Callout, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { Application } from '../application.ts';
import { listApplications } from '../application-store.ts';
import { inviteMember } from '../invite-member.ts';
import {
  type Invitation,
  type Member,
  memberRoles,
  memberRoleWords,
  type Organization,
  readMemberRole,
} from '../organization.ts';
import { findOrganization, listInvitations, listMembers } from '../organization-store.ts';
import { removeMember } from '../remove-member.ts';

type PageContext = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
type Sent = { values: Record<string, string | undefined>; errors: Record<string, string> };

const show = defineRoute({
  method: 'GET',
  at: routes.developers.organization,
  access: signedIn(),
  limit: 'page',
  summary: 'One organization with its applications and people.',
  handle: async context => page(context, context.params.id),
});

const invite = defineRoute({
  method: 'POST',
  at: routes.developers.inviteMember,
  access: signedIn(),
  limit: 'change',
  summary: 'Invites somebody into the organization.',
  body: Type.Object({ email: Type.Optional(Type.String()), role: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, params, body } = context;
    const email = (body.email ?? '').normalize('NFC').trim().toLowerCase();
    const role = readMemberRole(body.role);
    const errors: Record<string, string> = {};
    if (!isAddress(email)) errors['email'] = 'Give the e-mail address of the person to invite.';
    if (!role) errors['role'] = 'Choose what the person may do.';
    if (!role || Object.keys(errors).length > 0) return page(context, params.id, { values: body, errors });
    await inviteMember(kernel, personOf(context.actor), { organization: params.id, email, role });
    return seeOther(`${href(routes.developers.organization, { id: params.id })}#people`);
  },
});

const askRemoval = defineRoute({
  method: 'GET',
  at: routes.developers.memberRemove,
  access: signedIn(),
  limit: 'page',
  summary: 'Asks before a member is removed.',
  handle: async context => {
    const { kernel, params } = context;
    const actor = personOf(context.actor);
    const organization = await findOrganization(kernel, actor, params.id);
    const member = (await listMembers(kernel, organization)).find(({ person }) => person === params.person);
    if (!member || (organization.role !== 'owner' && member.person !== actor.id)) throw refuse('not_found');
    const name = (await personNames(kernel, [member.person])).get(member.person) ?? 'this person';
    const isSelf = member.person === actor.id;
    const back = href(routes.developers.organization, { id: organization.id });
    return html(
      renderPage(
        <DeveloperConsole
          shell={shell(context)}
          title={isSelf ? 'Leave' : 'Remove'}
          breadcrumbs={[{ href: back, label: organization.name }]}
        >
          <Confirm
            title={isSelf ? `Leave ${organization.name}?` : `Remove ${name} from ${organization.name}?`}
            consequence={
              <p>
                {isSelf ? 'You no longer see' : `${name} no longer sees`} the applications of {organization.name}. Their
                secrets stay as they are: replace those that should no longer be known.
              </p>
            }
            action={href(routes.developers.memberRemove, params)}
            confirmLabel={isSelf ? 'Leave organization' : `Remove ${name}`}
            cancelHref={back}
          />
        </DeveloperConsole>,
      ),
    );
  },
});

const remove = defineRoute({
  method: 'POST',
  at: routes.developers.memberRemove,
  access: signedIn(),
  limit: 'change',
  summary: 'Removes a member.',
  handle: async context => {
    const { kernel, params } = context;
    const actor = personOf(context.actor);
    await removeMember(kernel, actor, { organization: params.id, person: params.person });
    return seeOther(
      params.person === actor.id
        ? href(routes.developers.home)
        : `${href(routes.developers.organization, { id: params.id })}#people`,
    );
  },
});

export const organizationRoutes = [show, invite, askRemoval, remove];

const isAddress = (text: string): boolean =>
  text.length <= 254 && /^[^\s@\p{C}]{1,64}@[^\s@\p{C}]+\.[^\s@\p{C}]+$/u.test(text);

async function page(context: PageContext, id: string, sent: Sent = { values: {}, errors: {} }): Promise<Answer> {
  const { kernel } = context;
  const actor = personOf(context.actor);
  const organization = await findOrganization(kernel, actor, id);
  const members = await listMembers(kernel, organization);
  const names = await personNames(
    kernel,
    members.map(({ person }) => person),
  );
  const isOwner = organization.role === 'owner';
  const mayGrow = isOwner && organization.sandbox === null;
  const invitations = mayGrow ? await listInvitations(kernel, organization) : [];
  const applications = (await listApplications(kernel, actor)).filter(({ organization }) => organization === id);
  return html(
    renderPage(
      <DeveloperConsole
        shell={shell(context)}
        title={organization.name}
        breadcrumbs={[{ href: href(routes.developers.home), label: 'Organizations' }]}
      >
        {organization.sandbox !== null && (
          <Callout tone="info" title="A sandbox for security research">
            <p>
              It stays as it was made: one application, which reaches simulated cars only, and nobody but you.{' '}
              <a href={href(routes.research.sandbox)}>Your sandbox</a>
            </p>
          </Callout>
        )}
        <ApplicationSection organization={organization} applications={applications} />
        <PeopleSection organization={organization} members={members} names={names} actor={actor.id} />
        {invitations.length > 0 && <InvitationSection invitations={invitations} />}
        {mayGrow && <InviteSection organization={organization} sent={sent} />}
      </DeveloperConsole>,
    ),
    { status: Object.keys(sent.errors).length > 0 ? 422 : 200 },
  );
}

function ApplicationSection(props: { organization: Organization; applications: readonly Application[] }) {
  const { organization, applications } = props;
  return (
    <Section title="Applications">
      <Table
        caption="Applications"
        captionHidden
        dense
        rows={applications}
        rowKey={({ id }) => id}
        columns={[
          {
            key: 'name',
            label: 'Name',
            main: true,
            cell: ({ id, name }) => <a href={href(routes.developers.application, { id })}>{name}</a>,
          },
          { key: 'id', label: 'Client id', cell: ({ id }) => <Mono>{id}</Mono> },
          {
            key: 'created',
            label: 'Created',
            narrow: true,
            cell: ({ createdAt }) => <Time at={createdAt} show="date" />,
          },
        ]}
        empty={<p>No application yet.</p>}
      />
      {organization.role === 'owner' && organization.sandbox === null && (
        <ButtonRow>
          <ButtonLink icon="plus" href={href(routes.developers.createApplication, { id: organization.id })}>
            Create application
          </ButtonLink>
        </ButtonRow>
      )}
    </Section>
  );
}

function PeopleSection(props: {
  organization: Organization;
  members: readonly Member[];
  names: ReadonlyMap<string, string>;
  actor: string;
}) {
  const { organization, members, names, actor } = props;
  const mayRemove = ({ person }: Member) => organization.role === 'owner' || person === actor;
  return (
    <Section title="People" id="people">
      <Table
        caption="People"
        captionHidden
        dense
        rows={members}
        rowKey={({ person }) => person}
        columns={[
          {
            key: 'name',
            label: 'Name',
            main: true,
            cell: ({ person }) => `${names.get(person) ?? 'Erased'}${person === actor ? ' (you)' : ''}`,
          },
          { key: 'role', label: 'Role', cell: ({ role }) => <Badge>{memberRoleWords[role].label}</Badge> },
          { key: 'may', label: 'May', cell: ({ role }) => memberRoleWords[role].may },
          {
            key: 'remove',
            label: 'Remove',
            labelHidden: true,
            narrow: true,
            cell: member =>
              mayRemove(member) && (
                <a href={href(routes.developers.memberRemove, { id: organization.id, person: member.person })}>
                  {member.person === actor ? 'Leave' : 'Remove'}
                </a>
              ),
          },
        ]}
      />
    </Section>
  );
}

function InvitationSection({ invitations }: { invitations: readonly Invitation[] }) {
  return (
    <Section title="Waiting invitations">
      <Table
        caption="Waiting invitations"
        captionHidden
        dense
        rows={invitations}
        rowKey={({ id }) => id}
        columns={[
          { key: 'email', label: 'Address', main: true, cell: ({ email }) => email },
          { key: 'role', label: 'Role', cell: ({ role }) => <Badge>{memberRoleWords[role].label}</Badge> },
          { key: 'until', label: 'Good until', cell: ({ expiresAt }) => <Time at={expiresAt} /> },
        ]}
      />
    </Section>
  );
}

function InviteSection({ organization, sent }: { organization: Organization; sent: Sent }) {
  return (
    <Section title="Invite a colleague" intro={<p>They get a link by mail that works once, for a week.</p>}>
      <Form
        once
        action={href(routes.developers.inviteMember, { id: organization.id })}
        values={{ role: 'member', ...sent.values }}
        errors={sent.errors}
      >
        <FormErrors />
        <Field name="email" label="E-mail address" type="email" required width="medium" autocomplete="off" />
        <RadioGroup
          name="role"
          label="Role"
          options={memberRoles.map(role => ({
            value: role,
            label: memberRoleWords[role].label,
            hint: memberRoleWords[role].may,
          }))}
        />
        <ButtonRow>
          <Button icon="mail">Send invitation</Button>
        </ButtonRow>
      </Form>
    </Section>
  );
}
