// An owner replaces a secret without downtime: the old one stays good for a day.
import type { Person } from '../core/actor.ts';
import { after, DAY } from '../core/clock.ts';
import { newToken } from '../core/crypto/tokens.ts';
import { refuse } from '../core/errors.ts';
import type { Kernel } from '../core/kernel.ts';
import { type Redacted, redact } from '../core/redacted.ts';
import { findApplication, lockApplication } from './application-store.ts';
import { type CredentialKind, endCredentials, insertCredential, isInUse, listCredentials } from './credential-store.ts';
import { findOwnOrganization } from './organization-store.ts';

/** How long the replaced secret still works. */
const OVERLAP = DAY;

/**
 * @param input.present the credential in use when the form was shown: a form sent twice rotates once
 * @returns the new secret, told this once
 * @throws Refusal not_found, not_allowed, already_done
 */
export async function rotateCredential(
  kernel: Kernel,
  actor: Person,
  input: { application: string; kind: CredentialKind; present: string },
): Promise<Redacted<string>> {
  return kernel.transaction(async kernel => {
    const application = await findApplication(kernel, actor, input.application);
    await findOwnOrganization(kernel, actor, application.organization);
    await lockApplication(kernel, application.id);
    const present = (await listCredentials(kernel, application.id)).find(isInUse(input.kind));
    if (present?.id !== input.present) throw refuse('already_done');
    await endCredentials(kernel, application.id, input.kind, after(kernel.clock.now(), OVERLAP));
    const secret = newToken(kernel.random);
    await insertCredential(kernel, application.id, input.kind, secret, application.organization);
    await kernel.audit.record(kernel.db, {
      actor: actor.id,
      action: 'application.rotate',
      subject: application.id,
      details: { kind: input.kind },
    });
    return redact(secret);
  });
}
