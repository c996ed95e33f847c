// Taking a second factor away. Staff keep at least one, and everybody is told by mail.
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { deletePasskey } from '../passkeys/passkey-store.ts';
import { mailPerson } from '../people/mail-person.ts';
import { findPerson, lockPerson } from '../people/person-store.ts';
import { hasSecondFactor } from '../sign-in/next-step.ts';
import { findFactors } from './factor-store.ts';
import { deleteRecoveryCodes } from './recovery-code-store.ts';
import { deleteTotp } from './totp-store.ts';

/** @throws Refusal `not_found`, `last_factor` */
export async function removePasskey(kernel: Kernel, person: string, passkey: string): Promise<void> {
  await kernel.transaction(async kernel => {
    await lockPerson(kernel, person);
    if (!(await deletePasskey(kernel, person, passkey))) throw refuse('not_found');
    await keepOne(kernel, person);
    await tell(kernel, person, 'passkey.remove', passkey, 'A passkey was removed from your account');
  });
}

/** @throws Refusal `not_found`, `last_factor` */
export async function removeTotp(kernel: Kernel, person: string): Promise<void> {
  await kernel.transaction(async kernel => {
    await lockPerson(kernel, person);
    if (!(await deleteTotp(kernel, person))) throw refuse('not_found');
    await deleteRecoveryCodes(kernel, person);
    await keepOne(kernel, person);
    await tell(kernel, person, 'totp.remove', person, 'The authenticator app was removed from your account');
  });
}

async function keepOne(kernel: Kernel, id: string): Promise<void> {
  const person = await findPerson(kernel, id);
  if (person?.staffRole !== undefined && !hasSecondFactor(await findFactors(kernel, id))) throw refuse('last_factor');
}

async function tell(kernel: Kernel, person: string, action: string, subject: string, title: string): Promise<void> {
  const entry = await kernel.audit.record(kernel.db, { actor: person, action, subject, details: {} });
  const name = kernel.config.operator.name;
  await mailPerson(
    kernel,
    person,
    {
      subject: title,
      text: `${title} at ${name}.\n\nIf this was not you, sign in at once and end all other sessions.`,
    },
    entry,
  );
}
