// Bringing known issues in, sealed, searchable, committed to and told apart, against COPY of the same rows into a bare table.
import fs from 'node:fs';
import path from 'node:path';
import { openApp } from '../src/app.ts';
import { system } from '../src/core/actor.ts';
import { readConfig } from '../src/core/config.ts';
import type { Kernel } from '../src/core/kernel.ts';
import { openKernel } from '../src/core/open-kernel.ts';
import { BATCH, importBatch } from '../src/reports/known/import-known.ts';
import type { KnownFinding } from '../src/reports/known/known-finding.ts';
import type { Figure } from './bench.ts';
import { freshDataDir, productionEnvironment } from './product-server.ts';
import { corpusReport } from './report-corpus.ts';

const PORT = 18_199;
/** How many findings in all: BENCH_ROWS. The promise is for 1,000,000. */
const ROWS = Number(process.env['BENCH_ROWS'] ?? 40_000);
/** The first and the last of them that are compared. */
const PART = Math.min(10_000, Math.floor(ROWS / 2));
const GROWTH = 1.3;

export const figure: Figure = {
  name: 'bulk-import',
  about: `${ROWS} findings (BENCH_ROWS) against COPY of the same rows; promised: the last ${PART} take at most ${GROWTH} times as long as the first`,
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
    try {
      const ours: number[] = [];
      const copied: number[] = [];
      for (let from = 0; from < ROWS; from += BATCH) {
        const findings = Array.from({ length: Math.min(BATCH, ROWS - from) }, (_, index) => findingOf(from + index));
        // In turn, and every other time the other way round.
        const turns = [
          async () => void ours.push(await timed(() => importAll(kernel, findings))),
          async () => void copied.push(await timed(() => copy(kernel, dataDir, findings))),
        ];
        for (const turn of (from / BATCH) % 2 === 0 ? turns : turns.reverse()) await turn();
      }
      const linked = await timed(() => kernel.audit.settle());
      const batches = PART / BATCH;
      const sum = (times: readonly number[]): number => times.reduce((total, time) => total + time, 0);
      const first = sum(ours.slice(0, batches));
      const last = sum(ours.slice(-batches));
      const perSecond = (rows: number, seconds: number): string => (rows / seconds).toFixed(0);
      const { rows: sizes } = await kernel.pool.query<{ all: string; index: string }>(
        `select pg_database_size(current_database()) as all,
                pg_total_relation_size('core.search_posting') + pg_total_relation_size('core.search_document')
                  + pg_total_relation_size('core.search_fresh') as index`,
      );
      return {
        rows: [
          ['ours, rows per second', perSecond(ROWS, sum(ours))],
          ['the first and the last, rows per second', `${perSecond(PART, first)} and ${perSecond(PART, last)}`],
          ['the last against the first, time', (last / first).toFixed(2)],
          ['COPY, rows per second', perSecond(ROWS, sum(copied))],
          ['ours against COPY, time', (sum(ours) / sum(copied)).toFixed(1)],
          ['linking the audit entries afterwards, rows per second', perSecond(ROWS, linked)],
          [
            'bytes per row, of which index',
            `${(Number(sizes[0]?.all) / ROWS).toFixed(0)}, ${(Number(sizes[0]?.index) / ROWS).toFixed(0)}`,
          ],
        ],
        ok: last / first <= GROWTH,
      };
    } finally {
      await open.close();
      fs.rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

async function importAll(kernel: Kernel, findings: readonly KnownFinding[]): Promise<void> {
  const { created } = await importBatch(kernel, system('bench'), { format: 'plain_csv', run: null, findings });
  if (created !== findings.length) throw new Error(`${created} of ${findings.length} were imported`);
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
    description: `${location}\n${description} ${index}`,
    severity: ((index % 5) + 1) as KnownFinding['severity'],
    cvss: null,
    cweIds: [`CWE-${(index % 900) + 1}`],
    cveIds: [],
    state: 'open',
  };
}
