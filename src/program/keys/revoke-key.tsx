// Revoking a key of this server: the question, and the deed.
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { revokeProgramKey } from './change-key.ts';
import { findKey } from './key-store.ts';
import { groupedFingerprint } from './program-key.ts';

export const revokeKeyRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.program.revokeKey,
    access: staff('program.edit'),
    limit: 'page',
    summary: 'Asks before a key is revoked.',
    handle: async context => {
      const { kernel, params } = context;
      const key = await findKey(kernel, params.id);
      if (key?.custody !== 'server' || key.state === 'revoked') throw refuse('not_found');
      return html(
        renderPage(
          <CardPage shell={shell(context)} title="Revoke the key?">
            <Confirm
              title="Revoke the OpenPGP key?"
              consequence={
                <>
                  <p>
                    <Mono>{groupedFingerprint(key.fingerprint)}</Mono>
                  </p>
                  <p>
                    Its page and file will say that it is invalid, for ever.{' '}
                    {key.state === 'current' && 'Until you make a new one, nobody can encrypt to the team. '}
                    What was encrypted to it stays readable here.
                  </p>
                </>
              }
              action={href(routes.program.revokeKey, { id: key.id })}
              confirmLabel="Revoke the key"
              cancelHref={href(routes.program.editKey)}
            />
          </CardPage>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.program.revokeKey,
    access: staff('program.edit'),
    limit: 'change',
    summary: 'Revokes a key that this server keeps.',
    handle: async ({ kernel, actor, params }) => {
      await revokeProgramKey(kernel, actor, params.id);
      return seeOther(href(routes.program.editKey, undefined, { done: 'revoked' }));
    },
  }),
];
