// Media types of the APIs that have one of their own: what they take, and in which form they answer.
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Family } from '../../catalog/routes.ts';
import { refuse } from '../errors.ts';

export const JSON_API = 'application/vnd.api+json';
export const BUGCROWD = 'application/vnd.bugcrowd+json';

/** Types that carry JSON beside `application/json`. */
const ourMediaTypes = [JSON_API, BUGCROWD];

/** Lets the server read them as it reads plain JSON. */
export function readOurMediaTypes(server: FastifyInstance, bodyLimit: number): void {
  const parser = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser(ourMediaTypes, { parseAs: 'string', bodyLimit }, parser);
}

/**
 * “Content Negotiation” of JSON:API 1.1: a body has the media type without parameters but `profile`, and somebody who
 * asks for the media type takes it so. Bugcrowd's clients name their type or plain JSON.
 * @throws Refusal `unsupported_media_type`, `not_acceptable`
 */
export function negotiate(family: Family, headers: IncomingHttpHeaders): void {
  if (family !== 'jsonapi' && family !== 'bugcrowd') return;
  const sent = headers['content-type'];
  if (sent !== undefined) {
    const { type, isPlain } = readMediaType(sent);
    const isTaken =
      family === 'jsonapi' ? type === JSON_API && isPlain : [...ourMediaTypes, 'application/json'].includes(type);
    if (!isTaken) throw refuse('unsupported_media_type');
  }
  if (family !== 'jsonapi') return;
  const asked = (headers.accept ?? '')
    .split(',')
    .map(readMediaType)
    .filter(({ type }) => type === JSON_API);
  if (asked.length > 0 && !asked.some(({ isPlain }) => isPlain)) throw refuse('not_acceptable');
}

/** `isPlain`: no parameter changes what the type means. `profile` never does, `q` is no parameter of the type. */
function readMediaType(text: string): { readonly type: string; readonly isPlain: boolean } {
  const [type = '', ...parameters] = text.split(';').map(part => part.trim().toLowerCase());
  return { type, isPlain: parameters.every(parameter => /^(?:profile|q)\s*=/.test(parameter) || parameter === '') };
}
