// Security headers of every answer, whatever route or error gave it.
import type { Config } from '../config.ts';

/** One year, as browsers' preload lists ask. */
const HSTS = 'max-age=31536000; includeSubDomains';

/** Where a page's policy is wider than every other's. */
type WiderPolicy = {
  /** Further origins that a form's answer may redirect to (browsers check redirects too). */
  readonly formTargets?: readonly string[];
  /** What the page may show in frames. */
  readonly frames?: readonly string[];
  /** Who may show the page in a frame. */
  readonly frameAncestors?: readonly string[];
};

/** Content Security Policy of pages: nothing inline, nothing from elsewhere, in nobody's frame. */
export const contentSecurityPolicy = ({ formTargets = [], frames = [], frameAncestors }: WiderPolicy = {}): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "base-uri 'none'",
    ...(frames.length > 0 ? [`frame-src ${frames.join(' ')}`] : []),
    `frame-ancestors ${frameAncestors?.join(' ') ?? "'none'"}`,
    "require-trusted-types-for 'script'",
  ].join('; ');

/**
 * Headers that an answer of the vehicle API starts with: those that mean something for an answer that is no document.
 * Half of what pages send; every read pays for each.
 */
export function dataHeaders(config: Config): Readonly<Record<string, string>> {
  return {
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    ...transportSecurity(config),
  };
}

/** Headers that every other answer starts with; an answer may replace the cache and policy ones. */
export function baseHeaders(config: Config): Readonly<Record<string, string>> {
  return {
    'cache-control': 'no-store',
    'content-security-policy': contentSecurityPolicy(),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
    // With `no-referrer` browsers would send `Origin: null` on our own posts, and the same-origin check would refuse them.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...transportSecurity(config),
  };
}

const transportSecurity = ({ publicUrl }: Config): Readonly<Record<string, string>> =>
  publicUrl.startsWith('https:') ? { 'strict-transport-security': HSTS } : {};
