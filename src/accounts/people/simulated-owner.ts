// The simulated owner of a researcher's sandbox: a person whom nobody can mail, with no way in but a link made here.
import { MINUTE } from '../../core/clock.ts';
import { newToken } from '../../core/crypto/tokens.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { personalData } from '../personal-data.ts';
import { insertLink } from '../sign-in/link-store.ts';
import { LINK_MINUTES, linkUrl } from '../sign-in/request-link.ts';
import type { Person } from './person.ts';
import { findPerson, insertPerson } from './person-store.ts';

/** Top-level name that resolves nowhere (RFC 2606, section 2): no mail can reach such an address. */
const DOMAIN = 'sandbox.invalid';

/** @param sandbox whose owner this is @param name as pages and applications show it */
export async function createSimulatedOwner(kernel: Kernel, sandbox: string, name: string): Promise<Person> {
  const address = `owner-${newToken(kernel.random)
    .replace(/[^a-z0-9]/giu, '')
    .slice(0, 16)
    .toLowerCase()}@${DOMAIN}`;
  const owner = await insertPerson(kernel, address, name, sandbox);
  await kernel.audit.record(kernel.db, { actor: owner.id, action: 'person.simulate', subject: sandbox, details: {} });
  return owner;
}

/**
 * A link that signs in as the simulated owner, once.
 * @param owner whom the caller has found in the researcher's own sandbox
 * @throws Refusal not_found
 */
export async function linkForSimulatedOwner(kernel: Kernel, owner: string, returnPath: string): Promise<string> {
  const person = await findPerson(kernel, owner);
  if (!person?.email.endsWith(`@${DOMAIN}`)) throw refuse('not_found');
  const { token } = await insertLink(kernel, {
    purpose: 'sign-in',
    email: person.email,
    returnPath,
    browser: undefined,
    milliseconds: LINK_MINUTES * MINUTE,
  });
  return linkUrl(kernel, token);
}

/** Removes the simulated owner with sessions, links and keys. */
export async function eraseSimulatedOwner(kernel: Kernel, owner: string): Promise<void> {
  const person = await findPerson(kernel, owner);
  if (!person?.email.endsWith(`@${DOMAIN}`)) return;
  await personalData.erase(kernel, owner);
  await kernel.vault.shred(kernel.db, owner);
}
