// An admin lets somebody of the team set up a new second factor, after the old one is lost.
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { deleteApiTokensOf } from '../api-tokens/api-token-store.ts';
import { deletePasskeys } from '../passkeys/passkey-store.ts';
import { mailPerson } from '../people/mail-person.ts';
import { findPerson, lockPerson } from '../people/person-store.ts';
import { deleteRecoveryCodes } from '../second-factor/recovery-code-store.ts';
import { deleteTotp } from '../second-factor/totp-store.ts';
import { deleteSessions } from '../sessions/session-store.ts';
import { deleteHalfSignIns } from '../sign-in/half-sign-in-store.ts';

/**
 * Removes all passkeys, the app and the codes, and ends all sessions: the next e-mail link leads to setting up anew.
 * @throws Refusal `not_found` (not of the team), `not_allowed` (oneself: that is what settings are for)
 */
export async function resetFactors(kernel: Kernel, actor: Actor, id: string): Promise<void> {
  if (actorId(actor) === id) throw refuse('not_allowed');
  await kernel.transaction(async kernel => {
    await lockPerson(kernel, id);
    const person = await findPerson(kernel, id);
    if (person?.staffRole === undefined) throw refuse('not_found');
    await deletePasskeys(kernel, id);
    await deleteTotp(kernel, id);
    await deleteRecoveryCodes(kernel, id);
    await deleteSessions(kernel, id, { except: undefined });
    await deleteHalfSignIns(kernel, id);
    await deleteApiTokensOf(kernel, id);
    const entry = await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'staff.reset-factors',
      subject: id,
      details: {},
    });
    const name = kernel.config.operator.name;
    await mailPerson(
      kernel,
      id,
      {
        subject: `Your second factor at ${name} was reset`,
        text: `An admin of ${name} removed your passkeys and your authenticator app and ended your sessions.\n\nSign in with an e-mail link to set up a new one. If you did not ask for this, tell an admin at once.`,
      },
      entry,
    );
  });
}
