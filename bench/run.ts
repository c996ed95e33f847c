// `npm run bench [name]`: each benchmark as a ratio inside one interleaved run: ours, baseline, baseline, ours, in blocks.
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Bench, BenchRun, Figure } from './bench.ts';
import { childrenOf, cpuOf } from './cpu.ts';

/** Loaded only when wanted, so that a run measures nothing but what it was asked for. */
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  'odometer-read': async () => (await import('./odometer-read.ts')).bench,
  'connection-growth': async () => (await import('./connection-growth.ts')).bench,
  'batch-read': async () => (await import('./batch-read.ts')).bench,
  'token-issue': async () => (await import('./token-issue.ts')).bench,
  'report-submission': async () => (await import('./report-submission.ts')).bench,
  webhooks: async () => (await import('./webhooks.ts')).bench,
  'audit-chain': async () => (await import('./audit-chain.ts')).bench,
  'sealed-field-120': async () => (await import('./sealed-field.ts')).shortField,
  'trust-page': async () => (await import('./trust-page.ts')).bench,
  'sealed-field-4096': async () => (await import('./sealed-field.ts')).longField,
};
/** Those that fill installations for minutes run only when they are named. */
const onlyNamed = [
  'connection-growth',
  'webhook-latency',
  'revoke-races',
  'search-reports',
  'duplicate-suggestions',
  'bulk-import',
  'telemetry-in',
  'duplicate-pairs',
  'submissions',
  'rewrap-keys',
  'revoke-to-refusal',
  'erase-owner',
  'heavy-owner',
  'document-marks',
  'data-key-cache',
  'canaries',
  'newsletter',
];
const figures: Readonly<Record<string, () => Promise<Figure>>> = {
  'first-paint': async () => (await import('./first-paint.ts')).figure,
  'start-time': async () => (await import('./start-time.ts')).figure,
  memory: async () => (await import('./memory.ts')).figure,
  'revoke-races': async () => (await import('./revoke-races.ts')).figure,
  'webhook-latency': async () => (await import('./webhooks.ts')).figure,
  'search-reports': async () => (await import('./search-reports.ts')).figure,
  'duplicate-suggestions': async () => (await import('./duplicate-suggestions.ts')).figure,
  'duplicate-pairs': async () => (await import('./duplicate-pairs.ts')).figure,
  submissions: async () => (await import('./submissions.ts')).figure,
  'bulk-import': async () => (await import('./bulk-import.ts')).figure,
  'telemetry-in': async () => (await import('./telemetry-in.ts')).figure,
  'rewrap-keys': async () => (await import('./rewrap-keys.ts')).figure,
  'revoke-to-refusal': async () => (await import('./revoke-to-refusal.ts')).figure,
  'data-key-cache': async () => (await import('./data-key-cache.ts')).figure,
  canaries: async () => (await import('./canaries.ts')).figure,
  'erase-owner': async () => (await import('./erase-owner.ts')).figure,
  'heavy-owner': async () => (await import('./heavy-owner.ts')).figure,
  'document-marks': async () => (await import('./document-marks.ts')).figure,
  newsletter: async () => (await import('./newsletter.ts')).figure,
  'trust-weight': async () => (await import('./trust-page.ts')).weight,
  'simulated-cars': async () => (await import('./simulated-cars.ts')).figure,
};
const BLOCKS = Number(process.env['BENCH_BLOCKS'] ?? 7);

type Sample = { cpu: number; database: number; perSecond: number; latencies: readonly number[] };
export type Result = {
  name: string;
  about: string;
  measure: 'cpu' | 'throughput';
  ratio: { median: number; least: number; most: number };
  target: Bench['target'];
  met: boolean;
  ours: Summary;
  baseline: Summary;
};

/** Medians. `database`: that part of `cpu` that PostgreSQL used. */
type Summary = {
  cpu: number;
  database: number;
  perSecond: number;
  p50?: number | undefined;
  p99?: number | undefined;
};

