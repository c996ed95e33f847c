// Whose bucket a request takes its permit from.
import type { FastifyRequest } from 'fastify';
import type { RateLimitName } from '../../catalog/rate-limits.ts';
import { actorId } from '../actor.ts';
import type { Kernel } from '../kernel.ts';
import { networkOf } from './network.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The researcher's sandbox whose credentials came with the request. */
    sandbox: string | undefined;
  }
}

/**
 * Known actors have buckets of their own, others share that of their network. Whatever a researcher's sandbox does
 * counts in one bucket, in the place of the route's.
 * @throws Refusal rate_limited
 */
export function takePermit(
  { rateLimiter }: Pick<Kernel, 'rateLimiter'>,
  limit: RateLimitName,
  { actor, sandbox, ip }: Pick<FastifyRequest, 'actor' | 'sandbox' | 'ip'>,
): Promise<void> | undefined {
  if (sandbox !== undefined) return rateLimiter.take('sandbox', sandbox);
  return rateLimiter.take(limit, actor.kind === 'anonymous' ? networkOf(ip) : actorId(actor));
}
