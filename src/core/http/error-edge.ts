// The error edge: whatever was thrown is told in the way of its route, or of the family that it belongs to.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Refusal } from '../errors.ts';
import type { Kernel } from '../kernel.ts';
import { describeError } from '../log.ts';
import type { Answer } from './answer.ts';
import type { AnyRoute } from './define-route.ts';
import { familyOf } from './family.ts';
import { type ProblemRenderers, renderPlainPage, toRefusal } from './problem.ts';

export type Edge = (error: unknown, request: FastifyRequest, reply: FastifyReply) => void;
/** Told of a call that has its answer, with the pattern of its address. */
export type Told = (request: FastifyRequest, pattern: string, answer: Answer) => void;

/** An answer as a reply. */
export function sendAnswer(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  return reply.code(status).headers(headers).send(body);
}

/** Tells whatever was thrown in the route's own way. */
export const ownEdge =
  (kernel: Kernel, refused: NonNullable<AnyRoute['refused']>, tell: Edge) =>
  async (error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const refusal = toRefusal(error);
    try {
      const answer = await refused({ refusal, requestId: request.id, request, kernel, reply });
      noteRefusal(kernel, refusal, request, reply);
      return sendAnswer(reply, answer);
    } catch (failure) {
      kernel.log.error({ request: request.id, err: describeError(failure) }, 'the error page of a route failed');
      tell(error, request, reply);
      return reply;
    }
  };

/** What is told of a refusal besides its page: the log hears of our own faults, the client when to come again. */
function noteRefusal(kernel: Kernel, refusal: Refusal, request: FastifyRequest, reply: FastifyReply): void {
  if (refusal.entry.status >= 500)
    kernel.log.error(
      { request: request.id, route: request.routeOptions.url, err: refusal.cause ?? refusal },
      'request failed',
    );
  if (refusal.details['retryAfter'] !== undefined) reply.header('retry-after', String(refusal.details['retryAfter']));
}

/** Tells whatever was thrown in the form of the route's family. @param answered is told of what the vehicle API answers */
export function errorEdge(kernel: Kernel, renderers: ProblemRenderers, answered: Told): Edge {
  return (error, request, reply) => {
    const refusal = toRefusal(error);
    noteRefusal(kernel, refusal, request, reply);
    const problem = { refusal, requestId: request.id, request };
    try {
      const family = familyOf(request);
      const answer = renderers[family](problem);
      if (family === 'vehicle') answered(request, request.routeOptions.url ?? '', answer);
      return sendAnswer(reply, answer);
    } catch (failure) {
      kernel.log.error({ request: request.id, err: describeError(failure) }, 'the error page itself failed');
      return sendAnswer(reply, renderPlainPage(problem));
    }
  };
}
