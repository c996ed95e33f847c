// Requests of researchers are told apart in the log: by the header that they set, and by the credentials of a sandbox.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isId } from '../ids.ts';
import type { Kernel } from '../kernel.ts';

/** The header by which researchers mark what they send, as bug bounty programs ask; its value is a sandbox's id. */
export const RESEARCH_HEADER = 'X-Telltale-Research';

const HEADER = RESEARCH_HEADER.toLowerCase();

/** Whether the request carries the mark. A value that is no sandbox's id could be anything: it is no mark, and is not logged. */
export const isMarked = ({ headers }: Pick<FastifyRequest, 'headers'>): boolean => {
  const value = headers[HEADER];
  return typeof value === 'string' && isId('sbx', value);
};

/**
 * Writes one line when the request has been answered. The mark proves nothing: it opens no door and lifts no limit, it
 * only tells whoever looks at the traffic that somebody means well; the sandbox is told from its credentials.
 */
export function logOnceAnswered({ log }: Pick<Kernel, 'log'>, request: FastifyRequest, reply: FastifyReply): void {
  reply.raw.once('finish', () =>
    log.info(
      {
        request: request.id,
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.raw.statusCode,
        research: isMarked(request) ? String(request.headers[HEADER]) : null,
        sandbox: request.sandbox ?? null,
      },
      'research request',
    ),
  );
}
