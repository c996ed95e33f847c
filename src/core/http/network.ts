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

/**
 * The wider network that a client comes from, for budgets: an IPv4 /24, an IPv6 /48. Undefined for an address that is
 * not of the public internet: behind a proxy that hides its clients everybody would share it.
 */
export function wideNetworkOf(ip: string): string | undefined {
  if (!ipaddr.isValid(ip)) return undefined;
  const address = ipaddr.process(ip);
  if (INTERNAL.has(address.range())) return undefined;
  const [kept, length] = address instanceof ipaddr.IPv4 ? [3, 24] : [6, 48];
  const bytes = address.toByteArray().map((byte, index) => (index < kept ? byte : 0));
  return `${ipaddr.fromByteArray(bytes).toString()}/${length}`;
}

const INTERNAL: ReadonlySet<string> = new Set([
  'unspecified',
  'loopback',
  'private',
  'linkLocal',
  'uniqueLocal',
  'carrierGradeNat',
]);