async function measureBench(bench: Bench): Promise<Result> {
  const run = await bench.setup();
  const ours: Sample[] = [];
  const baseline: Sample[] = [];
  const ratios: number[] = [];
  const measure = bench.measure ?? 'cpu';
  try {
    await run.ours();
    await run.baseline();
    for (let block = 0; block < BLOCKS; block++) {
      const one = await sample(run, 'ours');
      const two = await sample(run, 'baseline');
      const three = await sample(run, 'baseline');
      const four = await sample(run, 'ours');
      ours.push(one, four);
      baseline.push(two, three);
      const of = (samples: Sample[]): number =>
        samples.reduce((sum, { cpu, perSecond }) => sum + (measure === 'cpu' ? cpu : perSecond), 0);
      ratios.push(of([one, four]) / of([two, three]));
    }
  } finally {
    await run.teardown();
  }
  const ratio = { median: quantile(ratios, 0.5), least: Math.min(...ratios), most: Math.max(...ratios) };
  const met =
    bench.target.direction === 'at most' ? ratio.median <= bench.target.ratio : ratio.median >= bench.target.ratio;
  return {
    name: bench.name,
    about: bench.about,
    measure,
    ratio,
    target: bench.target,
    met,
    ours: summary(ours),
    baseline: summary(baseline),
  };
}

async function sample(run: BenchRun, arm: 'ours' | 'baseline'): Promise<Sample> {
  const cpuNow = (): { all: number; database: number } => {
    const { processes } = run;
    const own = run.loadIsOurs ? 0 : process.cpuUsage().user + process.cpuUsage().system;
    if (!processes) return { all: own, database: 0 };
    const { postmasters } = processes;
    const database = cpuOf([...postmasters, ...postmasters.flatMap(childrenOf)], postmasters);
    return { all: own + cpuOf(processes[arm]) + database, database };
  };
  const cpuBefore = cpuNow();
  const before = performance.now();
  const operations = await run[arm]();
  const seconds = (performance.now() - before) / 1000;
  const cpuAfter = cpuNow();
  return {
    cpu: (cpuAfter.all - cpuBefore.all) / operations,
    database: (cpuAfter.database - cpuBefore.database) / operations,
    perSecond: operations / seconds,
    latencies: [...(run.latencies?.() ?? [])],
  };
}

function summary(samples: readonly Sample[]): Summary {
  const latencies = samples.flatMap(sample => sample.latencies);
  return {
    cpu: quantile(
      samples.map(({ cpu }) => cpu),
      0.5,
    ),
    database: quantile(
      samples.map(({ database }) => database),
      0.5,
    ),
    perSecond: quantile(
      samples.map(({ perSecond }) => perSecond),
      0.5,
    ),
    ...(latencies.length > 0 ? { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) } : {}),
  };
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

const show = (value: number | undefined): string =>
  value === undefined ? '' : value >= 100 ? value.toFixed(0) : value.toFixed(2);

function print(result: Result): void {
  const { name, about, ratio, target, met, ours, baseline, measure } = result;
  console.log(`\n${name}: ${about}`);
  console.log(
    `  ratio of ${measure === 'cpu' ? 'CPU per operation' : 'operations per second'}: ${ratio.median.toFixed(2)} (${ratio.least.toFixed(2)} to ${ratio.most.toFixed(2)}), target ${target.direction} ${target.ratio}: ${met ? 'met' : 'NOT met'}`,
  );
  const row = (summary: Summary): Record<string, string> => ({
    'CPU µs/op': show(summary.cpu),
    'of which PostgreSQL': show(summary.database),
    'op/s': show(summary.perSecond),
    'p50 ms': show(summary.p50),
    'p99 ms': show(summary.p99),
  });
  console.table({ ours: row(ours), baseline: row(baseline) });
}

const wanted = process.argv.slice(2);
const isWanted = (name: string): boolean =>
  wanted.length === 0 ? !onlyNamed.includes(name) : wanted.some(part => name.includes(part));
const names = [...Object.keys(benches), ...Object.keys(figures)];
if (!names.some(isWanted)) {
  console.error(`there is no benchmark ${wanted.join(' ')}; there are: ${names.join(', ')}`);
  process.exit(2);
}
const results: Result[] = [];
for (const [name, load] of Object.entries(benches)) {
  if (!isWanted(name)) continue;
  const result = await measureBench(await load());
  print(result);
  results.push(result);
}
const shown: Record<string, unknown> = {};
for (const [name, load] of Object.entries(figures)) {
  if (!isWanted(name)) continue;
  const figure = await load();
  const { rows, ok } = await figure.run();
  console.log(`\n${name}: ${figure.about} (${ok ? 'as promised' : 'NOT as promised'})`);
  for (const [label, value] of rows) console.log(`  ${label.padEnd(48)}${value}`);
  shown[name] = { rows, ok };
}
mkdirSync('.cache', { recursive: true });
writeFileSync(
  '.cache/bench.json',
  `${JSON.stringify({ at: new Date().toISOString(), node: process.version, results, figures: shown }, null, 2)}\n`,
);
console.log('\nAlso as JSON in .cache/bench.json');
process.exit(0);
