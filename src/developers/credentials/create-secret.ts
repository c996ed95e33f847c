// An owner makes another client secret beside those that work: put it in place, see that it is used, revoke the old one.
import type { Person } from '../../core/actor.ts';
import { newToken } from '../../core/crypto/tokens.ts';
import { refuse } from '../../core/errors.ts';
import { isId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type Redacted, redact } from '../../core/redacted.ts';
import { findApplication, lockApplication } from '../application-store.ts';
import { findOwnOrganization } from '../organization-store.ts';
import { isClientSecret, MAX_SECRETS } from './credential.ts';
import { insertCredential, listCredentials } from './credential-store.ts';

/**
 * @param input.id made with the form, so that sending it twice makes one secret
 * @returns the secret, told this once
 * @throws Refusal not_found, not_allowed, already_done, too_many_secrets
 */
export async function createSecret(
  kernel: Kernel,
  actor: Person,
  input: { readonly application: string; readonly id: string; readonly name: string },
): Promise<Redacted<string>> {
  return kernel.transaction(async kernel => {
    const application = await findApplication(kernel, actor, input.application);
    await findOwnOrganization(kernel, actor, application.organization);
    if (!isId('crd', input.id)) throw refuse('invalid_input', { field: 'id' });
    await lockApplication(kernel, application.id);
    const secrets = (await listCredentials(kernel, application)).filter(isClientSecret);
    if (secrets.some(({ id }) => id === input.id)) throw refuse('already_done');
    if (secrets.length >= MAX_SECRETS) throw refuse('too_many_secrets');
    const secret = newToken(kernel.random);
    if (
      !(await insertCredential(kernel, application, { id: input.id, kind: 'client-secret', name: input.name, secret }))
    )
      throw refuse('already_done');
    await kernel.audit.record(kernel.db, {
      actor: actor.id,
      action: 'application.secret.create',
      subject: application.id,
      details: { secret: input.id },
    });
    return redact(secret);
  });
}
