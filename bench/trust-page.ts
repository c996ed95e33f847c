// The trust center's page, made from live evidence, against a page of the same bytes that is kept ready, both by our server.
import fs from 'node:fs';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { href, routes } from '../src/catalog/routes.ts';
import { readConfig } from '../src/core/config.ts';
import { openKernel } from '../src/core/open-kernel.ts';
import { seedTrust } from '../src/trust/seed-trust.ts';
import type { Bench, Figure } from './bench.ts';
import { openLoad } from './load.ts';
import {
  answers,
  databaseOf,
  freshDataDir,
  pidOf,
  productionEnvironment,
  startNode,
  startProduct,
  stopProcess,
} from './product-server.ts';

const PORT = 18_210;
const STATIC_PORT = 18_211;
const CONNECTIONS = 32;
const REQUESTS = Number(process.env['BENCH_REQUESTS'] ?? 1500);
/** Enough for nobody to reach the limit of pages. */
const NETWORKS = 256;

const at = href(routes.trust.show);
const forwarded = (index: number) => ({
  'x-forwarded-proto': 'https',
  'x-forwarded-for': `10.1.${index % NETWORKS}.1`,
});

export const bench: Bench = {
  name: 'trust-page',
  about: `requests per second of the trust center's page with all its claims; ${CONNECTIONS} connections, ${NETWORKS} networks; the other side is a page of the same bytes that is kept ready, through the same server`,
  measure: 'throughput',
  target: { ratio: 0.5, direction: 'at least' },
  setup: async () => {
    const { environment, dataDir, product, page } = await openTrust();
    const { socketDir, postmaster } = await databaseOf(dataDir);
    const file = path.join(dataDir, 'page.html');
    fs.writeFileSync(file, page);
    const other = startNode(['--import', './tools/tsx-hook.js', 'bench/static-page.ts', file], {
      ...environment,
      PORT: String(STATIC_PORT),
      DATABASE_URL: `postgresql://telltale@/postgres?host=${encodeURIComponent(socketDir)}`,
    });
    await answers(`http://127.0.0.1:${STATIC_PORT}${at}`, forwarded(0));
    let count = 0;
    const next = () => ({ method: 'GET', path: at, headers: forwarded(++count) }) as const;
    const ours = openLoad(PORT, CONNECTIONS, 200, next);
    const baseline = openLoad(STATIC_PORT, CONNECTIONS, 200, next);
    let last = ours;
    const arm = (load: typeof ours) => (): Promise<number> => {
      last = load;
      return load.run(REQUESTS);
    };
    return {
      ours: arm(ours),
      baseline: arm(baseline),
      loadIsOurs: true,
      latencies: () => last.latencies(),
      processes: { ours: [pidOf(product)], baseline: [pidOf(other)], postmasters: [postmaster] },
      teardown: async () => {
        await Promise.all([ours.close(), baseline.close()]);
        await stopProcess(other);
        await stopProcess(product);
        fs.rmSync(dataDir, { recursive: true, force: true });
      },
    };
  },
};

/** An installation with two editions and evidence, and the product on it. */
async function openTrust() {
  const dataDir = freshDataDir('trust');
  const environment = {
    ...productionEnvironment(PORT, dataDir),
    TRUSTED_PROXIES: '1',
    PUBLIC_URL: 'https://telltale.example',
  };
  const { config, secrets } = readConfig(environment);
  const open = await openKernel({ ...config, logLevel: 'silent' }, secrets);
  await seedTrust(open.kernel, {});
  await open.close();
  const product = startProduct(environment);
  const url = `http://127.0.0.1:${PORT}${at}`;
  await answers(url, forwarded(0));
  // The first evidence is taken by a job.
  let page = '';
  for (let tries = 0; tries < 200 && !/[1-9]\d*<\/strong>/.test(page); tries++) {
    await new Promise(resolve => setTimeout(resolve, 300));
    page = await (await fetch(url, { headers: forwarded(1) })).text();
  }
  return { environment, dataDir, product, page };
}

const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;

/** What a first visit takes over the wire. */
export const weight: Figure = {
  name: 'trust-weight',
  about: 'what a first visit to the trust center loads; promised: at most 300 KB, nothing from elsewhere',
  run: async () => {
    const { dataDir, product, page } = await openTrust();
    const names = [...new Set([...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, name = '']) => name))];
    const sizes = await Promise.all(
      names.map(async name => {
        const reply = await fetch(`http://127.0.0.1:${PORT}${name}`, {
          headers: { ...forwarded(2), 'accept-encoding': 'br' },
        });
        const body = Buffer.from(await reply.arrayBuffer());
        // fetch unpacks what came packed.
        const isPacked = reply.headers.get('content-encoding') === 'br';
        return { name, bytes: isPacked ? brotliCompressSync(body).length : body.length };
      }),
    );
    await stopProcess(product);
    fs.rmSync(dataDir, { recursive: true, force: true });
    const html = Buffer.byteLength(page);
    const total = html + sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    const foreign = [...page.matchAll(/(?:src|data-src)="https?:[^"]*"/g)].length;
    return {
      ok: total <= 300 * 1024 && foreign === 0,
      rows: [
        ['the page itself, as it is sent', kilobytes(html)],
        ['the same if it were packed (brotli)', kilobytes(brotliCompressSync(page).length)],
        ...sizes.map(({ name, bytes }): [string, string] => [name, kilobytes(bytes)]),
        ['together', kilobytes(total)],
        ['loaded from elsewhere', String(foreign)],
      ],
    };
  },
};
