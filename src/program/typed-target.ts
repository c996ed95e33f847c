// Reads what a person typed as a target, the way a browser would, and refuses what can be read in two ways.

import { isIP } from 'node:net';
import { domainToUnicode } from 'node:url';
import ipaddr from 'ipaddr.js';

/** A host with what was asked of it. `host` is ASCII, lower case, without a trailing dot; `[…]` never. */
export type AddressTarget = {
  kind: 'address';
  scheme: string;
  host: string;
  ip: IpAddress | null;
  /** Explicit, or the default of the scheme; `null` where the scheme has none. */
  port: number | null;
  /** As a browser sends it: dot segments resolved, not decoded. */
  path: string;
  search: string;
  /** What the person typed, for names that look like hosts (`com.example.app`). */
  text: string;
};

/** A network range such as `192.0.2.0/28`. */
export type RangeTarget = { kind: 'range'; ip: IpAddress; bits: number; text: string };

/** Words that are no address: a product, an app id, a package URL. */
export type NameTarget = { kind: 'name'; text: string };

/** Something that can be read in two ways or not at all; `reason` is a sentence for a person. */
export type UnreadableTarget = { kind: 'unreadable'; reason: string };

export type TypedTarget = AddressTarget | RangeTarget | NameTarget | UnreadableTarget;

export type IpAddress = ReturnType<typeof ipaddr.process>;

/**
 * Reads a typed target. Without a scheme it is taken for https. Never throws.
 * Follows the WHATWG URL standard for hosts (IDNA, odd IPv4 forms), but refuses user parts, backslashes, control
 * characters and percent-encoded hosts, which are the ways in which an address looks like another one.
 */
export function readTypedTarget(typed: string): TypedTarget {
  const text = typed.trim();
  if (text === '') return unreadable('Enter a target: an address, an app id or a product.');
  if (text.length > 2048) return unreadable('This is too long for a target.');
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ud800-\udfff]/u.test(text)) return unreadable('This contains invisible characters.');
  if (text.includes('\\')) return unreadable('This contains a backslash, which programs read in different ways.');
  const range = readRange(text);
  if (range !== null) return range;
  // git's short form: user@host:path
  const scp = /^git@([^\s/:@]+):([^\s:@]+)$/u.exec(text);
  if (scp !== null) return readAddress(text, 'ssh', `${scp[1]}/${scp[2]}`);
  const absolute = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/iu.exec(text);
  if (absolute !== null) return readAddress(text, (absolute[1] ?? '').toLowerCase(), absolute[2] ?? '');
  if (text.startsWith('//')) return readAddress(text, 'https', text.slice(2));
  if (/^[a-z][a-z0-9+.-]*:(?!\d+(?:[/?#]|$))/iu.test(text)) {
    return text.startsWith('pkg:') ? { kind: 'name', text } : nameOr(text, 'This is not the address of a host.');
  }
  if (/\s/u.test(text)) return { kind: 'name', text };
  const address = readAddress(text, 'https', looksLikeBareIpv6(text) ? `[${text}]` : text);
  const plainWord = address.kind === 'address' && !address.host.includes('.') && address.ip === null;
  // A single word without dots is a name, unless a port or path says that a host was meant.
  return plainWord && /^[^:/?#@]+$/u.test(text) && address.host !== 'localhost' ? { kind: 'name', text } : address;
}

/** A host as people write it, beside the ASCII form where they differ: `bücher.example (xn--bcher-kva.example)`. */
export function showHost(host: string): string {
  const unicode = domainToUnicode(host);
  return unicode === '' || unicode === host ? host : `${unicode} (${host})`;
}

/** The ASCII form of a host, or `null` when it is none: IDNA applied, lower case, one trailing dot dropped. */
export function canonicalHost(host: string): string | null {
  const address = readAddress(host, 'https', looksLikeBareIpv6(host) ? `[${host}]` : host);
  return address.kind === 'address' && /^[^/?#:@]*$|^[[\]0-9a-f:.]+$/iu.test(host) ? address.host : null;
}

/** The default port of a scheme, `null` for those that have none here. */
function defaultPort(scheme: string): number | null {
  return defaultPorts.get(scheme) ?? null;
}

const defaultPorts = new Map([
  ['http', 80],
  ['https', 443],
  ['ws', 80],
  ['wss', 443],
  ['ssh', 22],
  ['ftp', 21],
  ['sftp', 22],
  ['mqtt', 1883],
  ['mqtts', 8883],
  ['amqp', 5672],
  ['amqps', 5671],
  ['git', 9418],
]);

const hostSchemes = new Set([...defaultPorts.keys(), 'tcp', 'udp', 'tls', 'grpc', 'grpcs', 'coap', 'coaps']);

function readAddress(text: string, scheme: string, rest: string): AddressTarget | UnreadableTarget {
  if (!hostSchemes.has(scheme)) return unreadable(`“${scheme}:” is not the address of a host.`);
  if (/\s/u.test(rest)) return unreadable('An address has no spaces; enter one target at a time.');
  const authority = /^[^/?#]*/u.exec(rest)?.[0] ?? '';
  if (authority === '') return unreadable('There is no host in this address.');
  const user = authority.lastIndexOf('@');
  if (user >= 0) {
    const host = authority.slice(user + 1);
    return unreadable(`Everything before “@” is a user name; the host of this address is ${host}. Enter that alone.`);
  }
  if (authority.includes('%')) return unreadable('The host contains percent-encoding; write it as it is.');
  // Always parsed as https, so that every scheme's host gets the same treatment.
  const url = URL.parse(`https://${rest}`);
  if (url === null) return unreadable('This is not a valid address.');
  const explicit = /:(\d*)$/u.exec(authority)?.[1];
  const port = explicit === undefined || explicit === '' ? defaultPort(scheme) : Number(explicit);
  const bare = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname.replace(/\.$/u, '');
  // The parser has brought every spelling of an address into its plain form, so the cheap question is enough.
  const ip = isIP(bare) === 0 ? null : ipaddr.process(bare);
  const host = ip === null ? bare : ip.toString();
  if (ip === null && !isHostname(host)) return unreadable('This is not a valid host name.');
  return { kind: 'address', scheme, host, ip, port, path: url.pathname, search: url.search, text };
}

// RFC 1123 §2.1 with the underscore that DNS allows and some hosts have.
function isHostname(host: string): boolean {
  return host.length <= 253 && host.split('.').every(label => /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/u.test(label));
}

function readRange(text: string): RangeTarget | null {
  const match = /^([0-9a-f.:]+)\/(\d{1,3})$/iu.exec(text);
  if (match?.[1] === undefined) return null;
  const strict = ipaddr.IPv4.isValidCIDRFourPartDecimal(text) || ipaddr.IPv6.isValidCIDR(text);
  if (!strict) return null;
  const [ip, bits] = ipaddr.parseCIDR(text);
  return { kind: 'range', ip, bits, text };
}

function looksLikeBareIpv6(text: string): boolean {
  return text.includes('::') ? ipaddr.IPv6.isValid(text) : text.split(':').length === 8 && ipaddr.IPv6.isValid(text);
}

function nameOr(text: string, reason: string): NameTarget | UnreadableTarget {
  return /^(?:javascript|data|file|blob|about|mailto|vbscript|view-source):/iu.test(text)
    ? unreadable(reason)
    : { kind: 'name', text };
}

function unreadable(reason: string): UnreadableTarget {
  return { kind: 'unreadable', reason };
}
