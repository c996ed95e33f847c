// Which reports look the same: the product's suggestions against BM25 over the clear text, on reports that repeat others in other words.
import { system } from '../src/core/actor.ts';
import { readTerms, toSearchDocument } from '../src/core/search/search-document.ts';
import { similarDocuments } from '../src/core/search/similar-documents.ts';
import { suggestDuplicates } from '../src/reports/duplicates/suggest-duplicates.ts';
import { readReports } from '../src/reports/report-store.ts';
import { searchTextOf } from '../src/reports/search/report-text.ts';
import { REPORTS } from '../src/reports/search/search-store.ts';
import type { Figure } from './bench.ts';
import { clearIndex } from './clear-index.ts';
import { cpuWith, postmasterIn } from './cpu.ts';
import { idOf } from './fill-reports.ts';
import { filledInstallation, openInstallation, sizes } from './filled-installation.ts';
import { corpusReport, repeatedBy } from './report-corpus.ts';
import { searchedText } from './searched-text.ts';

const PORT = 18_198;
const PAIRS = Number(process.env['BENCH_PAIRS'] ?? 250);
const MOST_MS = 25;
const GROWTH = 2;
const LOSS = 0.02;
/** Reading the clear text of more than these takes longer than everything else. */
const READ_CLEAR = 200_000;

export const figure: Figure = {
  name: 'duplicate-suggestions',
  about: `suggestions over ${sizes.join(' and ')} sealed reports (BENCH_SIZES); promised: recall in ten at most ${LOSS} below BM25 over the clear text, at most ${MOST_MS} ms at 100,000, growth at most ${GROWTH}`,
  run: async () => {
    const smallest = Math.min(...sizes);
    const pairs: { index: number; original: number }[] = [];
    for (let index = smallest - 1; pairs.length < PAIRS && index > 0; index--) {
      const original = repeatedBy(index);
      if (original !== undefined) pairs.push({ index, original });
    }
    const installations = await Promise.all(
      sizes.map(async (count, place) => {
        const { environment } = await filledInstallation(count, PORT + place);
        const open = await openInstallation(environment);
        return { count, open, measure: cpuWith(postmasterIn(environment['DATA_DIR'] ?? '')) };
      }),
    );
    const rows: [string, string][] = [];
    let ok = true;
    try {
      const times = installations.map(() => ({ all: [] as number[], finding: [] as number[], cpu: [] as number[] }));
      const hits = installations.map(() => 0);
      for (const [place, { index, original }] of pairs.entries())
        for (const at of place % 2 === 0 ? installations.keys() : [...installations.keys()].reverse()) {
          const installation = installations[at];
          const time = times[at];
          if (!installation || !time) continue;
          const { kernel } = installation.open;
          const end = installation.measure();
          const begun = performance.now();
          await suggestDuplicates(kernel, system('bench'), idOf(index));
          if (place >= 20) {
            time.all.push(performance.now() - begun);
            time.cpu.push(end() / 1000);
          }
          const [report] = await readReports(kernel, system('bench'), [idOf(index)]);
          if (!report) throw new Error(`no report ${index}`);
          const begunFinding = performance.now();
          const document = toSearchDocument(searchTextOf(report, [], []));
          const found = await similarDocuments(kernel, REPORTS, { key: idOf(index), document, limit: 10 });
          if (place >= 20) time.finding.push(performance.now() - begunFinding);
          if (found.some(({ key }) => key === idOf(original))) hits[at] = (hits[at] ?? 0) + 1;
        }
      for (const [at, { count }] of installations.entries()) {
        const own = (hits[at] ?? 0) / pairs.length;
        const clear = count <= READ_CLEAR ? clearRecall(count, pairs) : undefined;
        if (clear !== undefined) ok &&= own >= clear - LOSS;
        rows.push([
          `${count}: recall in ten`,
          `${own.toFixed(3)}; BM25 over the clear text ${clear?.toFixed(3) ?? 'not asked'}`,
        ]);
        const { all = [], finding = [], cpu = [] } = times[at] ?? {};
        rows.push([
          `${count}: ms, p50 and p95`,
          `${quantile(all, 0.5).toFixed(1)} ${quantile(all, 0.95).toFixed(1)}; without opening and explaining ${quantile(finding, 0.5).toFixed(1)} ${quantile(finding, 0.95).toFixed(1)}`,
        ]);
        rows.push([
          `${count}: ms of CPU, PostgreSQL's included, mean`,
          (cpu.reduce((sum, one) => sum + one, 0) / cpu.length).toFixed(1),
        ]);
        if (count === 100_000) ok &&= quantile(all, 0.5) <= MOST_MS;
      }
      const growth = quantile(times.at(-1)?.all ?? [], 0.5) / quantile(times[0]?.all ?? [], 0.5);
      ok &&= growth <= GROWTH;
      rows.push(['growth of p50 from the smallest to the largest', growth.toFixed(2)]);
      return { rows, ok };
    } finally {
      for (const { open } of installations) await open.close();
    }
  },
};

/** Title three times, every word of the report asked for, every report scored. */
function clearRecall(count: number, pairs: readonly { index: number; original: number }[]): number {
  const termsOf = (index: number) => readTerms(searchedText(corpusReport(index))).counts.keys();
  const exact = clearIndex(new Set(pairs.flatMap(({ index }) => [...termsOf(index)])));
  for (let index = 0; index < count; index++) exact.add(index, readTerms(searchedText(corpusReport(index))));
  const found = pairs.filter(({ index, original }) => exact.any(termsOf(index), 10, index).includes(original));
  return found.length / pairs.length;
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
