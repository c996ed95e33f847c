// The page behind an invitation's link: who invites, what for, and joining.

import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { signedIn } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Form, Hidden } from '../../web/ui/form.tsx';
import { acceptInvitation, readInvitation } from '../accept-invitation.ts';

const show = defineRoute({
  method: 'GET',
  at: routes.developers.acceptMember,
  access: signedIn(),
  limit: 'signIn',
  summary: 'What an invitation is for.',
  query: Type.Object({ token: Type.Optional(Type.String()) }),
  handle: async context => {
    const token = context.query.token ?? '';
    const { organization, role, may } = await readInvitation(context.kernel, token);
    return html(
      renderPage(
        <CardPage shell={shell(context)} title={`Join ${organization}`}>
          <h1>Join {organization}</h1>
          <p>
            You are invited as <strong>{role}</strong>. {may}
          </p>
          <Form action={href(routes.developers.acceptMember)}>
            <Hidden name="token" value={token} />
            <ButtonRow even>
              <Button kind="primary">Join organization</Button>
              <ButtonLink href={href(routes.developers.home)}>Not now</ButtonLink>
            </ButtonRow>
          </Form>
        </CardPage>,
      ),
    );
  },
});

const accept = defineRoute({
  method: 'POST',
  at: routes.developers.acceptMember,
  access: signedIn(),
  limit: 'signIn',
  summary: 'Joins an organization.',
  body: Type.Object({ token: Type.Optional(Type.String()) }),
  handle: async context => {
    const id = await acceptInvitation(context.kernel, personOf(context.actor), context.body.token ?? '');
    return seeOther(href(routes.developers.organization, { id }));
  },
});

export const invitationRoutes = [show, accept];
