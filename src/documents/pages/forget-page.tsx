// Being forgotten: asked before, since nothing brings it back.
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { documentVisitor } from '../../core/http/access.ts';
import { seeOther } from '../../core/http/answer.ts';
import { clearCookie } from '../../core/http/cookies.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { Confirm } from '../../web/ui/dialog.tsx';
import { forgetVisitor } from '../visitors/forget-visitor.ts';
import { cardPage, quiet } from './parts.tsx';

export const forgetRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.documents.forget,
    access: documentVisitor(),
    limit: 'page',
    summary: 'Asks before a visitor is forgotten.',
    handle: async context =>
      cardPage(
        context,
        'Be forgotten',
        <Confirm
          title="Delete what is kept of you?"
          consequence={
            <>
              <p>
                Your access ends, what waits is withdrawn, and your address and what you wrote are deleted for good.
              </p>
              <p>
                What stays, sealed, for six years: the record of what you accepted, and which numbered copies were made
                for you.
              </p>
            </>
          }
          action={href(routes.documents.forget)}
          confirmLabel="Delete it"
          cancelHref={href(routes.documents.mine)}
        />,
      ),
  }),
  defineRoute({
    method: 'POST',
    at: routes.documents.forget,
    access: documentVisitor(),
    limit: 'change',
    summary: 'Forgets a visitor.',
    handle: async ({ kernel, actor, reply }) => {
      if (actor.kind !== 'document-visitor') throw refuse('not_found');
      await forgetVisitor(kernel, actor, actor.id);
      clearCookie(kernel.config, reply, 'document-visitor');
      return seeOther(href(routes.documents.list), { headers: quiet });
    },
  }),
];
