// Asks a contact on the web: through the guarded door as a stranger would, and where that leads nowhere public, from inside.
import type { FastifyInstance } from 'fastify';
import { isRefusal } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type Contact, ownPath } from './contact.ts';
import type { ContactAnswer } from './read-answer.ts';

export type Asked =
  /** `outside`: over the network, from a public address. `inside`: this server asked itself, without any network. */
  | { readonly how: 'outside' | 'inside'; readonly answer: ContactAnswer }
  | { readonly how: 'no-answer'; readonly reason: string };

const servers = new WeakMap<Kernel['pool'], FastifyInstance>();

/** Lets this process ask itself. */
export const rememberServer = ({ pool }: Kernel, server: FastifyInstance): void => void servers.set(pool, server);

/** The guard of outgoing requests stays as it is: a private address is never connected to, our own neither. */
export async function askContact(kernel: Kernel, { address }: Contact): Promise<Asked> {
  try {
    const { status, headers, body } = await kernel.fetch(address, { redirects: 3, headers: { accept: '*/*' } });
    return {
      how: 'outside',
      answer: { status, contentType: headers['content-type'] ?? '', body: body.toString('utf8') },
    };
  } catch (error) {
    if (isRefusal(error, 'outgoing_failed')) return { how: 'no-answer', reason: 'Nothing answers at this address.' };
    if (!isRefusal(error, 'outgoing_refused')) throw error;
    const path = ownPath(address, kernel.config.publicUrl);
    const server = servers.get(kernel.pool);
    if (path === undefined || !server) return { how: 'no-answer', reason: 'It is no public https address.' };
    const { statusCode, headers, body } = await server.inject({
      method: 'GET',
      url: path,
      headers: { host: new URL(kernel.config.publicUrl).host, accept: '*/*' },
    });
    return { how: 'inside', answer: { status: statusCode, contentType: String(headers['content-type'] ?? ''), body } };
  }
}
