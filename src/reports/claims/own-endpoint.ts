// Whether an address of this server is one that it has: by its own API documents and by its list of pages.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type RoutePath, routes } from '../../catalog/routes.ts';

const OPENAPI = path.resolve(import.meta.dirname, '../../../openapi');

/** `foreign` when the address is not on this server, so nothing can be said. */
export type EndpointVerdict = 'known' | 'unknown' | 'foreign';

/**
 * @param address a URL as somebody typed it, placeholders like `{id}` or `…` and all
 * @param publicUrl the origin of this server
 */
export function findOwnEndpoint(address: string, publicUrl: string): EndpointVerdict {
  const typed = /^[a-z]+:\/\//i.test(address) ? address : `https://${address}`;
  if (!URL.canParse(typed)) return 'foreign';
  const { host, pathname } = new URL(typed);
  if (host !== new URL(publicUrl).host) return 'foreign';
  return patterns().some(pattern => pattern.test(decoded(pathname))) ? 'known' : 'unknown';
}

let compiled: readonly RegExp[] | undefined;

/** Read once: the documents are part of the product and do not change while it runs. */
function patterns(): readonly RegExp[] {
  compiled ??= [
    ...['v2.json', 'v3.json', 'platform.json'].flatMap(file => {
      const document = JSON.parse(readFileSync(path.join(OPENAPI, file), 'utf8')) as { paths: Record<string, unknown> };
      return Object.keys(document.paths);
    }),
    ...Object.values(routes).flatMap(module => Object.values(module).map(({ path }: RoutePath) => path)),
  ].map(patternOf);
  return compiled;
}

/** A template of either kind: `/v{version}/user`, `/reports/:id`. A placeholder is one segment, or the rest of one. */
function patternOf(template: string): RegExp {
  const source = template
    .replace(/:(\w+)\([^)]*\)+/g, ':$1')
    .split(/(\{\w+\}|:\w+)/)
    .map(part => (/^[{:]/.test(part) ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}/?$`);
}

function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}
