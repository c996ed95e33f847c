// An owner replaces the management token without downtime: the old one stays good for a day, and signs beside the new one.
import type { Person } from '../../core/actor.ts';
import { after } from '../../core/clock.ts';
import { newToken } from '../../core/crypto/tokens.ts';
import { refuse } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type Redacted, redact } from '../../core/redacted.ts';
import { findApplication, lockApplication } from '../application-store.ts';
import { findOwnOrganization } from '../organization-store.ts';
import { isTokenInUse, OVERLAP } from './credential.ts';
import { endCredentials, insertCredential, listCredentials } from './credential-store.ts';

/**
 * @param input.present the token in use when the form was shown: a form sent twice replaces once
 * @returns the new token, told this once
 * @throws Refusal not_found, not_allowed, already_done
 */
export async function replaceManagementToken(
  kernel: Kernel,
  actor: Person,
  input: { readonly application: string; readonly present: string },
): Promise<Redacted<string>> {
  return kernel.transaction(async kernel => {
    const application = await findApplication(kernel, actor, input.application);
    await findOwnOrganization(kernel, actor, application.organization);
    await lockApplication(kernel, application.id);
    const kind = 'management-token';
    const present = (await listCredentials(kernel, application)).find(isTokenInUse);
    if (present?.id !== input.present) throw refuse('already_done');
    await endCredentials(kernel, application.id, { kind }, after(kernel.clock.now(), OVERLAP));
    const secret = newToken(kernel.random);
    await insertCredential(kernel, application, { id: newId('crd', kernel.clock, kernel.random), kind, secret });
    await kernel.audit.record(kernel.db, {
      actor: actor.id,
      action: 'application.rotate',
      subject: application.id,
      details: { kind },
    });
    return redact(secret);
  });
}
