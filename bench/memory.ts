// Memory of the server and its database before and after very many reports and reads: flat, or it leaks.
import fs from 'node:fs';
import type { Figure } from './bench.ts';
import { childrenOf, memoryOf } from './cpu.ts';
import { openLoad } from './load.ts';
import { seedCars } from './odometer-read.ts';
import {
  answers,
  databaseOf,
  freshDataDir,
  pidOf,
  productionEnvironment,
  startProduct,
  stopProcess,
} from './product-server.ts';
import { anyNetwork, reportRequest } from './report-submission.ts';

const PORT = 18_195;
const REPORTS = Number(process.env['BENCH_REPORTS'] ?? 10_000);
const READS = Number(process.env['BENCH_READS'] ?? 1_000_000);
/**
 * Before the first figure, so that neither what is loaded and cached once counts as growth nor that V8 lets its heap grow
 * to a few times of what is alive before it collects all of it: that takes some 150,000 reads and the work that comes
 * after reports.
 */
const WARM_REPORTS = 3000;
const WARM_READS = 250_000;
/** How much more than after the warm-up is still called flat. */
const FLAT = 1.25;

const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(0)} MB`;

export const figure: Figure = {
  name: 'memory',
  about: `resident memory over ${REPORTS} reports and ${READS} reads; promised: flat (at most ${FLAT} times what it was after the warm-up)`,
  run: async () => {
    const dataDir = freshDataDir('memory');
    const environment = {
      ...productionEnvironment(PORT, dataDir),
      TRUSTED_PROXIES: '1',
      PUBLIC_URL: 'https://telltale.example',
    };
    const cars = await seedCars(environment);
    const product = startProduct(environment);
    await answers(`http://127.0.0.1:${PORT}/health/live`, { 'x-forwarded-proto': 'https' });
    const { postmaster } = await databaseOf(dataDir);
    const server = pidOf(product);
    const reports = openLoad(PORT, 16, 303, () => reportRequest(anyNetwork()));
    const reads = openLoad(PORT, 32, 200, () => {
      const car = cars[Math.floor(Math.random() * cars.length)];
      if (!car) throw new Error('no cars');
      return { method: 'GET', path: car.path, headers: { ...car.headers, ...anyNetwork() } };
    });
    const database = (): number => childrenOf(postmaster).reduce((sum, pid) => sum + memoryOf(pid), 0);
    const readMany = async (count: number): Promise<void> => {
      for (let done = 0; done < count; done += 50_000) await reads.run(Math.min(50_000, count - done));
    };
    try {
      const first = memoryOf(server);
      await reports.run(WARM_REPORTS);
      await readMany(WARM_READS);
      const before = memoryOf(server);
      const beforeDatabase = database();
      const begunReports = performance.now();
      await reports.run(REPORTS);
      const reportSeconds = (performance.now() - begunReports) / 1000;
      const afterReports = memoryOf(server);
      const begunReads = performance.now();
      await readMany(READS / 2);
      const halfway = memoryOf(server);
      await readMany(READS / 2);
      const readSeconds = (performance.now() - begunReads) / 1000;
      const afterReads = memoryOf(server);
      return {
        ok: Math.max(afterReports, halfway, afterReads) <= before * FLAT,
        rows: [
          ['server at its first answer', megabytes(first)],
          [`server after the warm-up (${WARM_REPORTS} reports, ${WARM_READS} reads)`, megabytes(before)],
          [
            `server after ${REPORTS} reports (${(REPORTS / reportSeconds).toFixed(0)} per second)`,
            megabytes(afterReports),
          ],
          [`server after ${READS / 2} reads`, megabytes(halfway)],
          [`server after ${READS} reads (${(READS / readSeconds).toFixed(0)} per second)`, megabytes(afterReads)],
          ['database backends, shared memory counted in each: before', megabytes(beforeDatabase)],
          ['database backends: after', megabytes(database())],
        ],
      };
    } finally {
      await Promise.all([reports.close(), reads.close()]);
      await stopProcess(product);
      fs.rmSync(dataDir, { recursive: true, force: true });
    }
  },
};
