// Bringing known issues in, sealed, searchable, committed to and told apart, against COPY of the same rows into a bare table.
import fs from 'node:fs';
import path from 'node:path';
import { openApp } from '../src/app.ts';
import { system } from '../src/core/actor.ts';
import { readConfig } from '../src/core/config.ts';
import type { Kernel } from '../src/core/kernel.ts';
import { openKernel } from '../src/core/open-kernel.ts';
import { findRun } from '../src/reports/known/import-run-store.ts';
import type { KnownFinding } from '../src/reports/known/known-finding.ts';
import { importKnownIssuesJob, keepImport, startImport } from '../src/reports/known/run-import.ts';
import type { Figure } from './bench.ts';
import { cpuWith, postmasterIn } from './cpu.ts';
import { freshDataDir, productionEnvironment } from './product-server.ts';
import { corpusReport } from './report-corpus.ts';

const PORT = 18_199;
/** How many findings in all: BENCH_ROWS. The promise is for 1,000,000. */
const ROWS = Number(process.env['BENCH_ROWS'] ?? 40_000);
/** The rows of a file; the first file and the last are compared. */
const FILE = Math.min(10_000, Math.floor(ROWS / 2));
const GROWTH = 1.3;

type Cost = { readonly seconds: number; readonly cpu: number };

