// Says whether a typed target is in scope: rules as data, exact hosts by default, deny wins, the rest is out.

import ipaddr from 'ipaddr.js';
import { getDomain, getPublicSuffix } from 'tldts';
import { pathIsWithin, pathMayBeWithin } from './scope-path.ts';
import {
  type AddressTarget,
  canonicalHost,
  type IpAddress,
  type RangeTarget,
  readTypedTarget,
  showHost,
  type TypedTarget,
} from './typed-target.ts';

export const scopeMatches = ['exact-host', 'host-suffix', 'url-prefix', 'cidr', 'app-id', 'repo', 'product'] as const;
export type ScopeMatch = (typeof scopeMatches)[number];

/**
 * One rule. `identifier` by `match`:
 * exact-host `api.example.com` (standard web ports) or `api.example.com:8443` (that port alone);
 * host-suffix `example.com` or `*.example.com` (every host below it; a deny also covers the host itself);
 * url-prefix `https://example.com/api`; cidr `192.0.2.0/24`; app-id `com.example.app` or a store's number;
 * repo `github.com/example/app`; product any name, or a package URL.
 * The fields from `assetType` on don't change the verdict; they travel with it.
 */
export type ScopeRule = {
  id: string;
  effect: 'allow' | 'deny';
  match: ScopeMatch;
  identifier: string;
  assetType?: string;
  eligibleForSubmission?: boolean;
  maxSeverity?: 'low' | 'medium' | 'high' | 'critical';
  instruction?: string;
  safetyRelevant?: boolean;
  CR?: 'L' | 'M' | 'H' | 'X';
  IR?: 'L' | 'M' | 'H' | 'X';
  AR?: 'L' | 'M' | 'H' | 'X';
};

/** `ruleId` is always set, so that a closing as out of scope can name it; `rule` is absent for the default. */
export type ScopeVerdict = { verdict: 'in' | 'out'; ruleId: string; rule?: ScopeRule; reason: string };

/** The id of the rule that nobody writes: what no rule covers is out. */
export const defaultDenyRuleId = 'default-deny';

/**
 * Decides about a target as a person typed it. Deny wins over allow; what no rule covers is out; what can be read in
 * two ways is out, with the reason. Never throws; a rule that can't be understood allows nothing.
 */
export function checkScope(rules: readonly ScopeRule[], typed: string): ScopeVerdict {
  const target = readTypedTarget(typed);
  if (target.kind === 'unreadable') return { verdict: 'out', ruleId: defaultDenyRuleId, reason: target.reason };
  const name = showTarget(target);
  const deny = rules.find(rule => rule.effect === 'deny' && covers(rule, target));
  if (deny !== undefined) {
    const reason = `${name} is out of scope: rule ${deny.id} excludes ${inWords(deny)}.`;
    return { verdict: 'out', ruleId: deny.id, rule: deny, reason };
  }
  const allow = rules.find(rule => rule.effect === 'allow' && covers(rule, target));
  if (allow !== undefined) {
    const reason = `${name} is in scope by rule ${allow.id}, ${inWords(allow)}.`;
    return { verdict: 'in', ruleId: allow.id, rule: allow, reason };
  }
  return { verdict: 'out', ruleId: defaultDenyRuleId, reason: whyNothingCovers(rules, target, name) };
}

