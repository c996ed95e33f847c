// The team, for admins: who is on it, who is invited, and the form that invites.
import Type from 'typebox';
import { staffRoles } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { RadioGroup } from '../../web/ui/choice.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { Field, Form, FormErrors } from '../../web/ui/form.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { displayName, type Person, roleWords } from '../people/person.ts';
import { listPeopleByRole } from '../people/person-store.ts';
import { findFactorsOf } from '../second-factor/factor-store.ts';
import type { Factors } from '../sign-in/next-step.ts';
import { findInvitationById, INVITATION_DAYS, type Invitation, listInvitations } from '../staff/invitation-store.ts';
import { type InvitationForm, inviteStaff, readInvitation } from '../staff/invite-staff.ts';
import { withdrawInvitation } from '../staff/withdraw-invitation.ts';

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

const list = defineRoute({
  method: 'GET',
  at: routes.accounts.people,
  access: staff('staff.manage'),
  limit: 'page',
  summary: 'The team and its open invitations.',
  query: Type.Object({ done: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, actor, query } = context;
    const people = await listPeopleByRole(kernel, staffRoles);
    const [factors, invitations] = await Promise.all([
      findFactorsOf(
        kernel,
        people.map(({ id }) => id),
      ),
      listInvitations(kernel),
    ]);
    const done = doneWords.get(query.done);
    return html(
      renderPage(
        <StaffConsole
          shell={shell(context)}
          title="People"
          flash={done === undefined ? undefined : { tone: 'good', text: done }}
          headingAside={
            <ButtonLink kind="primary" icon="plus" href={href(routes.accounts.invite)}>
              Invite someone
            </ButtonLink>
          }
        >
          <Section title="Team">
            <Team people={people} factors={factors} self={actorId(actor)} />
          </Section>
          <Section title="Invitations">
            <Invitations invitations={invitations} people={people} />
          </Section>
        </StaffConsole>,
      ),
    );
  },
});

const showInvite = defineRoute({
  method: 'GET',
  at: routes.accounts.invite,
  access: staff('staff.manage'),
  limit: 'page',
  summary: 'The form that invites somebody to the team.',
  handle: async context => html(invitePage(context, { role: 'triager' }, {})),
});

const invite = defineRoute({
  method: 'POST',
  at: routes.accounts.invite,
  access: staff('staff.manage'),
  limit: 'change',
  summary: 'Mails an invitation to join the team.',
  body: Type.Object({
    email: Type.Optional(Type.String()),
    name: Type.Optional(Type.String()),
    role: Type.Optional(Type.String()),
  }),
  handle: async context => {
    const { kernel, actor, body } = context;
    const read = readInvitation(body);
    if (!read.ok) return html(invitePage(context, body, read.errors), { status: 422 });
    if (await inviteStaff(kernel, actor, read.value)) return seeOther(peopleHref('invited'));
    const errors = { email: 'This address is on the team already. Change its role on the page before.' };
    return html(invitePage(context, body, errors), { status: 422 });
  },
});

const askWithdraw = defineRoute({
  method: 'GET',
  at: routes.accounts.invitationWithdraw,
  access: staff('staff.manage'),
  limit: 'page',
  summary: 'Asks before an invitation is withdrawn.',
  handle: async context => {
    const invitation = await findInvitationById(context.kernel, context.params.id);
    if (!invitation) throw refuse('not_found');
    return html(
      renderPage(
        <StaffConsole shell={shell(context)} title="Withdraw invitation" breadcrumbs={crumbs}>
          <Confirm
            title={`Withdraw the invitation of ${invitation.email}?`}
            consequence={<p>The link in their mail stops working. You can invite them again.</p>}
            action={href(routes.accounts.invitationWithdraw, { id: invitation.id })}
            confirmLabel="Withdraw invitation"
            cancelHref={peopleHref()}
          />
        </StaffConsole>,
      ),
    );
  },
});

const withdraw = defineRoute({
  method: 'POST',
  at: routes.accounts.invitationWithdraw,
  access: staff('staff.manage'),
  limit: 'change',
  summary: 'Withdraws an invitation.',
  handle: async ({ kernel, actor, params }) => {
    await withdrawInvitation(kernel, actor, params.id);
    return seeOther(peopleHref('withdrawn'));
  },
});

export const peopleRoutes = [list, showInvite, invite, askWithdraw, withdraw];

