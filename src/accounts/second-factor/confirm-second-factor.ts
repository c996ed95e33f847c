// The second step of a sign-in: a code from the app, or a recovery code.
import type { Kernel } from '../../core/kernel.ts';
import { mailPerson } from '../people/mail-person.ts';
import { findPerson } from '../people/person-store.ts';
import { type Caller, completeSignIn, type Entry } from '../sign-in/admit-person.ts';
import { countTry, type HalfSignIn, takeHalfSignIn } from '../sign-in/half-sign-in-store.ts';
import { readCode, type TypedCode } from './recovery-code.ts';
import { countRecoveryCodes, takeRecoveryCode } from './recovery-code-store.ts';
import { matchingStep } from './totp.ts';
import { findTotp, takeStep } from './totp-store.ts';

/** `wrong`: try again. `over`: start again with a new link. */
export type Confirmed = Extract<Entry, { kind: 'session' }> | { readonly kind: 'wrong' | 'over' };

/** @throws Refusal `rate_limited` after too many tries for this person */
export async function confirmSecondFactor(
  kernel: Kernel,
  half: HalfSignIn,
  typed: string,
  caller: Caller,
): Promise<Confirmed> {
  const code = readCode(typed);
  if (!code) return { kind: 'wrong' };
  await kernel.rateLimiter.take('codeTry', half.person);
  return kernel.transaction(async kernel => {
    if (!(await countTry(kernel, half.id))) return { kind: 'over' };
    const person = await findPerson(kernel, half.person);
    if (!person) return { kind: 'over' };
    if (!(await isRight(kernel, half.person, code))) {
      await kernel.audit.record(kernel.db, {
        actor: half.person,
        action: 'second-factor.fail',
        subject: half.person,
        details: { method: code.kind },
      });
      return { kind: 'wrong' };
    }
    if (!(await takeHalfSignIn(kernel, half.id))) return { kind: 'over' };
    if (code.kind === 'recovery-code') await tellOfRecovery(kernel, half);
    return completeSignIn(kernel, person, { method: code.kind, returnPath: half.returnPath, caller });
  });
}

async function isRight(kernel: Kernel, person: string, { kind, code }: TypedCode): Promise<boolean> {
  if (kind === 'recovery-code') return takeRecoveryCode(kernel, person, code);
  const totp = await findTotp(kernel, person);
  if (!totp?.isConfirmed) return false;
  const step = matchingStep(totp.secret, code, kernel.clock.now());
  return step !== undefined && takeStep(kernel, person, step);
}

async function tellOfRecovery(kernel: Kernel, { id, person }: HalfSignIn): Promise<void> {
  const left = await countRecoveryCodes(kernel, person);
  await mailPerson(
    kernel,
    person,
    {
      subject: 'A recovery code was used to sign in',
      text: `One of your recovery codes for ${kernel.config.operator.name} was used just now; ${left} are left.\n\nIf this was not you, sign in, end all other sessions and make new codes.`,
    },
    `recovery-code:${id}`,
  );
}
