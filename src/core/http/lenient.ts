// What SDKs of the vehicle API send that nobody should, and is taken all the same (vehicle-platform §1.3).
import type { FastifyInstance } from 'fastify';

/**
 * The address with the query where it belongs: one SDK escapes the question mark (`/history%3Fstart_date=…`), another
 * leaves one too many at the end. Addresses outside of the vehicle API stay as they are.
 */
export function withPlainQuery(url: string): string {
  if (!url.startsWith('/v') || !/\?$|%3f/i.test(url) || !/^\/v\d/.test(url)) return url;
  const trimmed = url.replace(/(?:\?|%3f)+$/i, '');
  const query = trimmed.indexOf('?');
  const escaped = trimmed.search(/%3f/i);
  if (escaped < 0 || (query >= 0 && query < escaped)) return trimmed;
  return `${trimmed.slice(0, escaped)}?${trimmed.slice(escaped + 3).replace('?', '&')}`;
}

/** Lets a body of the type JSON be empty, as SDKs send it with commands that say nothing more. */
export function readLenientJson(scope: FastifyInstance, bodyLimit: number): void {
  const parse = scope.getDefaultJsonParser('error', 'error');
  scope.removeContentTypeParser('application/json');
  scope.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit }, (request, body, done) =>
    body.length === 0 ? done(null, undefined) : parse(request, body as string, done),
  );
}
