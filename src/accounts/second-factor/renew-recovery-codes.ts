// New recovery codes in place of the old ones.
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { replaceRecoveryCodes } from './recovery-code-store.ts';
import { findTotp } from './totp-store.ts';

/**
 * @returns the codes, shown once
 * @throws Refusal `not_found` without an authenticator app, for which alone they stand in
 */
export async function renewRecoveryCodes(kernel: Kernel, person: string): Promise<string[]> {
  return kernel.transaction(async kernel => {
    if (!(await findTotp(kernel, person))?.isConfirmed) throw refuse('not_found');
    await kernel.audit.record(kernel.db, {
      actor: person,
      action: 'recovery-codes.renew',
      subject: person,
      details: {},
    });
    return replaceRecoveryCodes(kernel, person);
  });
}
