// The page behind an invitation's link: who invites, as what, and one button.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button } from '../../web/ui/button.tsx';
import { Form, Hidden } from '../../web/ui/form.tsx';
import { DefinitionList } from '../../web/ui/text.tsx';
import { displayName, roleWords } from '../people/person.ts';
import { findPerson } from '../people/person-store.ts';
import { enter } from '../sign-in/admit-person.ts';
import { acceptInvitation } from '../staff/accept-invitation.ts';
import { findInvitation } from '../staff/invitation-store.ts';
import { callerOf } from './at-the-door.ts';
import { expiredPage } from './sign-in-link.tsx';

const show = defineRoute({
  method: 'GET',
  at: routes.accounts.invitation,
  access: publicly(),
  limit: 'page',
  summary: 'Shows an invitation to the security team.',
  query: Type.Object({ token: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, query } = context;
    const invitation = await findInvitation(kernel, query.token ?? '');
    if (!invitation) return html(expiredPage(context), { status: 410 });
    const { email, role, invitedBy } = invitation;
    const inviter = invitedBy === undefined ? undefined : await findPerson(kernel, invitedBy);
    const { name } = kernel.config.operator;
    return html(
      renderPage(
        <CardPage shell={shell(context)} title="Join the team">
          <h1>Join the security team of {name}</h1>
          <DefinitionList
            items={[
              { term: 'You', detail: email },
              { term: 'Your role', detail: `${roleWords[role].label}. ${roleWords[role].may}` },
              { term: 'Invited by', detail: inviter ? displayName(inviter) : 'someone who has left' },
            ]}
          />
          <p>Next you set up a passkey or an authenticator app.</p>
          <Form action={href(routes.accounts.invitation)}>
            <Hidden name="token" value={query.token ?? ''} />
            <Button kind="primary" wide>
              Join the team
            </Button>
          </Form>
        </CardPage>,
      ),
    );
  },
});

const accept = defineRoute({
  method: 'POST',
  at: routes.accounts.invitation,
  access: publicly(),
  limit: 'signIn',
  summary: 'Accepts an invitation.',
  body: Type.Object({ token: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, reply, body } = context;
    const entry = await acceptInvitation(kernel, body.token ?? '', callerOf(context));
    return seeOther(enter(kernel, reply, entry));
  },
});

export const invitationRoutes = [show, accept];
