// Puts the library's endpoints on the server: our limits, headers and body sizes around it, its protocol inside.
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RateLimitName } from '../catalog/rate-limits.ts';
import { type Family, type RoutePath, routes } from '../catalog/routes.ts';
import { ownEdge } from '../core/http/error-edge.ts';
import { networkOf } from '../core/http/network.ts';
import type { Kernel } from '../core/kernel.ts';
import { recognizerOf } from './authenticate-bearer.ts';
import { tellOwner } from './pages/stopped.tsx';
import { providerOf } from './provider.ts';
import { fillDefaults } from './request/fill-defaults.ts';
import { readParameters, readReauthentication } from './smartcar-dialect.ts';

type Endpoint = {
  readonly method: 'GET' | 'POST';
  readonly at: RoutePath;
  /** The endpoint that it is another address of: SDKs put addresses together in ways of their own (vehicle-platform §1.2). */
  readonly as?: RoutePath;
  readonly limit: RateLimitName;
  /** How a refusal before the library is told: browsers come to the first two. */
  readonly family: Family;
};

const endpoints: readonly Endpoint[] = [
  { method: 'GET', at: routes.connect.authorize, limit: 'page', family: 'page' },
  {
    method: 'GET',
    at: routes.connect.reauthenticate,
    as: routes.connect.authorize,
    limit: 'page',
    family: 'page',
  },
  { method: 'GET', at: routes.connect.resume, limit: 'page', family: 'page' },
  { method: 'POST', at: routes.connect.token, limit: 'token', family: 'oauth' },
  ...[routes.connect.tokenAtRoot, routes.connect.tokenTwice, routes.connect.applicationToken].map(
    at => ({ method: 'POST', at, as: routes.connect.token, limit: 'token', family: 'oauth' }) as const,
  ),
  { method: 'POST', at: routes.connect.introspect, limit: 'token', family: 'oauth' },
  { method: 'POST', at: routes.connect.revoke, limit: 'token', family: 'oauth' },
  { method: 'POST', at: routes.connect.par, limit: 'token', family: 'oauth' },
  { method: 'GET', at: routes.connect.metadata, limit: 'lookup', family: 'oauth' },
  { method: 'GET', at: routes.connect.jwks, limit: 'lookup', family: 'oauth' },
];

/** The server's own edge takes what the page could not tell. */
const rethrow = (error: unknown): never => {
  throw error;
};

const BODY_LIMIT = 32 * 1024;
const FORM = 'application/x-www-form-urlencoded';

/** Mounts the endpoints, and begins to listen for grants that end in other processes. */
export async function mountOauth(kernel: Kernel, server: FastifyInstance): Promise<void> {
  recognizerOf(kernel);
  const answer = providerOf(kernel).callback();
  await server.register(async scope => {
    // The library wants to read bodies itself; ours come as text, which the dialect reads first.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
      done(null, body),
    );
    for (const { method, at, as, limit, family } of endpoints)
      scope.route({
        method,
        url: at.path,
        exposeHeadRoute: false,
        config: { family },
        // Who comes to these is an owner in a browser.
        ...(family === 'page' && { errorHandler: ownEdge(kernel, tellOwner, rethrow) }),
        onRequest: async request => {
          await kernel.rateLimiter.take(limit, networkOf(request.ip));
        },
        handler: async (request, reply) => {
          reply.hijack();
          setHeaders(reply);
          await answer(await standardRequest(kernel, request, at, as), reply.raw);
        },
      });
  });
}

/** What our own hooks would have set; codes stand in addresses here, so no address is told to anybody (RFC 9700 §4.2.4). */
function setHeaders(reply: FastifyReply): void {
  const setHeader = reply.raw.setHeader.bind(reply.raw);
  // The library writes `Content-Type`, and one SDK finds headers in lower case only (vehicle-platform §2.3).
  reply.raw.setHeader = (name, value) => setHeader(name.toLowerCase(), value);
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) reply.raw.setHeader(name, value);
  reply.raw.setHeader('referrer-policy', 'no-referrer');
  // Connect may be a pop-up, whose opener waits for it; a stricter policy would part the two for good.
  reply.raw.setHeader('cross-origin-opener-policy', 'unsafe-none');
}

/**
 * The request as the library shall see it: path without a final slash, parameters in the standards' form, and scheme and
 * host from our configuration, whatever the client claims.
 */
async function standardRequest(
  kernel: Kernel,
  { raw, body }: FastifyRequest,
  at: RoutePath,
  as: RoutePath | undefined,
): Promise<FastifyRequest['raw']> {
  const { config } = kernel;
  const { pathname, search } = new URL(raw.url ?? '/', config.publicUrl);
  const { protocol, host } = new URL(config.publicUrl);
  const isForm = typeof body === 'string' && (raw.headers['content-type'] ?? '').toLowerCase().startsWith(FORM);
  const form = isForm ? parametersOf(body) : undefined;
  const sent = parametersOf(search);
  await fillDefaults(kernel, form ?? sent, raw.headers.authorization);
  const text = form?.toString() ?? (typeof body === 'string' ? body : '');
  const query = (at === routes.connect.reauthenticate ? readReauthentication(sent) : sent).toString();
  const { 'transfer-encoding': _, 'x-forwarded-for': __, ...headers } = raw.headers;
  const request = Object.assign(Readable.from(text === '' ? [] : [Buffer.from(text)]), {
    method: raw.method,
    url: (as?.path ?? pathname.replace(/(?<=.)\/+$/, '')) + (query === '' ? '' : `?${query}`),
    headers: {
      ...headers,
      host,
      'x-forwarded-host': host,
      'x-forwarded-proto': protocol.slice(0, -1),
      ...(raw.method === 'POST' ? { 'content-length': String(Buffer.byteLength(text)) } : {}),
    },
    httpVersion: raw.httpVersion,
    httpVersionMajor: raw.httpVersionMajor,
    httpVersionMinor: raw.httpVersionMinor,
    socket: raw.socket,
  });
  // Koa and the library read nothing else of a request.
  return request as unknown as FastifyRequest['raw'];
}

/**
 * Answers go into the query and nowhere else, nobody signs in through us, and which address was asked we know ourselves;
 * for us these parameters do not exist (RFC 6749 §3.1: ignore unknown ones).
 */
function parametersOf(text: string): URLSearchParams {
  const params = readParameters(new URLSearchParams(text));
  for (const name of ['response_mode', 'nonce', 'reauthenticate']) params.delete(name);
  return params;
}
