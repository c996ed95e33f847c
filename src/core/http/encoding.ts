// What a client can unpack (RFC 9110 §12.5.3).
import type { FastifyRequest } from 'fastify';

export type Encoding = 'br' | 'gzip';

/** Whether the client says that it can unpack this encoding; with a weight of 0 it says that it cannot. */
export function accepts({ headers }: Pick<FastifyRequest, 'headers'>, encoding: Encoding): boolean {
  const said = String(headers['accept-encoding'] ?? '')
    .split(',')
    .find(each => each.split(';')[0]?.trim().toLowerCase() === encoding);
  return said !== undefined && !/;\s*q=0(?:\.0*)?\s*$/i.test(said);
}
