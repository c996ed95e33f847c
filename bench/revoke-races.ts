// 100,000 reads of tokens that race with the end of their grants, in the process that ends them and in another one.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { recognizerOf } from '../src/connect/authenticate-bearer.ts';
import { giveGrant, issueAccessToken, revokeGrant } from '../src/connect/index.ts';
import { readConfig } from '../src/core/config.ts';
import type { Kernel } from '../src/core/kernel.ts';
import { type OpenKernel, openKernel } from '../src/core/open-kernel.ts';
import { saveVehicle } from '../src/vehicles/vehicle-store.ts';
import type { Figure } from './bench.ts';
import { databaseOf, freshDataDir, productionEnvironment } from './product-server.ts';

const READS = Number(process.env['BENCH_READS'] ?? 100_000);
const GRANTS = Math.ceil(READS / 100);
/** Grants that end at the same time. */
const AT_ONCE = 8;
/** Grants that end in a build whose check is removed. */
const WITHOUT_CHECK = 5;

type Tally = {
  /** Reads that began before the end was told to whoever ended it: either answer is right. */
  racing: number;
  /** Reads here after that; those that were let in are stale. */
  after: number;
  stale: number;
  /** The same in the other process, which hears of it by a notice. */
  elsewhere: number;
  staleElsewhere: number;
  /** Milliseconds after the end was told until the other process let nobody in any more. */
  longest: number;
};

export const figure: Figure = {
  name: 'revoke-races',
  about: `${READS} reads of tokens race with ${GRANTS} grants that end; two kernels on one database, each with its own cache`,
  run: async () => {
    const dataDir = freshDataDir('races');
    const environment = productionEnvironment(18_196, dataDir);
    const { config, secrets } = readConfig(environment);
    const here = await openKernel({ ...config, logLevel: 'silent' }, secrets);
    const { socketDir } = await databaseOf(dataDir);
    const other = readConfig({
      ...environment,
      DATABASE_URL: `postgresql://telltale@/postgres?host=${encodeURIComponent(socketDir)}`,
    });
    const there = await openKernel({ ...other.config, logLevel: 'silent' }, other.secrets);
    const tally: Tally = { racing: 0, after: 0, stale: 0, elsewhere: 0, staleElsewhere: 0, longest: 0 };
    for (let begun = 0; begun < GRANTS; begun += AT_ONCE)
      await Promise.all(
        Array.from({ length: AT_ONCE }, (_, index) => race(here.kernel, there.kernel, begun + index, tally)),
      );
    // A build without the check must be found out by this very figure.
    const broken: Tally = { racing: 0, after: 0, stale: 0, elsewhere: 0, staleElsewhere: 0, longest: 0 };
    believeForEver(here.kernel);
    for (let index = 0; index < WITHOUT_CHECK; index++) await race(here.kernel, there.kernel, GRANTS + index, broken);
    await closeBoth(there, here);
    fs.rmSync(dataDir, { recursive: true, force: true });
    const { racing, after, stale, elsewhere, staleElsewhere, longest } = tally;
    return {
      rows: [
        ['reads while a grant was ending', String(racing)],
        ['reads here after its end', String(after)],
        ['of these stale', String(stale)],
        ['reads in the other process after its end', String(elsewhere)],
        [`stale reads of ${broken.after} in a build that believes a token for ever`, String(broken.stale)],
        ['of these before the notice arrived', `${staleElsewhere}, at most ${longest.toFixed(1)} ms after`],
      ],
      ok: stale === 0 && broken.stale > 0 && racing + after + elsewhere >= READS,
    };
  },
};

/** Takes the check away: what was recognized once is recognized always. */
function believeForEver(kernel: Kernel): void {
  const recognizer = recognizerOf(kernel);
  const { recognize } = recognizer;
  const believed = new Map<string, ReturnType<typeof recognize>>();
  recognizer.recognize = token => {
    const answer = believed.get(token) ?? recognize(token);
    believed.set(token, answer);
    return answer;
  };
}

async function closeBoth(...kernels: readonly OpenKernel[]): Promise<void> {
  for (const kernel of kernels) await kernel.close();
}

/** One grant: read hard in both processes, ended while being read, and read on. */
async function race(here: Kernel, there: Kernel, index: number, tally: Tally): Promise<void> {
  const owner = `per_${String(index).padStart(26, '0')}`;
  const vehicle = await saveVehicle(here, owner, randomUUID(), {
    provider: 'simulator',
    credentials: null,
    sandbox: null,
    mode: 'simulated',
    car: { vehicle: 'volt', vin: `volt~${index}`, make: 'CHEVROLET', model: 'Volt', year: 2016, powertrain: 'PHEV' },
  });
  const grant = await giveGrant(here, {
    owner,
    application: randomUUID(),
    vehicles: [vehicle],
    scopes: ['read_odometer'],
  });
  const token = await issueAccessToken(here, grant);
  const isLetIn = async (kernel: Kernel): Promise<boolean> =>
    (await recognizerOf(kernel).recognize(token)) !== undefined;
  if (!(await isLetIn(here)) || !(await isLetIn(there))) throw new Error('a good token was refused');
  let isEnding = true;
  const actor = {
    kind: 'person',
    id: owner,
    session: 's',
    staffRole: undefined,
    signedInAt: here.clock.now(),
  } as const;
  const ending = revokeGrant(here, actor, grant, 'owner').then(() => {
    isEnding = false;
  });
  while (isEnding) {
    await Promise.all([isLetIn(here), isLetIn(there), isLetIn(here), isLetIn(there)]);
    tally.racing += 4;
    await turn();
  }
  await ending;
  const told = performance.now();
  const answers = await Promise.all(Array.from({ length: 40 }, () => isLetIn(here)));
  tally.after += answers.length;
  tally.stale += answers.filter(isIn => isIn).length;
  for (let round = 0; round < 40; round++) {
    tally.elsewhere += 1;
    if (await isLetIn(there)) {
      tally.staleElsewhere += 1;
      tally.longest = Math.max(tally.longest, performance.now() - told);
      round = 0;
    }
    await turn();
  }
}
