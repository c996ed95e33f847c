// Reading an odometer with everything on, against a bare route with one prepared point read on the same database.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { href, routes } from '../src/catalog/routes.ts';
import { giveGrant, issueAccessToken } from '../src/connect/index.ts';
import { readConfig } from '../src/core/config.ts';
import type { Kernel } from '../src/core/kernel.ts';
import { openKernel } from '../src/core/open-kernel.ts';
import { saveVehicle } from '../src/vehicles/vehicle-store.ts';
import type { Bench } from './bench.ts';
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

const PORT = 18_190;
const BARE_PORT = 18_191;
const OWNERS = 1000;
const CARS_EACH = 20;
const CONNECTIONS = 32;
const READS = 12_000;
/** Batches of each before the first that counts: V8 needs some ten thousand requests to settle. */
const WARM_UP = 3;

/** How to ask for one car's odometer. */
export type CarRequest = { readonly path: string; readonly headers: Record<string, string> };

export const bench: Bench = {
  name: 'odometer-read',
  about: `token, grant, rate limit, decryption and durable log; ${OWNERS} tokens, ${OWNERS * CARS_EACH} cars, ${CONNECTIONS} connections`,
  target: { ratio: 1.5, direction: 'at most' },
  setup: async () => {
    const dataDir = freshDataDir('odometer');
    const environment = productionEnvironment(PORT, dataDir);
    const cars = await seedCars(environment);
    const product = startProduct(environment);
    await answers(`http://127.0.0.1:${PORT}/health/ready`);
    const { socketDir, postmaster } = await databaseOf(dataDir);
    const bare = startNode(['bench/bare-point-read.ts', socketDir, String(BARE_PORT)], {});
    await answers(`http://127.0.0.1:${BARE_PORT}/vehicles/none/odometer`);
    const anyCar = (): CarRequest => {
      const car = cars[Math.floor(Math.random() * cars.length)];
      if (!car) throw new Error('no cars');
      return car;
    };
    const ours = openLoad(PORT, CONNECTIONS, 200, () => ({ method: 'GET', ...anyCar() }));
    const baseline = openLoad(BARE_PORT, CONNECTIONS, 200, () => ({
      method: 'GET',
      path: anyCar().path.replace(/^\/v[\d.]+/, ''),
      headers: {},
    }));
    let last = ours;
    const arm = (load: typeof ours) => (): Promise<number> => {
      last = load;
      return load.run(READS);
    };
    for (let batch = 0; batch < WARM_UP; batch++) {
      await ours.run(READS);
      await baseline.run(READS);
    }
    return {
      ours: arm(ours),
      baseline: arm(baseline),
      loadIsOurs: true,
      latencies: () => last.latencies(),
      processes: { ours: [pidOf(product)], baseline: [pidOf(bare)], postmasters: [postmaster] },
      teardown: async () => {
        await Promise.all([ours.close(), baseline.close()]);
        await stopProcess(bare);
        await stopProcess(product);
        fs.rmSync(dataDir, { recursive: true, force: true });
      },
    };
  },
};

/** Fills a fresh installation with owners, cars, grants and tokens, and a plain table of the same cars for the baseline. */
export async function seedCars(environment: Record<string, string>): Promise<CarRequest[]> {
  const { config, secrets } = readConfig(environment);
  const open = await openKernel({ ...config, logLevel: 'silent' }, secrets);
  const { kernel } = open;
  const cars: CarRequest[] = [];
  for (let owner = 0; owner < OWNERS; owner += 20)
    cars.push(
      ...(await Promise.all(Array.from({ length: 20 }, (_, index) => seedOwner(kernel, owner + index)))).flat(),
    );
  await kernel.pool.query('create table bench_odometer (vehicle text primary key, distance float8 not null)');
  await kernel.pool.query('insert into bench_odometer select id, 12345.67 from vehicles.vehicle');
  await kernel.pool.query('vacuum analyze');
  await open.close();
  return cars;
}

async function seedOwner(kernel: Kernel, index: number): Promise<CarRequest[]> {
  const owner = `per_${String(index).padStart(26, '0')}`;
  const vehicles = await kernel.transaction(async kernel => {
    const ids: string[] = [];
    for (let car = 0; car < CARS_EACH; car++)
      ids.push(
        await saveVehicle(kernel, owner, randomUUID(), {
          provider: 'simulator',
          credentials: null,
          sandbox: null,
          mode: 'simulated',
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
    return ids;
  });
  const grant = await giveGrant(kernel, { owner, application: randomUUID(), vehicles, scopes: ['read_odometer'] });
  const token = await issueAccessToken(kernel, grant);
  return vehicles.map(id => ({
    path: href(routes.vehicles.odometer, { version: '2.0', id }),
    headers: { authorization: `Bearer ${token}`, 'sc-unit-system': 'metric' },
  }));
}
