// A process that works on jobs and never ends one, for tests that kill it: `hanging-worker.ts DATABASE-OPTIONS`.
import { systemClock } from '../../src/core/clock.ts';
import { systemRandom } from '../../src/core/crypto/random.ts';
import { openDb, openPool } from '../../src/core/database/db.ts';
import { openListener } from '../../src/core/database/listen.ts';
import type { Kernel } from '../../src/core/kernel.ts';
import { openLog } from '../../src/core/log.ts';
import { openWorkers } from '../../src/core/work/jobs.ts';

const options = { ...JSON.parse(process.argv[2] ?? '{}'), max: 4 };
const log = openLog('silent');
const pool = openPool(options, () => undefined);
await openListener(pool.options, systemClock, log);
// Working on jobs takes no more of a kernel than this.
const kernel = { pool, db: openDb(pool), clock: systemClock, random: systemRandom, log } as Partial<Kernel> as Kernel;
const never = new Promise<void>(() => setInterval(() => undefined, 60_000));
await openWorkers(kernel, [{ name: 'hang', run: () => never }], [], { start: true, beatMs: 200 });
console.log('works');
