// A server of others, on this machine: answers as it is told and remembers what it heard. Reached through the guarded door.
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { FetchOptions } from '../../src/core/fetch.ts';
import { selfSignedCertificate } from './self-signed-certificate.ts';

export type Heard = {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Names of headers in the spelling that was sent. */
  readonly spelling: readonly string[];
  readonly body: string;
  readonly bytes: Buffer;
};

export type Said = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | object;
  /** Hangs up without an answer. */
  readonly hangUp?: true;
};

export type StandIn = {
  /** `https://localhost:PORT` */
  readonly origin: string;
  readonly heard: Heard[];
  /** Changes what it says from now on. */
  answer(say: (heard: Heard) => Said | Promise<Said>): void;
  /** For `openWorld`: trusts its certificate, and finds it and nothing else; `intranet.example` lies at a private address. */
  readonly fetch: FetchOptions;
  readonly certificate: ReturnType<typeof selfSignedCertificate>;
  close(): Promise<void>;
};

/**
 * Starts a stand-in that says 200 to everything until it is told otherwise.
 * @param certificate of another one, where a world talks to both
 */
export async function openStandIn(certificate = selfSignedCertificate()): Promise<StandIn & AsyncDisposable> {
  const { cert, key } = certificate;
  const heard: Heard[] = [];
  let say: (heard: Heard) => Said | Promise<Said> = () => ({});
  const server = createServer({ cert, key }, async (request, reply) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const one: Heard = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers as Record<string, string>,
      spelling: request.rawHeaders.filter((_, index) => index % 2 === 0),
      body: Buffer.concat(chunks).toString(),
      bytes: Buffer.concat(chunks),
    };
    heard.push(one);
    const { status = 200, headers = {}, body = '', hangUp } = await say(one);
    if (hangUp) return void request.socket.destroy();
    const isBytes = typeof body === 'string' || Buffer.isBuffer(body);
    reply.writeHead(status, { ...(isBytes ? {} : { 'content-type': 'application/json' }), ...headers });
    reply.end(isBytes ? body : JSON.stringify(body));
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise(done => server.close(done));
  };
  const resolve = ((host: string, _options: unknown, done: (error: Error | null, found: object[]) => void) => {
    if (host === 'localhost') return done(null, [{ address: '127.0.0.1', family: 4 }]);
    if (host === 'intranet.example') return done(null, [{ address: '10.0.0.5', family: 4 }]);
    done(new Error('a test tried to use the network'), []);
  }) as unknown as NonNullable<FetchOptions['resolve']>;
  return {
    origin: `https://localhost:${port}`,
    heard,
    answer: said => {
      say = said;
    },
    fetch: { resolve, ca: cert, allow: address => address === '127.0.0.1' },
    certificate,
    close,
    [Symbol.asyncDispose]: close,
  };
}
