// Replacing the management token: asking first, then telling the new one once.

import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { signedIn } from '../../core/http/access.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { Confirm } from '../../web/ui/dialog.tsx';
import { findApplication } from '../application-store.ts';
import { isTokenInUse } from '../credentials/credential.ts';
import { listCredentials } from '../credentials/credential-store.ts';
import { replaceManagementToken } from '../credentials/replace-management-token.ts';
import { findOwnOrganization } from '../organization-store.ts';
import { SecretsOnce } from './application-form.tsx';
import { secretsPage } from './application-frame.tsx';

const ask = defineRoute({
  method: 'GET',
  at: routes.developers.replaceToken,
  access: signedIn(),
  limit: 'page',
  summary: 'Asks before the management token is replaced.',
  handle: async context => {
    const { kernel, params } = context;
    const application = await findApplication(kernel, personOf(context.actor), params.id);
    await findOwnOrganization(kernel, personOf(context.actor), application.organization);
    const present = (await listCredentials(kernel, application)).find(isTokenInUse);
    return secretsPage(
      context,
      application,
      'Replace management token',
      <Confirm
        tone="primary"
        title={`Replace the management token of ${application.name}?`}
        consequence={
          <p>
            You get a new management token, shown once. The present one works for 24 more hours, and webhooks are signed
            with both until then: put the new one in place before that.
          </p>
        }
        action={href(routes.developers.replaceToken, params)}
        hidden={{ present: present?.id ?? '' }}
        confirmLabel="Replace management token"
        cancelHref={href(routes.developers.secrets, params)}
      />,
    );
  },
});

const replace = defineRoute({
  method: 'POST',
  at: routes.developers.replaceToken,
  access: signedIn(),
  limit: 'change',
  summary: 'Replaces the management token; the old one works for another day.',
  body: Type.Object({ present: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, params, body } = context;
    const application = await findApplication(kernel, personOf(context.actor), params.id);
    const secret = await replaceManagementToken(kernel, personOf(context.actor), {
      application: application.id,
      present: body.present ?? '',
    });
    return secretsPage(
      context,
      application,
      'The new management token',
      <SecretsOnce
        note="Nobody can show it again. The old one works for 24 more hours."
        secrets={[{ term: 'Management token', what: 'management token', secret: secret.reveal() }]}
        next={{ href: href(routes.developers.secrets, params), label: 'I have copied it' }}
      />,
    );
  },
});

export const managementTokenRoutes = [ask, replace];
