// Which sites may show the form in a frame: exact origins, as a browser compares them.

export type ReadOrigin =
  | { readonly ok: true; readonly origin: string }
  | { readonly ok: false; readonly fault: string };

/**
 * Reads an origin (RFC 6454 §6): scheme, host and port, nothing else. A pasted address of a page is taken for its origin.
 * @param allowsLoopback plain HTTP of this machine, to try a site out
 */
export function readOrigin(typed: string, allowsLoopback: boolean): ReadOrigin {
  const text = typed.trim();
  const fault = (sentence: string): ReadOrigin => ({ ok: false, fault: sentence });
  if (text.includes('*'))
    return fault('A pattern would let in sites that you do not know. Enter each origin by itself.');
  const address = /^[a-z][a-z0-9+.-]*:\/\//iu.test(text) ? text : `https://${text}`;
  if (text === '' || !URL.canParse(address)) return fault('Enter an address like https://www.example.com.');
  const { protocol, hostname, username, password, origin } = new URL(address);
  if (username !== '' || password !== '') return fault('Enter the address without a name and password.');
  const isLoopback = hostname === 'localhost' || hostname === '127.0.0.1';
  if (protocol !== 'https:' && !(allowsLoopback && isLoopback && protocol === 'http:'))
    return fault('Only sites with https:// can show the form.');
  if (!/^[a-z0-9.-]+$/u.test(hostname) || !(hostname.includes('.') || isLoopback))
    return fault('Enter the name of a host, like www.example.com.');
  return { ok: true, origin };
}
