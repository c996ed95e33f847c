// Reads the values of configuration variables: numbers, origins, addresses, URLs with secrets.
import { type Redacted, redact } from './redacted.ts';

export function wholeNumber(text: string, least: number, most: number): number | undefined {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

/** `host:port`, an IPv6 address in brackets. */
export function readListen(text: string): { host: string; port: number } | undefined {
  const [, inBrackets, plain, digits = ''] = /^(?:\[([\da-f:.]+)\]|([^\s:]+)):(\d+)$/i.exec(text) ?? [];
  const host = inBrackets ?? plain;
  const port = wholeNumber(digits, 0, 65_535);
  return host === undefined || port === undefined ? undefined : { host, port };
}

export function readOrigin(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isBare =
    url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  return isBare && (url.protocol === 'http:' || url.protocol === 'https:') ? url.origin : undefined;
}

export const URL_ADVICE =
  'look at host and port, and write signs such as @ : / % in user or password percent-encoded (RFC 3986 §2.1)';

/** Whether host, port, user and password can be taken out of the URL later. */
export function isServerUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { hostname, username, password } = new URL(text);
  return hostname !== '' && isPercentEncoded(username) && isPercentEncoded(password);
}

/** The driver also takes a URL without a host, for a Unix socket named in the query. */
export function isDatabaseUrl(text: string): boolean {
  const withHost = text.replace(/^([a-z]+:\/\/(?:[^@/?#]*@)?)(?=[/?#]|$)/, '$1localhost');
  if (!isServerUrl(withHost)) return false;
  const { pathname, search } = new URL(withHost);
  return isPercentEncoded(pathname) && isPercentEncoded(search);
}

function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export type CveServices = {
  /** Without a final slash. */
  readonly url: string;
  /** Short name of the organization. */
  readonly org: string;
  readonly user: string;
  readonly key: Redacted<string>;
};

/** The four variables of CVE Services, which belong together. */
export function readCveServices(
  text: (name: string) => string | undefined,
  fault: (variable: string, what: string) => void,
  mayBeHttp: boolean,
): CveServices | undefined {
  const [url, org, user, key] = ['CVE_API_URL', 'CVE_API_ORG', 'CVE_API_USER', 'CVE_API_KEY'].map(name => {
    const value = text(name);
    // They travel as headers (RFC 9110 §5.5).
    if (value !== undefined && !/^[\x21-\x7e]{1,200}$/.test(value)) fault(name, 'must be plain ASCII without spaces');
    return value;
  });
  if (url === undefined && org === undefined && user === undefined && key === undefined) return undefined;
  const isAddress = url !== undefined && URL.canParse(url) && (mayBeHttp || new URL(url).protocol === 'https:');
  if (!isAddress) fault('CVE_API_URL', 'must be an https address such as https://cveawg.mitre.org/api');
  if (org === undefined) fault('CVE_API_ORG', 'is missing, though other CVE_API variables are set');
  if (user === undefined) fault('CVE_API_USER', 'is missing, though other CVE_API variables are set');
  if (key === undefined) fault('CVE_API_KEY', 'is missing, though other CVE_API variables are set');
  if (!isAddress || org === undefined || user === undefined || key === undefined) return undefined;
  return { url: url.replace(/\/+$/, ''), org, user, key: redact(key) };
}

/** Whether only this machine can reach the address. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
