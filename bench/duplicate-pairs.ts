// Which reports are about the same, on a second set in another manner: plain English in five styles, repeated in another style.
import fs from 'node:fs';
import { openApp } from '../src/app.ts';
import { system } from '../src/core/actor.ts';
import { readConfig } from '../src/core/config.ts';
import { openKernel } from '../src/core/open-kernel.ts';
import { readTerms, toSearchDocument } from '../src/core/search/search-document.ts';
import { similarDocuments } from '../src/core/search/similar-documents.ts';
import { readReports } from '../src/reports/report-store.ts';
import { searchTextOf } from '../src/reports/search/report-text.ts';
import { REPORTS } from '../src/reports/search/search-store.ts';
import type { Figure } from './bench.ts';
import { clearIndex } from './clear-index.ts';
import { fillReports, idOf } from './fill-reports.ts';
import { freshDataDir, productionEnvironment } from './product-server.ts';
import { searchedText } from './searched-text.ts';
import { MOST_WRITTEN, writtenRepeat, writtenReport } from './written-reports.ts';

const COUNT = Math.min(MOST_WRITTEN, Number(process.env['BENCH_THERE'] ?? MOST_WRITTEN));
const LOSS = 0.02;
const DEPTHS = [1, 5, 10] as const;

export const figure: Figure = {
  name: 'duplicate-pairs',
  about: `suggestions over ${COUNT} invented reports in plain English, the repetitions in another style; promised: recall in ten at most ${LOSS} below BM25 over the clear text`,
  run: async () => {
    const dataDir = freshDataDir('pairs');
    const { config, secrets } = readConfig(productionEnvironment(18_189, dataDir));
    const open = await openKernel({ ...config, logLevel: 'silent' }, secrets);
    try {
      await (await openApp(open, secrets, { work: false })).close();
      const { kernel } = open;
      await fillReports(kernel, dataDir, COUNT, undefined, writtenReport);
      const pairs = Array.from({ length: COUNT }, (_, index) => ({ index, original: writtenRepeat(index) })).flatMap(
        ({ index, original }) => (original === undefined ? [] : [{ index, original }]),
      );
      const termsOf = (index: number) => readTerms(searchedText(writtenReport(index))).counts.keys();
      const clear = clearIndex(new Set(pairs.flatMap(({ index }) => [...termsOf(index)])));
      for (let index = 0; index < COUNT; index++) clear.add(index, readTerms(searchedText(writtenReport(index))));
      const ours: number[] = [];
      const yardstick: number[] = [];
      for (const { index, original } of pairs) {
        const [report] = await readReports(kernel, system('bench'), [idOf(index)]);
        if (!report) throw new Error(`no report ${index}`);
        const document = toSearchDocument(searchTextOf(report, [], []));
        const found = await similarDocuments(kernel, REPORTS, { key: idOf(index), document, limit: 10 });
        ours.push(found.findIndex(({ key }) => key === idOf(original)));
        yardstick.push(clear.any(termsOf(index), 10, index).indexOf(original));
      }
      const recall = (places: readonly number[], depth: number): number =>
        places.filter(place => place >= 0 && place < depth).length / pairs.length;
      return {
        ok: recall(ours, 10) >= recall(yardstick, 10) - LOSS,
        rows: [
          ['pairs', String(pairs.length)],
          ...DEPTHS.map((depth): [string, string] => [
            `the original is among the first ${depth}`,
            `${recall(ours, depth).toFixed(3)}; BM25 over the clear text ${recall(yardstick, depth).toFixed(3)}`,
          ]),
        ],
      };
    } finally {
      await open.close();
      fs.rmSync(dataDir, { recursive: true, force: true });
    }
  },
};
