// The secrets of an application: which there are, when each was last used, one more, one less.

import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { signedIn } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { newId } from '../../core/ids.ts';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { Field, Form, FormErrors, Hidden } from '../../web/ui/form.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { findApplication } from '../application-store.ts';
import { createSecret } from '../credentials/create-secret.ts';
import {
  type Credential,
  isClientSecret,
  isTokenInUse,
  MAX_SECRETS,
  readSecretName,
} from '../credentials/credential.ts';
import { listCredentials } from '../credentials/credential-store.ts';
import { flushUses } from '../credentials/note-use.ts';
import { revokeCredential } from '../credentials/revoke-credential.ts';
import { findMemberApplication } from '../member-application.ts';
import { findOwnOrganization } from '../organization-store.ts';
import { SecretsOnce } from './application-form.tsx';
import { ApplicationFrame, secretsPage } from './application-frame.tsx';
import { CredentialTable } from './credential-table.tsx';
import { credentialWords, nameOfCredential } from './credential-words.ts';

const show = defineRoute({
  method: 'GET',
  at: routes.developers.secrets,
  access: signedIn(),
  limit: 'page',
  summary: 'The secrets of an application, each with its age and last use.',
  query: Type.Object({ done: Type.Optional(Type.String()) }),
  handle: async context => page(context, context.params.id),
});

const create = defineRoute({
  method: 'POST',
  at: routes.developers.secrets,
  access: signedIn(),
  limit: 'change',
  summary: 'Makes another client secret and tells it once.',
  body: Type.Object({ id: Type.Optional(Type.String()), name: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, params, body } = context;
    const application = await findApplication(kernel, personOf(context.actor), params.id);
    await findOwnOrganization(kernel, personOf(context.actor), application.organization);
    const name = readSecretName(body.name);
    if (!name.ok) return page(context, params.id, { values: { name: body.name }, errors: name.errors });
    const secret = await createSecret(kernel, personOf(context.actor), {
      application: params.id,
      id: body.id ?? '',
      name: name.value,
    });
    return secretsPage(
      context,
      application,
      `New secret: ${name.value}`,
      <SecretsOnce
        note="Nobody can show it again: we keep its hash only. The other secrets go on working. Put this one in place, look here whether it is used, then revoke the one that it takes the place of."
        secrets={[{ term: name.value, what: 'client secret', secret: secret.reveal() }]}
        next={{ href: href(routes.developers.secrets, params), label: 'I have copied it' }}
      />,
    );
  },
});

const askRevocation = defineRoute({
  method: 'GET',
  at: routes.developers.revokeSecret,
  access: signedIn(),
  limit: 'page',
  summary: 'Asks before a secret is revoked.',
  handle: async context => {
    const { kernel, params } = context;
    const application = await findApplication(kernel, personOf(context.actor), params.id);
    await findOwnOrganization(kernel, personOf(context.actor), application.organization);
    await flushUses(kernel);
    const credentials = await listCredentials(kernel, application);
    const credential = credentials.find(({ id }) => id === params.secret);
    if (credential === undefined || isTokenInUse(credential)) throw refuse('not_found');
    const name = nameOfCredential(credential);
    return secretsPage(
      context,
      application,
      `Revoke ${name}`,
      <Confirm
        title={`Revoke “${name}” of ${application.name}?`}
        consequence={<Consequence credential={credential} others={credentials.filter(isClientSecret).length - 1} />}
        action={href(routes.developers.revokeSecret, params)}
        confirmLabel="Revoke it"
        cancelHref={href(routes.developers.secrets, { id: params.id })}
      />,
    );
  },
});

const revoke = defineRoute({
  method: 'POST',
  at: routes.developers.revokeSecret,
  access: signedIn(),
  limit: 'change',
  summary: 'Revokes one secret at once; the others go on working.',
  handle: async context => {
    const { kernel, params } = context;
    await revokeCredential(kernel, personOf(context.actor), { application: params.id, id: params.secret });
    return seeOther(href(routes.developers.secrets, { id: params.id }, { done: 'revoked' }));
  },
});

export const secretRoutes = [show, create, askRevocation, revoke];

function Consequence({ credential, others }: { credential: Credential; others: number }) {
  const { kind, lastUsedAt } = credential;
  const used = lastUsedAt ? 'It is in use: the table says when it was used last.' : 'It has not been used yet.';
  if (kind === 'management-token')
    return (
      <p>{used} Whatever still sends it is refused from now on, and webhooks are signed with the new token alone.</p>
    );
  return (
    <>
      <p>
        {used} Whatever still sends it is refused from now on. Access that was given with it lasts until its tokens run
        out, two hours at most.
      </p>
      {others === 0 && (
        <p>
          <strong>It is the only one.</strong> Until you make another, the application can get no token at all.
        </p>
      )}
    </>
  );
}

type Sent = { readonly values: Readonly<Record<string, string | undefined>>; readonly errors: FieldErrors };

async function page(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request' | 'query'>,
  id: string,
  sent?: Sent,
): Promise<Answer> {
  const { kernel } = context;
  const application = await findMemberApplication(kernel, personOf(context.actor), id);
  await flushUses(kernel);
  const credentials = await listCredentials(kernel, application);
  const isRevoked = (context.query as { done?: string } | undefined)?.done === 'revoked';
  return html(
    renderPage(
      <ApplicationFrame
        shell={shell(context)}
        application={application}
        at={routes.developers.secrets}
        flash={isRevoked ? { tone: 'good', text: 'It is revoked.' } : undefined}
      >
        <p>
          Shown once, when they are made. Of client secrets we keep the hash only; management tokens are kept encrypted
          as well, because they sign webhooks.
        </p>
        <CredentialTable application={application} credentials={credentials} />
        {application.mayChange && (
          <NewSecret id={id} secret={newId('crd', kernel.clock, kernel.random)} credentials={credentials} sent={sent} />
        )}
      </ApplicationFrame>,
    ),
    { status: sent ? 422 : 200 },
  );
}

function NewSecret(props: { id: string; secret: string; credentials: readonly Credential[]; sent: Sent | undefined }) {
  const { id, secret, credentials, sent } = props;
  const isFull = credentials.filter(isClientSecret).length >= MAX_SECRETS;
  return (
    <Section
      title="Another client secret"
      intro={
        <p>
          {isFull
            ? `There are ${MAX_SECRETS}, which is as many as there may be. Revoke one that is no longer used.`
            : 'To change one without downtime: make a new one, put it in place, see here that it is used, revoke the old one.'}
        </p>
      }
    >
      {!isFull && (
        <Form
          once
          action={href(routes.developers.secrets, { id })}
          values={sent?.values ?? {}}
          errors={sent?.errors ?? {}}
          label={`New ${credentialWords['client-secret'].what}`}
        >
          <FormErrors kept="Your text was kept." />
          <Hidden name="id" value={secret} />
          <Field name="name" label="Name" hint="Where it will be used." required maxLength={40} width="medium" />
          <ButtonRow>
            <Button kind="primary" icon="plus">
              Create secret
            </Button>
          </ButtonRow>
        </Form>
      )}
    </Section>
  );
}
