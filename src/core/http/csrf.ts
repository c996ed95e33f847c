// A change asked for by a browser must come from our own pages.
import type { FastifyRequest } from 'fastify';
import { refuse } from '../errors.ts';

/**
 * Refuses cross-site posts. Browsers say where a request comes from in Sec-Fetch-Site (Fetch Metadata) or Origin (RFC 6454);
 * a client that says neither is no browser, and passes only without a cookie.
 * @throws Refusal `cross_site`
 */
export function checkSameOrigin(request: FastifyRequest): void {
  const { origin, cookie } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) {
    if (site !== 'same-origin' && site !== 'none') throw refuse('cross_site');
  } else if (origin !== undefined) {
    if (!URL.canParse(origin) || new URL(origin).host !== request.host) throw refuse('cross_site');
  } else if (cookie !== undefined) {
    throw refuse('cross_site');
  }
}
