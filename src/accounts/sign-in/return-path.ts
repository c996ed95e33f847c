// Where a person goes after signing in: back to where they were, but never to another site.
import { href, routes } from '../../catalog/routes.ts';

const LONGEST = 2000;
/** Stands for our own origin; no link can lead there. */
const OWN = 'https://own.invalid';

/**
 * Reads a return path from a query or a form. Only paths of this site pass, in the form in which a browser reads them;
 * everything else, such as `//evil.example`, `/\evil.example` or `https:…`, becomes the fallback.
 */
export function readReturnPath(typed: string | undefined, fallback = href(routes.accounts.settings)): string {
  if (typed === undefined || typed.length > LONGEST || !/^\/(?![/\\])/.test(typed)) return fallback;
  if (/[\p{Cc}\p{Cs}]/u.test(typed) || !URL.canParse(typed, OWN)) return fallback;
  const url = new URL(typed, OWN);
  const path = url.pathname + url.search;
  // Dots are resolved by now: `/.//evil.example` has become `//evil.example`.
  return url.origin === OWN && !path.startsWith('//') ? path : fallback;
}
