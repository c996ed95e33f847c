// Reads the values of configuration variables: numbers, origins, addresses, URLs with secrets.

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
