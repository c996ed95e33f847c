// Conditional requests (RFC 9110 section 13): who changes something says which state of it they have read.
import type { FastifyRequest } from 'fastify';
import { refuse } from '../errors.ts';
import { type Answer, notModified } from './answer.ts';

type Headers = Pick<FastifyRequest, 'headers'>;

/** The strong validator of something that counts its changes (RFC 9110 section 8.8.3). */
export const etagOf = ({ revision }: { readonly revision: number }): string => `"r${revision}"`;

/**
 * What a change says it has read. Ask for it once it is known that the thing may be seen: who may not see it learns
 * nothing of it, whatever headers are missing.
 * @throws Refusal precondition_required
 */
export function readIfMatch({ headers }: Headers): string {
  const header = headers['if-match'];
  if (header === undefined) throw refuse('precondition_required');
  return header;
}

/** As `readIfMatch`, where the API has the shape of another whose clients know no validators: without one, any state will do. */
export const readIfMatchIfSent = ({ headers }: Headers): string => headers['if-match'] ?? '*';

/**
 * Holds a change to the state that was read; call it where the thing is locked. `*` or a list with the very validator;
 * weak ones never match (RFC 9110 section 13.1.1).
 * @throws Refusal precondition_failed
 */
export function assertUnchanged(ifMatch: string, etag: string, details: Readonly<Record<string, string>> = {}): void {
  if (!validatorsIn(ifMatch).some(each => each === '*' || each === etag)) throw refuse('precondition_failed', details);
}

/** The answer with its validator, or that nothing has changed when the client has this state already (RFC 9110 section 13.1.2). */
export function answerWithEtag({ headers }: Headers, etag: string, answer: Answer): Answer {
  const known = headers['if-none-match'];
  if (known !== undefined && validatorsIn(known).some(each => each === '*' || each.replace(/^W\//u, '') === etag))
    return notModified({ headers: { ...withoutBody(answer.headers), etag } });
  return { ...answer, headers: { ...answer.headers, etag } };
}

const validatorsIn = (header: string): string[] => header.split(',').map(each => each.trim());

const withoutBody = ({ 'content-type': _, ...headers }: Answer['headers']): Answer['headers'] => headers;