/** The list, with a word on what was just done. */
export const peopleHref = (done?: string): string => href(routes.accounts.people, undefined, { done });
export const crumbs = [{ href: href(routes.accounts.people), label: 'People' }];

const doneWords: ReadonlyMap<string | undefined, string> = new Map([
  ['invited', `The invitation is on its way; it is good for ${INVITATION_DAYS} days.`],
  ['withdrawn', 'The invitation is withdrawn.'],
  ['role', 'The role is changed. The person was signed out everywhere and told by mail.'],
  ['removed', 'The person is no longer on the team. They were signed out everywhere and told by mail.'],
  ['reset', 'The second factor is reset. The next e-mail link leads them to a new one.'],
]);

/** The roles as choices, each with what it may do. */
export const roleOptions = staffRoles.map(role => ({
  value: role,
  label: roleWords[role].label,
  hint: roleWords[role].may,
}));

function Team({
  people,
  factors,
  self,
}: {
  people: readonly Person[];
  factors: ReadonlyMap<string, Factors>;
  self: string;
}) {
  return (
    <Table
      caption="Team"
      captionHidden
      rows={people}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'name',
          label: 'Name',
          main: true,
          cell: person => (
            <>
              {displayName(person)} {person.id === self && <Badge tone="info">You</Badge>}
            </>
          ),
        },
        { key: 'email', label: 'E-mail', cell: ({ email }) => email },
        { key: 'role', label: 'Role', cell: ({ staffRole }) => staffRole && roleWords[staffRole].label },
        { key: 'factor', label: 'Second factor', cell: ({ id }) => <FactorBadge factors={factors.get(id)} /> },
        {
          key: 'do',
          label: 'Actions',
          labelHidden: true,
          narrow: true,
          cell: ({ id }) => (
            <ButtonLink size="small" href={href(routes.accounts.personRole, { id })}>
              Change
            </ButtonLink>
          ),
        },
      ]}
    />
  );
}

function FactorBadge({ factors = { hasTotp: false, passkeys: 0 } }: { factors: Factors | undefined }) {
  if (factors.passkeys > 0) return <Badge tone="good">Passkey</Badge>;
  if (factors.hasTotp) return <Badge tone="good">App</Badge>;
  return <Badge tone="attention">None yet</Badge>;
}

function Invitations({ invitations, people }: { invitations: readonly Invitation[]; people: readonly Person[] }) {
  const nameOf = (id: string | undefined): string => {
    const person = people.find(person => person.id === id);
    return person ? displayName(person) : 'someone who has left';
  };
  return (
    <Table
      caption="Open invitations"
      captionHidden
      rows={invitations}
      rowKey={({ id }) => id}
      empty={<EmptyState title="No open invitations" icon="mail" />}
      columns={[
        { key: 'email', label: 'E-mail', main: true, cell: ({ email }) => email },
        { key: 'role', label: 'Role', cell: ({ role }) => roleWords[role].label },
        { key: 'by', label: 'Invited by', cell: ({ invitedBy }) => nameOf(invitedBy) },
        { key: 'until', label: 'Good until', cell: ({ expiresAt }) => <Time at={expiresAt} /> },
        {
          key: 'do',
          label: 'Actions',
          labelHidden: true,
          narrow: true,
          cell: ({ id }) => (
            <ButtonLink size="small" href={href(routes.accounts.invitationWithdraw, { id })}>
              Withdraw
            </ButtonLink>
          ),
        },
      ]}
    />
  );
}

const invitePage = (context: Context, values: InvitationForm, errors: Readonly<Record<string, string>>): string =>
  renderPage(
    <StaffConsole shell={shell(context)} title="Invite someone" breadcrumbs={crumbs}>
      <Form action={href(routes.accounts.invite)} values={{ ...values }} errors={errors}>
        <FormErrors kept="What you typed was kept." />
        <Field name="email" label="E-mail address" type="email" autocomplete="off" width="medium" required />
        <Field
          name="name"
          label="Name"
          hint="They can change it later."
          autocomplete="off"
          maxLength={100}
          width="medium"
        />
        <RadioGroup name="role" label="Role" options={roleOptions} look="cards" required />
        <ButtonRow>
          <Button kind="primary">Send invitation</Button>
        </ButtonRow>
      </Form>
    </StaffConsole>,
  );
