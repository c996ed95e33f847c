// Whether what a contact answered is what it must say. Pure, apart from OpenPGP.

import { newToken } from '../../core/crypto/tokens.ts';
import type { Kernel } from '../../core/kernel.ts';
import { readOpenpgpKey } from '../../core/openpgp/openpgp-key.ts';
import { encryptTo, isCleartextSignedBy } from '../../core/openpgp/openpgp-message.ts';
import { currentProgram, lintSecurityTxt, openAsProgram, usableKey } from '../../program/index.ts';
import type { Contact } from './contact.ts';

export type ContactAnswer = {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
};

/** A sentence on what is wrong, or null. */
export type Fault = string | null;

/** So long a file or key must still be good. */
const LEAST_DAYS = 14;
const DAY_MS = 86_400_000;

/** What is wrong with an answer. */
export async function faultOf(kernel: Kernel, contact: Contact, answer: ContactAnswer): Promise<Fault> {
  if (answer.status !== 200) return `It answers with status ${answer.status}.`;
  switch (contact.kind) {
    case 'form':
      return isHtml(answer) && /<form\b/.test(answer.body) && /name="description"/.test(answer.body)
        ? null
        : 'There is no form on it that takes a description.';
    case 'policy': {
      const { policyVersion } = await currentProgram(kernel);
      return isHtml(answer) && answer.body.includes(policyVersion.sha256.slice(0, 16))
        ? null
        : `It does not show version ${policyVersion.number} of the policy.`;
    }
    case 'security-txt':
      return securityTxtFault(kernel, contact, answer);
    case 'key':
      return keyFault(kernel, answer);
    case 'feed':
      return /<feed\b[\s\S]*<\/feed>\s*$/.test(answer.body) ? null : 'It is no Atom feed.';
    case 'csaf':
      return csafFault(answer.body, contact.address);
    case 'web':
    case 'mail':
      return null;
  }
}

const isHtml = ({ contentType }: ContactAnswer): boolean => contentType.startsWith('text/html');

async function securityTxtFault(kernel: Kernel, { address }: Contact, answer: ContactAnswer): Promise<Fault> {
  const now = kernel.clock.now();
  const [error] = lintSecurityTxt(Buffer.from(answer.body), {
    now,
    contentType: answer.contentType,
    // Web addresses must be https there, so a server on loopback names none.
    ...(address.startsWith('https:') && { url: address }),
  }).filter(({ level }) => level === 'error');
  if (error) return error.message;
  const expires = Date.parse(/^Expires: (.+?)\r?$/mu.exec(answer.body)?.[1] ?? '');
  if (!(expires - now.getTime() > LEAST_DAYS * DAY_MS)) return `It expires within ${LEAST_DAYS} days.`;
  const { securityContact } = kernel.config.operator;
  if (!answer.body.includes(`Contact: ${securityContact}`)) return `It does not name ${securityContact}.`;
  const key = await usableKey(kernel);
  if (key?.custody === 'server' && !(await isCleartextSignedBy(answer.body, key.publicKey, now)))
    return 'It carries no good signature of the program’s OpenPGP key.';
  return null;
}

async function keyFault(kernel: Kernel, { body }: ContactAnswer): Promise<Fault> {
  const now = kernel.clock.now();
  const [read, key] = [await readOpenpgpKey(body, now), await usableKey(kernel)];
  if (!read.ok) return `Nobody can encrypt to it (${read.fault.replaceAll('_', ' ')}).`;
  if (read.facts.fingerprint !== key?.fingerprint) return 'It is another key than the program’s.';
  const { expiresAt } = read.facts;
  if (expiresAt !== null && expiresAt.getTime() - now.getTime() < LEAST_DAYS * DAY_MS)
    return `It expires within ${LEAST_DAYS} days.`;
  if (key.custody !== 'server') return null;
  const word = newToken(kernel.random);
  const opened = await openAsProgram(kernel, await encryptTo(Buffer.from(word), read.facts.armored, now), 100);
  return opened.ok && opened.content.toString() === word ? null : 'What is encrypted to it does not open here.';
}

function csafFault(body: string, address: string): Fault {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return 'It is no JSON.';
  }
  const known = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const missing = ['canonical_url', 'last_updated', 'metadata_version', 'publisher', 'role'].filter(
    name => !(name in known),
  );
  if (missing.length > 0) return `It lacks ${missing.join(', ')}.`;
  return known['canonical_url'] === address ? null : 'It names another address as its own.';
}