/** What is wrong with a rule that someone is about to save, as a sentence; `null` when nothing is. */
export function findRuleFault(rule: ScopeRule): string | null {
  const identifier = rule.identifier.trim();
  if (identifier === '') return 'Say what the rule covers.';
  switch (rule.match) {
    case 'exact-host':
      return readHostRule(identifier) === null ? 'Enter one host, like api.example.com or api.example.com:8443.' : null;
    case 'host-suffix': {
      const suffix = readSuffix(identifier);
      if (suffix === null) return 'Enter a domain, like example.com.';
      return isPublicSuffix(suffix) ? `${suffix} belongs to everybody; nobody can put all of it in scope.` : null;
    }
    case 'url-prefix':
      return readUrlRule(identifier) === null
        ? 'Enter an address with its scheme, like https://example.com/api.'
        : null;
    case 'cidr':
      return readCidr(identifier) === null ? 'Enter a network range, like 192.0.2.0/24.' : null;
    case 'repo':
      return readRepoRule(identifier) === null ? 'Enter host, owner and name, like github.com/example/app.' : null;
    case 'app-id':
      return /^[\w.-]+$/u.test(identifier) ? null : 'Enter an app id, like com.example.app.';
    case 'product':
      return null;
  }
}

function covers(rule: ScopeRule, target: Exclude<TypedTarget, { kind: 'unreadable' }>): boolean {
  const denies = rule.effect === 'deny';
  const identifier = rule.identifier.trim();
  switch (rule.match) {
    case 'exact-host':
      return target.kind === 'address' && hostIs(readHostRule(identifier), target, denies);
    case 'host-suffix':
      return target.kind === 'address' && hostIsBelow(readSuffix(identifier), target, denies);
    case 'url-prefix':
      return target.kind === 'address' && urlIsWithin(readUrlRule(identifier), target, denies);
    case 'cidr':
      return target.kind !== 'name' && ipIsWithin(readCidr(identifier), target, denies);
    case 'repo':
      return target.kind === 'address' && repoIs(readRepoRule(identifier), target);
    case 'app-id':
      return target.kind !== 'range' && appIds(target).some(id => sameWords(id, identifier));
    case 'product':
      return target.kind !== 'range' && sameWords(target.text, identifier);
  }
}

type HostRule = { host: string; port: number | null };

function readHostRule(identifier: string): HostRule | null {
  const read = readTypedTarget(identifier);
  if (read.kind === 'name') {
    const host = canonicalHost(identifier);
    return host === null ? null : { host, port: null };
  }
  if (read.kind !== 'address' || read.path !== '/' || read.search !== '') return null;
  return { host: read.host, port: /:\d+\/?$/u.test(identifier) && !looksLikeIpv6(identifier) ? read.port : null };
}

function looksLikeIpv6(identifier: string): boolean {
  return ipaddr.IPv6.isValid(identifier);
}

const webPorts: ReadonlySet<number | null> = new Set([80, 443]);

function hostIs(rule: HostRule | null, target: AddressTarget, denies: boolean): boolean {
  if (rule === null || rule.host !== target.host) return false;
  if (rule.port !== null) return rule.port === target.port;
  return denies || webPorts.has(target.port);
}

function readSuffix(identifier: string): string | null {
  const host = canonicalHost(identifier.replace(/^\*?\./u, ''));
  return host === null || ipaddr.isValid(host) ? null : host;
}

function isPublicSuffix(host: string): boolean {
  return getPublicSuffix(host, { allowPrivateDomains: true }) === host;
}

function hostIsBelow(suffix: string | null, target: AddressTarget, denies: boolean): boolean {
  if (suffix === null || target.ip !== null) return false;
  if (denies) return target.host === suffix || target.host.endsWith(`.${suffix}`);
  return target.host.endsWith(`.${suffix}`) && !isPublicSuffix(suffix) && webPorts.has(target.port);
}

function readUrlRule(identifier: string): AddressTarget | null {
  const read = /^[a-z][a-z0-9+.-]*:\/\//iu.test(identifier) ? readTypedTarget(identifier) : null;
  return read?.kind === 'address' ? read : null;
}

function urlIsWithin(rule: AddressTarget | null, target: AddressTarget, denies: boolean): boolean {
  if (rule === null || rule.host !== target.host) return false;
  // A closed door stays closed over http as well as https; an open one is open only as written.
  if (denies) return (rule.port === target.port || webPorts.has(rule.port)) && pathMayBeWithin(rule.path, target.path);
  return rule.scheme === target.scheme && rule.port === target.port && pathIsWithin(rule.path, target.path);
}

