// Memory of the server and its database before and after very many reports and reads: flat, or it leaks.
import fs from 'node:fs';
import type { Figure } from './bench.ts';
import { collectGarbage, inspectedAt } from './collect-garbage.ts';
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
const INSPECTOR = 18_196;
const REPORTS = Number(process.env['BENCH_REPORTS'] ?? 10_000);
const READS = Number(process.env['BENCH_READS'] ?? 1_000_000);
/** Before the first figure, so that what is loaded and cached once does not count as growth. */
const WARM_REPORTS = 500;
const WARM_READS = 60_000;
/** How much more than after the warm-up is still called flat. */
const FLAT = 1.25;

/** Bytes: of the process as it stands, and once all garbage is collected. */
type Memory = { readonly resident: number; readonly used: number };

const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(0)} MB`;

const inWords = ({ resident, used }: Memory): string =>
  `${megabytes(resident)}, ${megabytes(used)} without its garbage`;

export const figure: Figure = {
  name: 'memory',
  about: `resident memory over ${REPORTS} reports and ${READS} reads; promised: flat, that is without garbage at most ${FLAT} times what it was after the warm-up`,
  run: async () => {
    const dataDir = freshDataDir('memory');
    const environment = {
      ...productionEnvironment(PORT, dataDir),
      TRUSTED_PROXIES: '1',
      PUBLIC_URL: 'https://telltale.example',
    };
    const cars = await seedCars(environment);
    const product = startProduct({ ...environment, ...inspectedAt(INSPECTOR) });
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
    const look = async (): Promise<Memory> => {
      const resident = memoryOf(server);
      await collectGarbage(INSPECTOR);
      return { resident, used: memoryOf(server) };
    };
    try {
      const first = memoryOf(server);
      await reports.run(WARM_REPORTS);
      await readMany(WARM_READS);
      const before = await look();
      const beforeDatabase = database();
      const begunReports = performance.now();
      await reports.run(REPORTS);
      const reportSeconds = (performance.now() - begunReports) / 1000;
      const afterReports = await look();
      const begunReads = performance.now();
      await readMany(READS);
      const readSeconds = (performance.now() - begunReads) / 1000;
      const afterReads = await look();
      return {
        ok: Math.max(afterReports.used, afterReads.used) <= before.used * FLAT,
        rows: [
          ['server at its first answer', megabytes(first)],
          [`after the warm-up (${WARM_REPORTS} reports, ${WARM_READS} reads)`, inWords(before)],
          [
            `after ${REPORTS} reports (${(REPORTS / reportSeconds).toFixed(0)} per second)`,
            `${inWords(afterReports)}: ${(afterReports.used / before.used).toFixed(2)}`,
          ],
          [
            `after ${READS} reads (${(READS / readSeconds).toFixed(0)} per second)`,
            `${inWords(afterReads)}: ${(afterReads.used / before.used).toFixed(2)}`,
          ],
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
