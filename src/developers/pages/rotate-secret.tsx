// Replacing a secret: asking first, then telling the new one once.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { signedIn } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { DeveloperConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { findApplication } from '../application-store.ts';
import { type CredentialKind, isInUse, listCredentials } from '../credential-store.ts';
import { findOwnOrganization } from '../organization-store.ts';
import { rotateCredential } from '../rotate-credential.ts';
import { SecretsOnce } from './application-form.tsx';
import { credentialWords } from './credential-words.ts';
import { personOf } from './home.tsx';

const askRotation = defineRoute({
  method: 'GET',
  at: routes.developers.rotateSecret,
  access: signedIn(),
  limit: 'page',
  summary: 'Asks before a secret is replaced.',
  query: Type.Object({ kind: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, params, query } = context;
    const application = await findApplication(kernel, personOf(context), params.id);
    const kind = readKind(query.kind ?? 'client-secret');
    await findOwnOrganization(kernel, personOf(context), application.organization);
    const present = (await listCredentials(kernel, application.id)).find(isInUse(kind));
    const { what } = credentialWords[kind];
    const back = href(routes.developers.application, params);
    return html(
      renderPage(
        <DeveloperConsole
          shell={shell(context)}
          title={`Replace ${what}`}
          breadcrumbs={[{ href: back, label: application.name }]}
        >
          <Confirm
            tone="primary"
            title={`Replace the ${what} of ${application.name}?`}
            consequence={
              <p>
                You get a new {what}, shown once. The present one works for 24 more hours, then never again: put the new
                one in place before that.
              </p>
            }
            action={href(routes.developers.rotateSecret, params)}
            hidden={{ kind, present: present?.id ?? '' }}
            confirmLabel={`Replace ${what}`}
            cancelHref={back}
          />
        </DeveloperConsole>,
      ),
    );
  },
});

const rotate = defineRoute({
  method: 'POST',
  at: routes.developers.rotateSecret,
  access: signedIn(),
  limit: 'change',
  summary: 'Replaces a secret; the old one works for another day.',
  body: Type.Object({ kind: Type.Optional(Type.String()), present: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, params, body } = context;
    const { id } = await findApplication(kernel, personOf(context), params.id);
    const kind = readKind(body.kind ?? '');
    const secret = await rotateCredential(kernel, personOf(context), {
      application: id,
      kind,
      present: body.present ?? '',
    });
    const { label, what } = credentialWords[kind];
    return html(
      renderPage(
        <DeveloperConsole shell={shell(context)} title={`The new ${what}`}>
          <SecretsOnce
            note="Nobody can show it again. The old one works for 24 more hours."
            secrets={[{ term: label, what, secret: secret.reveal() }]}
            next={{ href: href(routes.developers.application, params), label: 'I have copied it' }}
          />
        </DeveloperConsole>,
      ),
    );
  },
});

export const rotateSecretRoutes = [askRotation, rotate];

function readKind(text: string): CredentialKind {
  if (text === 'client-secret' || text === 'management-token') return text;
  throw refuse('invalid_input', { field: 'kind' });
}
