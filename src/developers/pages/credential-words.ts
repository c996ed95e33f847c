// What the two kinds of secrets are called, and the ways of proving who one is.
import type { ClientAuth } from '../client-auth.ts';
import type { Credential, CredentialKind } from '../credentials/credential.ts';

export const credentialWords: Readonly<Record<CredentialKind, { label: string; what: string }>> = {
  'client-secret': { label: 'Client secret', what: 'client secret' },
  'management-token': { label: 'Management token', what: 'management token' },
};

/** What to call one: its own name, or that of its kind. */
export const nameOfCredential = ({ name, kind }: Pick<Credential, 'name' | 'kind'>): string =>
  name ?? credentialWords[kind].label;

export const authWords: Readonly<Record<ClientAuth['method'], string>> = {
  'client-secret': 'a client secret',
  'private-key': 'a key of its own',
  none: 'nothing: it is an app that can keep no secret',
};
