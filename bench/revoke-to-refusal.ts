// From the answer to an owner who revokes to the first refusal, in each of three processes of one installation.
import fs from 'node:fs';
import http, { Agent } from 'node:http';
import { beginSession } from '../src/accounts/sessions/begin-session.ts';
import { openApp } from '../src/app.ts';
import { href, routes } from '../src/catalog/routes.ts';
import { anonymous } from '../src/core/actor.ts';
import { readConfig } from '../src/core/config.ts';
import type { Kernel } from '../src/core/kernel.ts';
import { openKernel } from '../src/core/open-kernel.ts';
import type { Figure } from './bench.ts';
import { type MadeOwner, makeOwner, ownersEnvironment } from './fill-owners.ts';
import { answers, databaseOf, freshDataDir, startProduct, stopProcess } from './product-server.ts';

const PORTS = [18_201, 18_202, 18_203] as const;
/** BENCH_REVOKES: how many owners revoke, one after the other. */
const REVOKES = Number(process.env['BENCH_REVOKES'] ?? 300);
const PROMISED = 20;

type Revoking = MadeOwner & { readonly cookie: string };

export const figure: Figure = {
  name: 'revoke-to-refusal',
  about: `${REVOKES} owners revoke on one of three processes while their tokens are read in all; promised: p99 at most ${PROMISED} ms on each`,
  run: async () => {
    const dataDir = freshDataDir('refusal');
    const environment = (port: number) => ownersEnvironment(port, dataDir);
    const owners = await seed(environment(PORTS[0]));
    const first = startProduct(environment(PORTS[0]));
    await answers(`http://127.0.0.1:${PORTS[0]}/health/ready`, { 'x-forwarded-proto': 'https' });
    const { socketDir } = await databaseOf(dataDir);
    const DATABASE_URL = `postgresql://telltale@/postgres?host=${encodeURIComponent(socketDir)}`;
    const others = PORTS.slice(1).map(port => startProduct({ ...environment(port), DATABASE_URL }));
    try {
      for (const port of PORTS)
        await answers(`http://127.0.0.1:${port}/health/ready`, { 'x-forwarded-proto': 'https' });
      const took: number[][] = PORTS.map(() => []);
      for (const owner of owners) {
        const each = await revokeOne(owner);
        for (const [index, milliseconds] of each.entries()) took[index]?.push(milliseconds);
      }
      const p99 = took.map(times => quantile(times, 0.99));
      return {
        ok: p99.every(milliseconds => milliseconds <= PROMISED),
        rows: took.map((times, index) => [
          `${index === 0 ? 'where it was revoked' : `process ${index + 1}`}: median, p99, longest`,
          [quantile(times, 0.5), p99[index] ?? Number.NaN, Math.max(...times)]
            .map(ms => `${ms.toFixed(1)} ms`)
            .join(', '),
        ]),
      };
    } finally {
      for (const other of others) await stopProcess(other);
      await stopProcess(first);
      fs.rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? Number.NaN;

async function seed(environment: Record<string, string>): Promise<Revoking[]> {
  const { config, secrets } = readConfig(environment);
  const open = await openKernel({ ...config, logLevel: 'silent' }, secrets);
  await (await openApp(open, secrets, { work: false })).close();
  const owners: Revoking[] = [];
  for (let index = 0; index < REVOKES; index++) {
    const owner = await makeOwner(open.kernel);
    owners.push({ ...owner, cookie: await signIn(open.kernel, owner.person) });
  }
  await open.close();
  return owners;
}

async function signIn(kernel: Kernel, id: string): Promise<string> {
  const { token } = await kernel.transaction(kernel =>
    beginSession(kernel, {
      person: { id, staffRole: undefined },
      method: 'demo',
      userAgent: undefined,
      before: anonymous,
    }),
  );
  return `__Host-telltale-session=${token}`;
}

/** @returns for each process the milliseconds from the answer until a read was sent that was refused */
async function revokeOne({ vehicle, grant, token, cookie }: Revoking): Promise<number[]> {
  let answeredAt = Number.POSITIVE_INFINITY;
  const path = href(routes.vehicles.odometer, { version: '2.0', id: vehicle });
  const headers = { authorization: `Bearer ${token}`, 'x-forwarded-proto': 'https' };
  // A car may be asked so often; each refusal for that is a token that is still good.
  const readUntilRefused = async (port: number): Promise<number> => {
    for (let reads = 0; ; reads++) {
      const sentAt = performance.now();
      const { status } = await send(port, { path, headers });
      if (status === 401) return Math.max(0, sentAt - answeredAt);
      if (sentAt > answeredAt + 10_000) throw new Error('never refused');
      if (reads === 0) ready();
    }
  };
  let count = 0;
  let ready = (): void => undefined;
  const allRead = new Promise<void>(resolve => {
    ready = () => {
      count += 1;
      if (count === PORTS.length) resolve();
    };
  });
  const reading = PORTS.map(readUntilRefused);
  await Promise.race([allRead, Promise.all(reading)]);
  const revoked = await send(PORTS[0], {
    method: 'POST',
    path: href(routes.privacy.revoke, { id: grant }),
    headers: {
      cookie,
      'sec-fetch-site': 'same-origin',
      'x-forwarded-proto': 'https',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: '',
  });
  answeredAt = performance.now();
  if (revoked.status !== 303) throw new Error(`revoking was answered with ${revoked.status}`);
  return Promise.all(reading);
}

const agent = new Agent({ keepAlive: true });

/** One request over a connection that stays. */
function send(
  port: number,
  {
    method = 'GET',
    path,
    headers,
    body,
  }: { method?: string; path: string; headers: Record<string, string>; body?: string },
): Promise<{ status: number }> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, method, path, headers, agent }, answer => {
      answer.resume();
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0 }));
    });
    request.once('error', reject);
    request.end(body);
  });
}
