// Setting up an authenticator app: show a secret, take the first right code, hand out recovery codes.
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { readCode } from './recovery-code.ts';
import { replaceRecoveryCodes } from './recovery-code-store.ts';
import { matchingStep, newTotpSecret, totpUri } from './totp.ts';
import { confirmTotp, findTotp, insertTotp } from './totp-store.ts';

export type TotpOffer = { readonly secret: string; readonly uri: string };

/**
 * The secret to be put into the app; the same until it is confirmed.
 * @throws Refusal `already_done` when an app is set up
 */
export async function offerTotp(kernel: Kernel, person: string, account: string): Promise<TotpOffer> {
  await insertTotp(kernel, person, newTotpSecret(kernel.random));
  const totp = await findTotp(kernel, person);
  if (!totp || totp.isConfirmed) throw refuse('already_done');
  return { secret: totp.secret, uri: totpUri(totp.secret, kernel.config.operator.name, account) };
}

/**
 * Takes the first code and makes the app count from now on, in the caller's transaction.
 * @returns the recovery codes, shown once; undefined when the code is wrong
 * @throws Refusal `rate_limited`, `already_done`
 */
export async function setUpTotp(kernel: Kernel, person: string, typed: string): Promise<string[] | undefined> {
  await kernel.rateLimiter.take('codeTry', person);
  const totp = await findTotp(kernel, person);
  const code = readCode(typed);
  if (!totp || totp.isConfirmed) throw refuse('already_done');
  const step = code?.kind === 'totp' ? matchingStep(totp.secret, code.code, kernel.clock.now()) : undefined;
  if (step === undefined) return undefined;
  if (!(await confirmTotp(kernel, person, step))) throw refuse('already_done');
  await kernel.audit.record(kernel.db, { actor: person, action: 'totp.add', subject: person, details: {} });
  return replaceRecoveryCodes(kernel, person);
}
