// Reading an odometer with everything on, against a bare route with one prepared point read on the same database.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { href, routes } from '../src/catalog/routes.ts';
import { giveGrant, issueAccessToken } from '../src/connect/index.ts';
import { readConfig } from '../src/core/config.ts';
import type { Kernel } from '../src/core/kernel.ts';
import { openKernel } from '../src/core/open-kernel.ts';
import { saveVehicle } from '../src/vehicles/vehicle-store.ts';
import type { Bench } from './bench.ts';

const PORT = 18_190;
const BARE_PORT = 18_191;
const OWNERS = 1000;
const CARS_EACH = 20;
const CONNECTIONS = 32;
const READS = 12_000;
/** Batches of each before the first that counts: V8 needs some ten thousand requests to settle. */
const WARM_UP = 3;

type Target = { readonly path: string; readonly headers: Record<string, string> };

export const bench: Bench = {
  name: 'odometer-read',
  about: `token, grant, rate limit, decryption and durable log; ${OWNERS} tokens, ${OWNERS * CARS_EACH} cars, ${CONNECTIONS} connections`,
  target: { ratio: 1.5, direction: 'at most' },
  setup: async () => {
    const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-odometer-'));
    fs.chmodSync(dataDir, 0o755);
    const environment = {
      PORT: String(PORT),
      DATA_DIR: dataDir,
      NODE_ENV: 'production',
      SMTP_URL: 'smtp://127.0.0.1:9',
      LOG_LEVEL: 'info',
    };
    const targets = await seed(environment);
    const product = start(['--import', './tools/tsx-hook.js', ...profiling(), 'src/main.ts'], environment);
    const { socketDir, postmaster } = await databaseOf(dataDir);
    const bare = start(['bench/bare-point-read.ts', socketDir, String(BARE_PORT)], {});
    await answers(`http://127.0.0.1:${PORT}/health/ready`);
    await answers(`http://127.0.0.1:${BARE_PORT}/vehicles/none/odometer`);

    let latencies: number[] = [];
    const load = (port: number, targets: readonly Target[]) => {
      const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS, pipelining: 1 });
      return {
        close: () => pool.close(),
        run: async () => {
          latencies = [];
          let left = READS;
          const worker = async (): Promise<void> => {
            while (left-- > 0) {
              const target = targets[Math.floor(Math.random() * targets.length)];
              if (!target) throw new Error('no targets');
              const begun = performance.now();
              const { statusCode, body } = await pool.request({ method: 'GET', ...target });
              const text = await body.text();
              latencies.push(performance.now() - begun);
              if (statusCode !== 200) throw new Error(`${statusCode}: ${text}`);
            }
          };
          await Promise.all(Array.from({ length: CONNECTIONS }, worker));
          return READS;
        },
      };
    };
    const ours = load(PORT, targets);
    const baseline = load(
      BARE_PORT,
      targets.map(({ path }) => ({ path: path.replace(/^\/v[\d.]+/, ''), headers: {} })),
    );
    for (let batch = 0; batch < WARM_UP; batch++) {
      await ours.run();
      await baseline.run();
    }
    return {
      ours: ours.run,
      baseline: baseline.run,
      loadIsOurs: true,
      latencies: () => latencies,
      processes: { ours: [pidOf(product)], baseline: [pidOf(bare)], postmasters: [postmaster] },
      teardown: async () => {
        await Promise.all([ours.close(), baseline.close()]);
        await stop(bare);
        await stop(product);
        fs.rmSync(dataDir, { recursive: true, force: true });
      },
    };
  },
};

/** Fills a fresh installation, and a plain table of the same cars for the baseline. */
async function seed(environment: Record<string, string>): Promise<Target[]> {
  const { config, secrets } = readConfig(environment);
  const open = await openKernel({ ...config, logLevel: 'silent' }, secrets);
  const { kernel } = open;
  const targets: Target[] = [];
  for (let owner = 0; owner < OWNERS; owner += 20)
    targets.push(
      ...(await Promise.all(Array.from({ length: 20 }, (_, index) => seedOwner(kernel, owner + index)))).flat(),
    );
  await kernel.pool.query('create table bench_odometer (vehicle text primary key, distance float8 not null)');
  await kernel.pool.query('insert into bench_odometer select id, 12345.67 from vehicles.vehicle');
  await kernel.pool.query('vacuum analyze');
  await open.close();
  return targets;
}

async function seedOwner(kernel: Kernel, index: number): Promise<Target[]> {
  const owner = `per_${String(index).padStart(26, '0')}`;
  const vehicles = await kernel.transaction(async kernel => {
    const ids: string[] = [];
    for (let car = 0; car < CARS_EACH; car++) {
      ids.push(
        await saveVehicle(kernel, owner, randomUUID(), {
          provider: 'simulator',
          credentials: null,
          car: {
            vehicle: 'volt',
            vin: `volt~${index}-${car}`,
            make: 'CHEVROLET',
            model: 'Volt',
            year: 2016,
            powertrain: 'PHEV',
          },
        }),
      );
    }
    return ids;
  });
  const grant = await giveGrant(kernel, { owner, application: randomUUID(), vehicles, scopes: ['read_odometer'] });
  const token = await issueAccessToken(kernel, grant);
  return vehicles.map(id => ({
    path: href(routes.vehicles.odometer, { version: '2.0', id }),
    headers: { authorization: `Bearer ${token}`, 'sc-unit-system': 'metric' },
  }));
}

/** The socket's folder and the server's process, as PostgreSQL writes them beside its data. */
async function databaseOf(dataDir: string): Promise<{ socketDir: string; postmaster: number }> {
  const file = path.join(dataDir, 'db', 'postmaster.pid');
  for (let tries = 0; tries < 200; tries++) {
    const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n') : [];
    if (lines[7]?.startsWith('ready')) return { socketDir: lines[4] ?? '', postmaster: Number(lines[0]) };
    await pause(50);
  }
  throw new Error('the database did not start');
}

/** With BENCH_PROFILE set, the product writes a CPU profile into that folder when it stops. */
const profiling = (): string[] => {
  const folder = process.env['BENCH_PROFILE'];
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
};

const start = (args: string[], environment: Record<string, string>): ChildProcess =>
  spawn(process.execPath, args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'ignore', 'inherit'] });

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('a server did not start');
  return pid;
}

async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    const reply = await fetch(url).catch(() => undefined);
    if (reply?.ok) return;
    await pause(50);
  }
  throw new Error(`${url} does not answer`);
}

async function stop(child: ChildProcess): Promise<void> {
  const gone = new Promise(resolve => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}
