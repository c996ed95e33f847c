// A server with a test's own routes on a world's kernel, and raw sockets to say to it what no client would.
import net from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../../src/core/config.ts';
import { text } from '../../src/core/http/answer.ts';
import type { AnyRoute } from '../../src/core/http/define-route.ts';
import {
  type ProblemRenderers,
  renderOauthError,
  renderPlainPage,
  renderProblemJson,
} from '../../src/core/http/problem.ts';
import { buildServer } from '../../src/core/http/server.ts';
import type { Kernel } from '../../src/core/kernel.ts';
import type { Authenticator } from '../../src/core/module.ts';

export type BareServer = {
  readonly routes?: readonly AnyRoute[];
  readonly authenticators?: readonly Authenticator[];
  readonly config?: Partial<Config>;
  readonly renderers?: Partial<ProblemRenderers>;
};

/** Builds it; nothing listens yet. */
export function bareServer(
  kernel: Kernel,
  { routes = [], authenticators = [], config = {}, renderers = {} }: BareServer,
): Promise<FastifyInstance> {
  const changed = { ...kernel, config: { ...kernel.config, ...config } };
  const api = renderProblemJson(changed.config.publicUrl);
  return buildServer(changed, [{ name: 'bare', routes, authenticators }], {
    page: renderPlainPage,
    api,
    oauth: renderOauthError,
    jsonapi: api,
    bugcrowd: api,
    vehicle: ({ refusal: { code, entry } }) => text(code, { status: entry.status }),
    ...renderers,
  });
}

/** Listens on a free port of loopback. @returns the port */
export async function listenSomewhere(server: FastifyInstance): Promise<number> {
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  return Number(new URL(address).port);
}

/** Sends bytes as they are and reads until the other side closes, or hangs up itself. */
export function sendRaw(
  port: number,
  bytes: string | Buffer,
  { hangUpAfterMs }: { readonly hangUpAfterMs?: number } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes));
    let answer = '';
    socket.setTimeout(5000, () => socket.destroy(new Error(`no end after: ${answer}`)));
    if (hangUpAfterMs !== undefined) setTimeout(() => socket.destroy(), hangUpAfterMs);
    socket.on('data', chunk => {
      answer += chunk.toString('latin1');
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}
