// What this module holds of a person: everything for an export, and its removal.
import { refuse } from '../core/errors.ts';
import type { Kernel } from '../core/kernel.ts';
import { deleteMailsTo } from '../core/mail/mail.ts';
import type { PersonalData } from '../core/module.ts';
import { listApiTokensOf } from './api-tokens/api-token-store.ts';
import { listPasskeys } from './passkeys/passkey-store.ts';
import { isLastAdmin } from './people/last-admin.ts';
import { deletePerson, findPerson } from './people/person-store.ts';
import { countHeld } from './personal-data-store.ts';
import { countRecoveryCodes } from './second-factor/recovery-code-store.ts';
import { findTotp } from './second-factor/totp-store.ts';
import { listSessions } from './sessions/session-store.ts';
import { deleteLinks, linkPurposes } from './sign-in/link-store.ts';
import { deleteInvitations } from './staff/invitation-store.ts';

export const personalData: PersonalData = {
  tables: [
    'accounts.person',
    'accounts.session',
    'accounts.link',
    'accounts.half_sign_in',
    'accounts.totp',
    'accounts.recovery_code',
    'accounts.passkey',
    'accounts.challenge',
    'accounts.invitation',
    'accounts.api_token',
  ],
  export: async (kernel, id) => {
    const person = await findPerson(kernel, id);
    if (!person) return {};
    const [sessions, passkeys, totp, recoveryCodes, apiTokens] = await Promise.all([
      listSessions(kernel, id),
      listPasskeys(kernel, id),
      findTotp(kernel, id),
      countRecoveryCodes(kernel, id),
      listApiTokensOf(kernel, id),
    ]);
    return {
      name: person.name,
      email: person.email,
      staffRole: person.staffRole ?? null,
      authenticatorApp: totp?.isConfirmed === true,
      recoveryCodesLeft: recoveryCodes,
      passkeys: passkeys.map(({ name, createdAt, lastUsedAt }) => ({
        name,
        createdAt: createdAt.toISOString(),
        lastUsedAt: lastUsedAt?.toISOString() ?? null,
      })),
      apiTokens: apiTokens.map(({ name, scopes, createdAt, expiresAt, lastUsedAt }) => ({
        name,
        scopes: [...scopes],
        createdAt: createdAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        lastUsedAt: lastUsedAt?.toISOString() ?? null,
      })),
      sessions: sessions.map(({ device, method, createdAt, lastUsedAt }) => ({
        device,
        method,
        signedInAt: createdAt.toISOString(),
        lastUsedAt: lastUsedAt.toISOString(),
      })),
    };
  },
  counts: countHeld,
  erase: (kernel, id) => kernel.transaction(kernel => erase(kernel, id)),
};

async function erase(kernel: Kernel, id: string): Promise<void> {
  if (await isLastAdmin(kernel, id)) throw refuse('last_admin');
  const person = await findPerson(kernel, id);
  if (!person) return;
  await deleteLinks(kernel, person.email, linkPurposes);
  for (const invitation of await deleteInvitations(kernel, person.email))
    await kernel.vault.shred(kernel.db, invitation);
  await deleteMailsTo(kernel, person.email);
  await deletePerson(kernel, id);
}
