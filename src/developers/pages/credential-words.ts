// What the two kinds of secrets are called.
import type { CredentialKind } from '../credential-store.ts';

export const credentialWords: Readonly<Record<CredentialKind, { label: string; what: string }>> = {
  'client-secret': { label: 'Client secret', what: 'client secret' },
  'management-token': { label: 'Management token', what: 'management token' },
};
