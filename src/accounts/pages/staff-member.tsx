// One person of the team: another role, a reset second factor, or off the team.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import type { Kernel } from '../../core/kernel.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { RadioGroup } from '../../web/ui/choice.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { Form, FormErrors } from '../../web/ui/form.tsx';
import { displayName, type Person, readStaffRole } from '../people/person.ts';
import { findPerson } from '../people/person-store.ts';
import { changeRole } from '../staff/change-role.ts';
import { resetFactors } from '../staff/reset-factors.ts';
import { crumbs, peopleHref, roleOptions } from './people.tsx';

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

const showRole = defineRoute({
  method: 'GET',
  at: routes.accounts.personRole,
  access: staff('staff.manage'),
  limit: 'page',
  summary: 'One person of the team, and what can be changed.',
  handle: async context => html(memberPage(context, await staffMember(context.kernel, context.params.id), {})),
});

const saveRole = defineRoute({
  method: 'POST',
  at: routes.accounts.personRole,
  access: staff('staff.manage'),
  limit: 'change',
  summary: 'Changes a role.',
  body: Type.Object({ role: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, actor, params, body } = context;
    const role = readStaffRole(body.role);
    if (role === undefined) {
      const person = await staffMember(kernel, params.id);
      return html(memberPage(context, person, { role: 'Choose one of the roles.' }), { status: 422 });
    }
    await changeRole(kernel, actor, { person: params.id, role });
    return seeOther(peopleHref('role'));
  },
});

const askRemove = defineRoute({
  method: 'GET',
  at: routes.accounts.personRemove,
  access: staff('staff.manage'),
  limit: 'page',
  summary: 'Asks before somebody is taken off the team.',
  handle: async context => {
    const person = await staffMember(context.kernel, context.params.id);
    return html(
      confirmPage(context, 'Remove from the team', {
        title: `Take ${displayName(person)} off the team?`,
        consequence:
          'They are signed out everywhere at once and can no longer open reports. What they wrote stays, under their name. They are told by mail.',
        action: href(routes.accounts.personRemove, { id: person.id }),
        confirmLabel: 'Remove from the team',
      }),
    );
  },
});

const remove = defineRoute({
  method: 'POST',
  at: routes.accounts.personRemove,
  access: staff('staff.manage'),
  limit: 'change',
  summary: 'Takes somebody off the team.',
  handle: async ({ kernel, actor, params }) => {
    await changeRole(kernel, actor, { person: params.id, role: undefined });
    return seeOther(peopleHref('removed'));
  },
});

const askReset = defineRoute({
  method: 'GET',
  at: routes.accounts.personReset,
  access: staff('staff.manage'),
  limit: 'page',
  summary: "Asks before somebody's second factor is reset.",
  handle: async context => {
    const person = await staffMember(context.kernel, context.params.id);
    return html(
      confirmPage(context, 'Reset second factor', {
        title: `Reset the second factor of ${displayName(person)}?`,
        consequence:
          'Their passkeys, authenticator app and recovery codes are removed and their sessions end. Whoever reads their mail can then set up a new factor: be sure that they asked for it.',
        action: href(routes.accounts.personReset, { id: person.id }),
        confirmLabel: 'Reset second factor',
      }),
    );
  },
});

const reset = defineRoute({
  method: 'POST',
  at: routes.accounts.personReset,
  access: staff('staff.manage'),
  limit: 'change',
  summary: "Resets somebody's second factor.",
  handle: async ({ kernel, actor, params }) => {
    await resetFactors(kernel, actor, params.id);
    return seeOther(peopleHref('reset'));
  },
});

export const staffMemberRoutes = [showRole, saveRole, askRemove, remove, askReset, reset];

async function staffMember(kernel: Kernel, id: string): Promise<Person> {
  const person = await findPerson(kernel, id);
  if (person?.staffRole === undefined) throw refuse('not_found');
  return person;
}

const memberPage = (context: Context, person: Person, errors: Readonly<Record<string, string>>): string =>
  renderPage(
    <StaffConsole shell={shell(context)} title={displayName(person)} breadcrumbs={crumbs}>
      <p class="muted">{person.email}</p>
      <Section title="What they may do" intro={<p>With a new role they are signed out everywhere and told by mail.</p>}>
        <Form
          action={href(routes.accounts.personRole, { id: person.id })}
          values={{ role: person.staffRole }}
          errors={errors}
        >
          <FormErrors />
          <RadioGroup name="role" label="Role" options={roleOptions} look="cards" required />
          <ButtonRow>
            <Button kind="primary">Change role</Button>
          </ButtonRow>
        </Form>
      </Section>
      {person.id !== actorId(context.actor) && (
        <Section
          title="Second factor"
          intro={<p>When their passkeys and their app are lost, let them set up a new one.</p>}
        >
          <ButtonLink href={href(routes.accounts.personReset, { id: person.id })}>Reset second factor</ButtonLink>
        </Section>
      )}
      <Section title="Leaving" intro={<p>They keep their own account, and nothing of the team's.</p>}>
        <ButtonLink href={href(routes.accounts.personRemove, { id: person.id })}>Remove from the team</ButtonLink>
      </Section>
    </StaffConsole>,
  );

const confirmPage = (
  context: Context,
  title: string,
  question: { title: string; consequence: string; action: string; confirmLabel: string },
): string =>
  renderPage(
    <StaffConsole shell={shell(context)} title={title} breadcrumbs={crumbs}>
      <Confirm {...question} consequence={<p>{question.consequence}</p>} cancelHref={peopleHref()} />
    </StaffConsole>,
  );
