// An owner registers an application; its secrets are told once, here.
import type { Person } from '../core/actor.ts';
import { newToken } from '../core/crypto/tokens.ts';
import { refuse } from '../core/errors.ts';
import { isUuid, newId } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';
import { type Redacted, redact } from '../core/redacted.ts';
import type { ApplicationInput } from './application.ts';
import { insertApplication } from './application-store.ts';
import { FIRST_NAME } from './credentials/credential.ts';
import { insertCredential } from './credentials/credential-store.ts';
import { findGrowingOrganization } from './organization-store.ts';

/** Shown to whoever made them, this once. */
export type NewSecrets = { readonly clientSecret: Redacted<string>; readonly managementToken: Redacted<string> };

/**
 * @param input.id the client id, a UUID made with the form, so that sending it twice makes one application
 * @throws Refusal not_found, not_allowed, already_done
 */
export async function createApplication(
  kernel: Kernel,
  actor: Person,
  input: ApplicationInput & { id: string; organization: string },
): Promise<NewSecrets> {
  return kernel.transaction(async kernel => {
    const organization = await findGrowingOrganization(kernel, actor, input.organization);
    return registerApplication(kernel, actor.id, { ...input, organization: organization.id });
  });
}

/** As `createApplication`, for a caller that has settled who may: the demo's seed. */
export async function registerApplication(
  kernel: Kernel,
  actor: string,
  input: ApplicationInput & { id: string; organization: string },
): Promise<NewSecrets> {
  if (!isUuid(input.id)) throw refuse('invalid_input', { field: 'id' });
  if (!(await insertApplication(kernel, input.id, input.organization, input))) throw refuse('already_done');
  const clientSecret = newToken(kernel.random);
  const managementToken = newToken(kernel.random);
  const id = () => newId('crd', kernel.clock, kernel.random);
  await insertCredential(kernel, input, { id: id(), kind: 'client-secret', name: FIRST_NAME, secret: clientSecret });
  await insertCredential(kernel, input, { id: id(), kind: 'management-token', secret: managementToken });
  await kernel.audit.record(kernel.db, {
    actor,
    action: 'application.create',
    subject: input.id,
    details: { organization: input.organization },
  });
  return { clientSecret: redact(clientSecret), managementToken: redact(managementToken) };
}
