// What an application may be: its words, its policy and where its answers may go. Pure.

import type { VehicleAccess } from './access/vehicle-access.ts';
import { faultOfOrigins, faultOfPopup, splitOrigins } from './access/web-origins.ts';
import type { Brand } from './branding/brand.ts';
import { type Checked, type ClientAuth, isWebAddress } from './client-auth.ts';

export type Application = {
  /** The OAuth client id, a UUID. */
  readonly id: string;
  readonly organization: string;
  readonly name: string;
  /** Completes nothing: one sentence that says to a car's owner what it is for. */
  readonly purpose: string;
  readonly privacyPolicyUrl: string;
  readonly redirectUris: readonly string[];
  /** Web origins that may receive answers from a pop-up. */
  readonly origins: readonly string[];
  /** Its privacy policy as it was last tried to be read; undefined before the first time. */
  readonly policy?: PolicyCheck | undefined;
  /** What it wants of cars; asked for when a request names no scope. */
  readonly access: VehicleAccess;
  /** How it shows itself to owners. */
  readonly brand: Brand;
  /** How it proves who it is. */
  readonly clientAuth: ClientAuth;
  readonly createdAt: Date;
  /** The researcher's sandbox that it belongs to; null for a real one. */
  readonly sandbox: string | null;
};

/** What came of reading an application's privacy policy. */
export type PolicyCheck = {
  readonly checkedAt: Date;
  readonly isReadable: boolean;
  /** Why it could not be read: `status_404`, `empty`, `no_answer` or `not_public`. */
  readonly fault: string | undefined;
  /** Lower-case hex SHA-256 of the bytes that were last read; undefined when they never could be. */
  readonly sha256: string | undefined;
};

export type ApplicationInput = Pick<Application, 'name' | 'purpose' | 'privacyPolicyUrl' | 'redirectUris'> & {
  readonly origins?: readonly string[];
};

/** The fields as a form sends them; redirect URIs one a line. */
export type ApplicationForm = {
  readonly name?: string;
  readonly purpose?: string;
  readonly privacyPolicyUrl?: string;
  readonly redirectUris?: string;
  /** One a line. */
  readonly origins?: string;
};

const MAX_REDIRECT_URIS = 20;
const MAX_URL = 2000;

/** Reads the form. Each error is one sentence that says what to do. @param popup the address of our own page for pop-ups */
export function readApplicationForm(form: ApplicationForm, popup?: string): Checked<ApplicationInput> {
  const errors: Record<string, string> = {};
  const name = oneLine(form.name);
  if (!isPlainText(name, 2, 60))
    errors['name'] = 'Give the application a name of 2 to 60 letters, as its users know it.';
  const purpose = oneLine(form.purpose);
  if (!isPlainText(purpose, 10, 200))
    errors['purpose'] = 'Say in one sentence of 10 to 200 letters what the application does with the data.';
  const privacyPolicyUrl = oneLine(form.privacyPolicyUrl);
  if (!isWebAddress(privacyPolicyUrl)) errors['privacyPolicyUrl'] = 'Give the https address of your privacy policy.';
  const redirectUris = [...new Set((form.redirectUris ?? '').split(/\s+/).filter(line => line !== ''))];
  const origins = splitOrigins(form.origins);
  const faultOfOnes = faultOfOrigins(origins);
  if (faultOfOnes !== undefined) errors['origins'] = faultOfOnes;
  const fault =
    faultOfList(redirectUris) ?? (popup === undefined ? undefined : faultOfPopup(redirectUris, origins, popup));
  if (fault !== undefined) errors['redirectUris'] = fault;
  return Object.keys(errors).length > 0
    ? { ok: false, errors }
    : { ok: true, value: { name, purpose, privacyPolicyUrl, redirectUris, origins } };
}

function faultOfList(uris: readonly string[]): string | undefined {
  if (uris.length === 0) return 'Give at least one redirect URI.';
  if (uris.length > MAX_REDIRECT_URIS) return `Give at most ${MAX_REDIRECT_URIS} redirect URIs.`;
  for (const uri of uris) {
    const fault = faultOfRedirectUri(uri);
    if (fault !== undefined) return `${uri.slice(0, 100)}: ${fault}`;
  }
  return undefined;
}

/**
 * What is wrong with a redirect URI, or undefined. Allowed are https, http on this machine (RFC 8252 §7.3) and a private
 * scheme of an app (RFC 8252 §7.1); each in the one spelling that browsers use, since matching is exact (RFC 9700 §4.1.3).
 */
export function faultOfRedirectUri(uri: string): string | undefined {
  if (uri.length > MAX_URL) return `longer than ${MAX_URL} characters.`;
  if (!/^[!-~]+$/.test(uri) || !URL.canParse(uri)) return 'this is not an address.';
  const { href, protocol, hostname, username, password, host } = new URL(uri);
  if (uri.includes('#')) return 'leave out the part from # on.';
  if (username !== '' || password !== '') return 'leave out the user name and password.';
  if (href !== uri && href !== `${uri}/`) return `write it as browsers do: ${href.slice(0, 200)}`;
  if (protocol === 'https:') return isLoopback(hostname) ? 'on this machine use http.' : undefined;
  if (protocol === 'http:') return isLoopback(hostname) ? undefined : 'use https; http is for localhost only.';
  if (FORBIDDEN_SCHEMES.has(protocol)) return `the scheme ${protocol} cannot receive answers.`;
  return uri.startsWith(`${protocol}//`) && host !== '' ? undefined : 'write a private scheme as scheme://host.';
}

/** What kind of address answers go to. */
export type RedirectKind = 'web' | 'this machine' | 'app' | 'pop-up';

/** @param popup the address of our own page for pop-ups */
export function kindOfRedirect(uri: string, popup: string): RedirectKind {
  if (uri === popup || uri.startsWith(`${popup}?`)) return 'pop-up';
  const { protocol } = new URL(uri);
  return protocol === 'https:' ? 'web' : protocol === 'http:' ? 'this machine' : 'app';
}

const isLoopback = (hostname: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(hostname);

/** Schemes that run code, open local files or belong to something else than an app's own link. */
const FORBIDDEN_SCHEMES: ReadonlySet<string> = new Set(
  'javascript data vbscript file blob about ftp ws wss mailto tel sms intent view-source filesystem chrome android-app'
    .split(' ')
    .map(scheme => `${scheme}:`),
);

const oneLine = (text: string | undefined): string => (text ?? '').normalize('NFC').trim().replace(/\s+/g, ' ');

/** Without control, invisible or direction-changing characters, with which one name could pass for another. */
export const isPlainText = (text: string, min: number, max: number): boolean =>
  text.length >= min && text.length <= max && text.isWellFormed() && !/\p{C}/u.test(text);
