// A batch of ten reads against ten reads one by one, of the same cars in the same product.
import fs from 'node:fs';
import type { Bench } from './bench.ts';
import { openLoad } from './load.ts';
import { type CarRequest, seedCars } from './odometer-read.ts';
import {
  answers,
  databaseOf,
  freshDataDir,
  pidOf,
  productionEnvironment,
  startProduct,
  stopProcess,
} from './product-server.ts';

const PORT = 18_192;
const CONNECTIONS = 32;
const BATCHES = 400;
const ITEMS = 10;

export const bench: Bench = {
  name: 'batch-read',
  about: `a batch of ${ITEMS} reads against ${ITEMS} reads, per read; ${CONNECTIONS} connections`,
  target: { ratio: 0.5, direction: 'at most' },
  setup: async () => {
    const dataDir = freshDataDir('batch');
    const environment = productionEnvironment(PORT, dataDir);
    const cars = await seedCars(environment);
    const product = startProduct(environment);
    await answers(`http://127.0.0.1:${PORT}/health/ready`);
    const { postmaster } = await databaseOf(dataDir);
    const anyCar = (): CarRequest => {
      const car = cars[Math.floor(Math.random() * cars.length)];
      if (!car) throw new Error('no cars');
      return car;
    };
    const body = JSON.stringify({ requests: Array.from({ length: ITEMS }, () => ({ path: '/odometer' })) });
    const batch = openLoad(PORT, CONNECTIONS, 200, () => {
      const { path, headers } = anyCar();
      return {
        method: 'POST',
        path: path.replace(/odometer$/, 'batch'),
        headers: { ...headers, 'content-type': 'application/json' },
        body,
      };
    });
    const single = openLoad(PORT, CONNECTIONS, 200, () => ({ method: 'GET', ...anyCar() }));
    let last = batch;
    return {
      ours: async () => {
        last = batch;
        return (await batch.run(BATCHES)) * ITEMS;
      },
      baseline: () => {
        last = single;
        return single.run(BATCHES * ITEMS);
      },
      loadIsOurs: true,
      latencies: () => last.latencies(),
      processes: { ours: [pidOf(product)], baseline: [pidOf(product)], postmasters: [postmaster] },
      teardown: async () => {
        await Promise.all([batch.close(), single.close()]);
        await stopProcess(product);
        fs.rmSync(dataDir, { recursive: true, force: true });
      },
    };
  },
};