function readCidr(identifier: string): RangeTarget | null {
  const whole = ipaddr.isValid(identifier) ? `${identifier}/${identifier.includes(':') ? 128 : 32}` : identifier;
  const read = readTypedTarget(whole);
  return read.kind === 'range' ? read : null;
}

function ipIsWithin(rule: RangeTarget | null, target: AddressTarget | RangeTarget, denies: boolean): boolean {
  if (rule === null || target.ip === null || rule.ip.kind() !== target.ip.kind()) return false;
  if (target.kind === 'address') return within(target.ip, rule.ip, rule.bits);
  // A typed range is in when all of it is; it is out as soon as any of it is.
  const bits = denies ? Math.min(rule.bits, target.bits) : rule.bits;
  return (denies || target.bits >= rule.bits) && within(target.ip, rule.ip, bits);
}

function within(ip: IpAddress, network: IpAddress, bits: number): boolean {
  return ip.match(network, bits);
}

function readRepoRule(identifier: string): string | null {
  const read = readTypedTarget(identifier);
  return read.kind === 'address' ? repoOf(read) : null;
}

function repoIs(repo: string | null, target: AddressTarget): boolean {
  return repo !== null && repoOf(target) === repo && (webPorts.has(target.port) || target.scheme === 'ssh');
}

// Hosts of repositories compare owner and name without case; so do we.
function repoOf(target: AddressTarget): string | null {
  const [owner, name] = target.path.split('/').slice(1);
  if (!owner || !name || /%/u.test(owner + name)) return null;
  return `${target.host}/${owner}/${name.replace(/\.git$/iu, '')}`.toLowerCase();
}

function appIds(target: AddressTarget | { kind: 'name'; text: string }): string[] {
  if (target.kind === 'name') return [target.text];
  if (target.host === 'play.google.com' && /^\/store\/apps\/details$/u.test(target.path)) {
    return new URLSearchParams(target.search).getAll('id');
  }
  const store =
    target.host === 'apps.apple.com' ? /^(?:\/[a-z]{2})?\/app\/(?:[^/]+\/)?id(\d+)\/?$/u.exec(target.path) : null;
  return store?.[1] === undefined ? [target.text] : [store[1], `id${store[1]}`];
}

function sameWords(a: string, b: string): boolean {
  return plainWords(a) === plainWords(b);
}

function plainWords(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/gu, ' ').toLowerCase();
}

function whyNothingCovers(rules: readonly ScopeRule[], target: TypedTarget, name: string): string {
  if (target.kind !== 'address') return `No rule covers ${name}; what is not listed is out of scope.`;
  const otherPort = rules.some(
    rule =>
      rule.effect === 'allow' &&
      rule.match === 'exact-host' &&
      readHostRule(rule.identifier.trim())?.host === target.host,
  );
  if (otherPort)
    return `${name} is listed, but not with port ${target.port ?? 'of this scheme'}; that is out of scope.`;
  const domain = target.ip === null ? getDomain(target.host) : null;
  const belongs = domain === null || domain === target.host ? '' : ` (it belongs to ${domain})`;
  return `No rule covers ${name}${belongs}; hosts that are not listed are out of scope.`;
}

function showTarget(target: Exclude<TypedTarget, { kind: 'unreadable' }>): string {
  return target.kind === 'address' ? showHost(target.host) : `“${target.text}”`;
}

const matchWords: Record<ScopeMatch, string> = {
  'exact-host': 'the host',
  'host-suffix': 'every host below',
  'url-prefix': 'everything under',
  cidr: 'the network',
  'app-id': 'the app',
  repo: 'the repository',
  product: 'the product',
};

function inWords(rule: ScopeRule): string {
  const identifier = rule.match === 'host-suffix' ? rule.identifier.replace(/^\*?\./u, '') : rule.identifier;
  return `${matchWords[rule.match]} ${identifier}`;
}
