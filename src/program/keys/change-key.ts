// What admins do with the program's key: make one here, bring the public half of one of theirs, revoke one.
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import {
  makeOpenpgpPair,
  type ReadKeyResult,
  readOpenpgpKey,
  readOwnOpenpgpKey,
  revokeOpenpgpKey,
} from '../../core/openpgp/openpgp-key.ts';
import { addKey, findKey, openPrivateKey, saveRevoked, takeStoredRevocation } from './key-store.ts';
import { KEY_SECONDS } from './program-key.ts';

/** Makes a key that this server keeps; with it the server signs, and opens what is encrypted to it. */
export async function makeProgramKey(kernel: Kernel, actor: Actor, address: string): Promise<void> {
  const now = kernel.clock.now();
  const name = `${kernel.config.operator.name} security team`;
  const pair = await makeOpenpgpPair({ name, address }, { now, seconds: KEY_SECONDS });
  const facts = await readOwnOpenpgpKey(pair.publicKey, now);
  await kernel.transaction(async kernel => {
    const id = await addKey(kernel, actor, {
      fingerprint: facts.fingerprint,
      address: address.toLowerCase(),
      custody: 'server',
      publicKey: facts.armored,
      expiresAt: facts.expiresAt,
      privateKey: pair.privateKey,
      revocation: pair.revocation,
    });
    await record(kernel, actor, 'program.make-key', id, facts.fingerprint);
  });
}

type ImportFault = Extract<ReadKeyResult, { ok: false }>['fault'] | 'known';

/** Publishes a key whose private half stays with the team. What is wrong with it comes back as a value. */
export async function importProgramKey(
  kernel: Kernel,
  actor: Actor,
  { armored, address }: { readonly armored: string; readonly address: string | undefined },
): Promise<{ readonly ok: true } | { readonly ok: false; readonly fault: ImportFault }> {
  const read = await readOpenpgpKey(armored, kernel.clock.now());
  if (!read.ok) return read;
  const { facts } = read;
  if (await findKey(kernel, facts.fingerprint)) return { ok: false, fault: 'known' };
  // Of several addresses in the key, the published contact counts; without it, the first.
  const isContact = address !== undefined && facts.addresses.includes(address.toLowerCase());
  await kernel.transaction(async kernel => {
    const id = await addKey(kernel, actor, {
      fingerprint: facts.fingerprint,
      address: (isContact ? address : (facts.addresses[0] ?? address ?? '')).toLowerCase(),
      custody: 'team',
      publicKey: facts.armored,
      expiresAt: facts.expiresAt,
      privateKey: null,
      revocation: null,
    });
    await record(kernel, actor, 'program.import-key', id, facts.fingerprint);
  });
  return { ok: true };
}

/**
 * Revokes a key of this server: its page shows it as revoked, with the revocation inside, from now on.
 * @throws Refusal not_found for a key that is not the server's, already_done for one that is revoked
 */
export async function revokeProgramKey(kernel: Kernel, actor: Actor, id: string): Promise<void> {
  await kernel.transaction(async kernel => {
    const key = await findKey(kernel, id);
    const privateKey = key && (await openPrivateKey(kernel, id));
    if (!key || privateKey === undefined) throw refuse('not_found');
    if (key.state === 'revoked') throw refuse('already_done');
    const revoked = await revokeOpenpgpKey(key.publicKey, privateKey, kernel.clock.now());
    await saveRevoked(kernel, id, revoked);
    await record(kernel, actor, 'program.revoke-key', id, key.fingerprint);
  });
}

/**
 * Hands out the revocation certificate, once: afterwards it lies with the admin alone.
 * @throws Refusal not_found for an unknown key, already_done when it was taken
 */
export const takeRevocation = (
  kernel: Kernel,
  actor: Actor,
  id: string,
): Promise<{ readonly certificate: string; readonly fingerprint: string }> =>
  kernel.transaction(async kernel => {
    const key = await findKey(kernel, id);
    if (!key) throw refuse('not_found');
    const certificate = await takeStoredRevocation(kernel, id);
    if (certificate === undefined) throw refuse('already_done');
    await record(kernel, actor, 'program.take-revocation', id, key.fingerprint);
    return { certificate, fingerprint: key.fingerprint };
  });

const record = (kernel: Kernel, actor: Actor, action: string, subject: string, fingerprint: string) =>
  kernel.audit.record(kernel.db, { actor: actorId(actor), action, subject, details: { fingerprint } });