export const figure: Figure = {
  name: 'bulk-import',
  about: `${ROWS} findings (BENCH_ROWS) in files of ${FILE} against COPY of the same rows; promised: the last file costs at most ${GROWTH} times the CPU of the first`,
  run: async () => {
    const dataDir = freshDataDir('import');
    fs.chmodSync(dataDir, 0o755);
    const { config, secrets } = readConfig(productionEnvironment(PORT, dataDir));
    const open = await openKernel({ ...config, logLevel: 'silent' }, secrets);
    await (await openApp(open, secrets, { work: false })).close();
    const { kernel } = open;
    await kernel.pool.query(
      'create table bench_finding (id text primary key, title text, description text, severity smallint, cwe text[], cve text[], state text)',
    );
    const cost = costOf(dataDir);
    try {
      const ours: Cost[] = [];
      const copied: Cost[] = [];
      for (let from = 0; from + FILE <= ROWS; from += FILE) {
        const findings = Array.from({ length: FILE }, (_, index) => findingOf(from + index));
        const csv = csvOf(findings);
        // In turn, and every other time the other way round.
        const turns = [
          async () => void ours.push(await cost(() => importAll(kernel, csv, findings.length))),
          async () => void copied.push(await cost(() => copy(kernel, dataDir, findings))),
        ];
        for (const turn of (from / FILE) % 2 === 0 ? turns : turns.reverse()) await turn();
        console.error(
          `  ${from + FILE} rows, the last file ${(((ours.at(-1)?.cpu ?? 0) * 1e6) / FILE).toFixed(0)} µs of CPU a row, ${(FILE / (ours.at(-1)?.seconds ?? 1)).toFixed(0)} a second`,
        );
      }
      const rows = ours.length * FILE;
      const sum = (costs: readonly Cost[], of: keyof Cost): number =>
        costs.reduce((total, cost) => total + cost[of], 0);
      const first = ours[0] ?? NONE;
      const last = ours.at(-1) ?? NONE;
      const perSecond = (rows: number, seconds: number): string => (rows / seconds).toFixed(0);
      const micros = (seconds: number, rows: number): string => ((seconds * 1e6) / rows).toFixed(0);
      const most = ours.slice(1).reduce((most, cost) => (cost.cpu > most.cpu ? cost : most), first);
      const { rows: sizes } = await kernel.pool.query<{ all: string; index: string }>(
        `select pg_database_size(current_database()) as all,
                pg_total_relation_size('core.search_posting') + pg_total_relation_size('core.search_document')
                  + pg_total_relation_size('core.search_fresh') as index`,
      );
      return {
        rows: [
          ['ours, rows per second', perSecond(rows, sum(ours, 'seconds'))],
          ['COPY, rows per second', perSecond(rows, sum(copied, 'seconds'))],
          ['ours against COPY, time', (sum(ours, 'seconds') / sum(copied, 'seconds')).toFixed(1)],
          [
            'ours and COPY, µs of CPU a row',
            `${micros(sum(ours, 'cpu'), rows)} and ${micros(sum(copied, 'cpu'), rows)}`,
          ],
          ['ours against COPY, CPU', (sum(ours, 'cpu') / sum(copied, 'cpu')).toFixed(1)],
          [
            'the first and the last file, rows per second',
            `${perSecond(FILE, first.seconds)} and ${perSecond(FILE, last.seconds)}`,
          ],
          ['the last file against the first, time', (last.seconds / first.seconds).toFixed(2)],
          ['the last file against the first, CPU', (last.cpu / first.cpu).toFixed(2)],
          ['the dearest file against the first, CPU', (most.cpu / first.cpu).toFixed(2)],
          [
            'bytes per row, of which index',
            `${(Number(sizes[0]?.all) / rows).toFixed(0)}, ${(Number(sizes[0]?.index) / rows).toFixed(0)}`,
          ],
        ],
        ok: last.cpu / first.cpu <= GROWTH,
      };
    } finally {
      await open.close();
      fs.rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

const NONE: Cost = { seconds: Number.NaN, cpu: Number.NaN };

/** Time and CPU of some work: this process's and PostgreSQL's. */
function costOf(dataDir: string): (work: () => Promise<unknown>) => Promise<Cost> {
  const measure = cpuWith(postmasterIn(dataDir));
  return async work => {
    const end = measure();
    const begun = performance.now();
    await work();
    return { seconds: (performance.now() - begun) / 1000, cpu: end() / 1e6 };
  };
}

/** As somebody does who sends a file and starts it, until every row is in and its audit entry is linked. */
async function importAll(kernel: Kernel, csv: Buffer, rows: number): Promise<void> {
  const actor = system('bench');
  const kept = await keepImport(kernel, actor, { name: 'findings.csv', bytes: csv });
  if (!kept.ok) throw new Error(kept.fault);
  await startImport(kernel, actor, kept.id);
  await importKnownIssuesJob.run(kernel, { import: kept.id });
  await kernel.audit.settle();
  const created = (await findRun(kernel, kept.id))?.created;
  if (created !== rows) throw new Error(`${created} of ${rows} were imported`);
}

function csvOf(findings: readonly KnownFinding[]): Buffer {
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const lines = findings.map(({ sourceId, title, description, severity, cweIds, state }) =>
    [sourceId, cell(title), cell(description), `P${severity}`, cweIds.join(' '), state].join(','),
  );
  return Buffer.from(`id,title,description,severity,cwe,state\n${lines.join('\n')}\n`);
}

/** As a file, because that is what COPY is quickest with; writing it counts, as sealing counts for us. */
async function copy(kernel: Kernel, dataDir: string, findings: readonly KnownFinding[]): Promise<void> {
  const file = path.join(dataDir, 'rows.txt');
  const plain = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
  fs.writeFileSync(
    file,
    findings
      .map(({ sourceId, title, description, severity, cweIds, cveIds, state }) =>
        [sourceId, plain(title), plain(description), severity ?? '\\N', `{${cweIds}}`, `{${cveIds}}`, state].join('\t'),
      )
      .join('\n') + '\n',
  );
  fs.chmodSync(file, 0o644);
  await kernel.pool.query(`copy bench_finding from '${file}'`);
}

function findingOf(index: number): KnownFinding {
  const { title, location, description } = corpusReport(index);
  return {
    sourceId: `F-${index}`,
    title: title.slice(0, 200),
    description: `${location}\n${description} ${index}`.slice(0, 19_000),
    severity: ((index % 5) + 1) as KnownFinding['severity'],
    cvss: null,
    cweIds: [`CWE-${(index % 900) + 1}`],
    cveIds: [],
    state: 'open',
  };
}
