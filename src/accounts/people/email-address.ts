// E-mail addresses in the one form in which they are stored, compared and mailed to.
import { domainToASCII } from 'node:url';

/**
 * Normalizes an address: NFC, lower case, domain as ASCII (IDNA). Mail goes to this form and to no other, so that two
 * spellings that look alike to us can never be two mailboxes of which one opens the other's account.
 * @returns undefined when it is no address that we would send mail to (RFC 5321 §4.5.3.1 lengths, dot-atom local part)
 */
export function normalizeEmail(typed: string): string | undefined {
  const text = typed.normalize('NFC').trim();
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at).toLowerCase().normalize('NFC');
  const domain = domainToASCII(text.slice(at + 1)).toLowerCase();
  if (at < 1 || local.length > 64 || local.length + domain.length > 253) return undefined;
  if (!DOT_ATOM.test(local) || !DOMAIN.test(domain)) return undefined;
  return `${local}@${domain}`;
}

/** RFC 5322 §3.2.3, with the letters and digits of other scripts (RFC 6531). */
const DOT_ATOM = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;
