// The part of a client's address that rate limits go by.
import ipaddr from 'ipaddr.js';

/** An IPv4 address as it is; of an IPv6 address its /56, which is what one household or server gets. */
export function networkOf(ip: string): string {
  if (!ipaddr.isValid(ip)) return 'unknown';
  const address = ipaddr.process(ip);
  if (address instanceof ipaddr.IPv4) return address.toString();
  const bytes = address.toByteArray().map((byte, index) => (index < 7 ? byte : 0));
  return `${ipaddr.fromByteArray(bytes).toString()}/56`;
}
