// What the program's key is used for: signing what is published, and opening what was encrypted to it.
import type { Kernel } from '../../core/kernel.ts';
import { type Opened, openMessage, signCleartext, signDetached } from '../../core/openpgp/openpgp-message.ts';
import { findCurrentKey, openPrivateKey, openPrivateKeys } from './key-store.ts';
import { daysLeft, type ProgramKey } from './program-key.ts';

/** The key in force that is still good: what strangers may encrypt to. */
export async function usableKey(kernel: Kernel): Promise<ProgramKey | undefined> {
  const key = await findCurrentKey(kernel);
  const days = key && daysLeft(key, kernel.clock.now());
  return days === null || (days !== undefined && days >= 0) ? key : undefined;
}

/** The text with a signature around it (RFC 9580 §7), or undefined when this server keeps no key to sign with. */
export async function signTextAsProgram(kernel: Kernel, text: string): Promise<string | undefined> {
  const key = await usableKey(kernel);
  const privateKey = key && (await openPrivateKey(kernel, key.id));
  return privateKey === undefined ? undefined : signCleartext(text, privateKey, kernel.clock.now());
}

/** A detached signature, armored, and who made it; undefined when this server keeps no key to sign with. */
export async function signBytesAsProgram(
  kernel: Kernel,
  content: Buffer,
): Promise<{ readonly armored: string; readonly fingerprint: string } | undefined> {
  const key = await usableKey(kernel);
  const privateKey = key && (await openPrivateKey(kernel, key.id));
  if (!key || privateKey === undefined) return undefined;
  return { armored: await signDetached(content, privateKey, kernel.clock.now()), fingerprint: key.fingerprint };
}

/**
 * Opens what somebody encrypted to a key of the program, the former ones included.
 * `no_custody`: this server keeps no key at all, the team does.
 */
export async function openAsProgram(
  kernel: Kernel,
  message: string | Buffer,
  limitBytes: number,
): Promise<Opened | { readonly ok: false; readonly fault: 'no_custody' }> {
  const keys = await openPrivateKeys(kernel);
  if (keys.length === 0) return { ok: false, fault: 'no_custody' };
  return openMessage(message, keys, { limitBytes });
}
