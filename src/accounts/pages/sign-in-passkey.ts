// Signing in with a passkey: the two requests that the browser's script makes.
import Type from 'typebox';
import { routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { json } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { askForPasskey, signInWithPasskey } from '../passkeys/sign-in-with-passkey.ts';
import { authenticationJson } from '../passkeys/webauthn-json.ts';
import { enter } from '../sign-in/admit-person.ts';
import { readReturnPath } from '../sign-in/return-path.ts';
import { callerOf } from './at-the-door.ts';

const options = defineRoute({
  method: 'POST',
  at: routes.accounts.signInPasskeyOptions,
  access: publicly(),
  limit: 'signIn',
  summary: 'Options for signing in with a passkey.',
  body: Type.Object({}),
  handle: async ({ kernel }) => json(await askForPasskey(kernel)),
});

const verify = defineRoute({
  method: 'POST',
  at: routes.accounts.signInPasskey,
  access: publicly(),
  limit: 'signIn',
  summary: 'Checks the passkey and signs in.',
  query: Type.Object({ next: Type.Optional(Type.String()) }),
  body: authenticationJson,
  handle: async context => {
    const { kernel, reply, query, body } = context;
    const entry = await signInWithPasskey(kernel, body, readReturnPath(query.next), callerOf(context));
    return json({ next: enter(kernel, reply, entry) });
  },
});

export const signInPasskeyRoutes = [options, verify];
