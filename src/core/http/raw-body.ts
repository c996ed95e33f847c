// Keeps the bytes of a body beside what is read from it: a signature is over bytes, not over what they mean.
import { Readable } from 'node:stream';
import type { preParsingHookHandler } from 'fastify';
import { refuse } from '../errors.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The bytes of the body, on routes that ask for them. */
    rawBody?: Buffer;
  }
}

/** Fastify's hook that reads the body, at most `limit` bytes, into `request.rawBody` and hands it on. */
export const keepRawBody =
  (limit: number): preParsingHookHandler =>
  (request, _reply, payload, done) => {
    read(payload as Readable, limit).then(bytes => {
      request.rawBody = bytes;
      done(null, Readable.from([bytes]));
    }, done);
  };

async function read(stream: Readable, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += (chunk as Buffer).length;
    if (size > limit) throw refuse('too_large');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
