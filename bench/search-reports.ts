// Search and lists over sealed reports, over HTTP as a triager: the same requests to a small and a large installation in turn.
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { href, routes } from '../src/catalog/routes.ts';
import { readTerms } from '../src/core/search/search-document.ts';
import { type Term, typedTerms } from '../src/core/search/words.ts';
import type { Figure } from './bench.ts';
import { clearIndex } from './clear-index.ts';
import { childrenOf, cpuOf } from './cpu.ts';
import { numberOf } from './fill-reports.ts';
import {
  filledInstallation,
  type Installation,
  openInstallation,
  sizes,
  triagerCookie,
} from './filled-installation.ts';
import { answers, databaseOf, pidOf, startProduct, stopProcess } from './product-server.ts';
import { chanceOf, corpusReport, cveOf, wordsOf } from './report-corpus.ts';
import { anyNetwork } from './report-submission.ts';
import { searchedText } from './searched-text.ts';

const PORT = 18_196;
/** How many requests of each class; together the mix that is promised, but for the last, which would be too few. */
const REQUESTS = { list: 240, id: 200, words: 200, word: 120, common: 60 } as const;
type Class = keyof typeof REQUESTS;
const classes = Object.keys(REQUESTS) as Class[];
const shares: Readonly<Record<Class, number>> = { list: 0.3, id: 0.25, words: 0.25, word: 0.15, common: 0.05 };
/** How often each class is asked before anything counts. */
const WARM_UP = 25;
const GROWTH = 2;
const OVERLAP = 0.9;

type Request = { readonly class: Class; readonly path: string; readonly terms: readonly Term[] | undefined };
type Server = Installation & {
  readonly ask: (path: string) => Promise<{ ms: number; body: string }>;
  readonly cpu: () => number;
  readonly stop: () => Promise<void>;
};

export const figure: Figure = {
  name: 'search-reports',
  about: `lists and searches over ${sizes.join(' and ')} sealed reports (BENCH_SIZES), over HTTP; promised: p95 grows at most ${GROWTH} times, top 10 at least ${OVERLAP} as if all were read`,
  run: async () => {
    const requests = makeRequests(Math.min(...sizes));
    const servers: Server[] = [];
    try {
      for (const [index, count] of sizes.entries())
        servers.push(await serve(await filledInstallation(count, PORT + index)));
      for (const server of servers)
        for (const one of classes)
          for (const { path } of requests.filter(({ class: of }) => of === one).slice(0, WARM_UP))
            await server.ask(path);

      const times = servers.map(() => new Map(classes.map(one => [one, [] as number[]])));
      const cpu = servers.map(() => new Map(classes.map(one => [one, 0])));
      // In turn, and every other time the other way round.
      for (const one of classes)
        for (const [place, { path }] of requests.filter(({ class: of }) => of === one).entries())
          for (const index of place % 2 === 0 ? servers.keys() : [...servers.keys()].reverse()) {
            const server = servers[index];
            if (!server) continue;
            const before = server.cpu();
            const { ms } = await server.ask(path);
            times[index]?.get(one)?.push(ms);
            cpu[index]?.set(one, (cpu[index]?.get(one) ?? 0) + server.cpu() - before);
          }

      const rows: [string, string][] = [];
      for (const { count, indexBytes, reportBytes } of servers)
        rows.push([
          `${count}: bytes per report, index`,
          `${indexBytes.toFixed(0)}, beside ${reportBytes.toFixed(0)} of the sealed report`,
        ]);
      let ok = true;
      for (const one of [...classes, 'mix'] as const) {
        const p = (index: number, part: number): number => {
          const own = times[index];
          return one === 'mix' ? mixQuantile(own ?? new Map(), part) : quantile(own?.get(one) ?? [], part);
        };
        const growth = p(servers.length - 1, 0.95) / p(0, 0.95);
        ok &&= growth <= GROWTH;
        rows.push([
          `${one}: p50 and p95 in ms`,
          `${servers.map((_, index) => `${p(index, 0.5).toFixed(1)} ${p(index, 0.95).toFixed(1)}`).join(' | ')}; p95 grows ${growth.toFixed(2)}`,
        ]);
        if (one !== 'mix')
          rows.push([
            `${one}: CPU ms per request`,
            servers.map((_, index) => ((cpu[index]?.get(one) ?? 0) / 1000 / REQUESTS[one]).toFixed(1)).join(' | '),
          ]);
      }
      for (const server of servers) {
        const overlaps = await overlapWithExact(server, requests);
        for (const [one, overlap] of overlaps) {
          ok &&= overlap >= OVERLAP;
          rows.push([`${server.count}: ${one}: top 10 as if all were read`, overlap.toFixed(3)]);
        }
      }
      return { rows, ok };
    } finally {
      for (const { stop } of servers) await stop();
    }
  },
};

async function serve(installation: Installation): Promise<Server> {
  const { environment } = installation;
  const open = await openInstallation(environment);
  const cookie = await triagerCookie(open);
  await open.close();
  const product = startProduct(environment);
  const port = environment['PORT'] ?? '';
  await answers(`http://127.0.0.1:${port}/health/ready`, { 'x-forwarded-proto': 'https' });
  const { postmaster } = await databaseOf(environment['DATA_DIR'] ?? '');
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 1, pipelining: 1 });
  return {
    ...installation,
    ask: async path => {
      const headers = { ...anyNetwork(), cookie, accept: 'text/html' };
      for (;;) {
        const begun = performance.now();
        // While everything is ranked in the clear here, servers end connections that nobody uses.
        const {
          statusCode,
          body,
          headers: told,
        } = await pool
          .request({ method: 'GET', path, headers, idempotent: true })
          .catch(() => pool.request({ method: 'GET', path, headers }));
        const text = await body.text();
        const ms = performance.now() - begun;
        // One person may not search as often as this does; what is turned away is asked again and not counted.
        if (statusCode === 429) {
          await pause(1000 * Number(told['retry-after'] ?? 1));
          continue;
        }
        if (statusCode !== 200 && statusCode !== 303) throw new Error(`${path}: ${statusCode}: ${text.slice(0, 300)}`);
        return { ms, body: text };
      }
    },
    cpu: () => cpuOf([pidOf(product), postmaster, ...childrenOf(postmaster)], [postmaster]),
    stop: async () => {
      await pool.close();
      await stopProcess(product);
    },
  };
}

/** The same for all sizes: what is looked for stands in reports that all of them have. */
function makeRequests(smallest: number): Request[] {
  const chance = chanceOf(4711);
  const any = <Value>(list: readonly Value[]): Value => list[Math.floor(chance() * list.length)] as Value;
  const sample = Array.from({ length: 3000 }, (_, index) => readTerms(searchedText(corpusReport(index))).counts);
  const frequency = new Map<Term, number>();
  for (const counts of sample) for (const term of counts.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  const between = (low: number, high: number): string[] =>
    [...frequency]
      .filter(([term, times]) => /^w[a-z]+$/.test(term) && times / 3000 >= low && times / 3000 < high)
      .map(([term]) => term.slice(1));
  const middling = between(0.005, 0.05);
  const common = between(0.15, 1).slice(0, 40);
  const listPaths = [
    {},
    { order: 'newest' },
    { order: 'priority' },
    { view: 'new' },
    { view: 'closed', order: 'newest' },
    { view: 'closed' },
    { priority: '1' },
    { view: 'overdue' },
  ].map(query => href(routes.reports.queue, undefined, query as Record<string, string>));
  const search = (q: string): string => href(routes.reports.search, undefined, { q });
  const make: Readonly<Record<Class, () => Request>> = {
    list: () => ({ class: 'list', path: any(listPaths), terms: undefined }),
    id: () => {
      const index = Math.floor(chance() * smallest);
      return {
        class: 'id',
        path: search(chance() < 0.5 ? numberOf(index) : (cveOf(index - (index % 9)) ?? '')),
        terms: undefined,
      };
    },
    words: () => {
      for (;;) {
        const words = [...new Set(wordsOf(corpusReport(Math.floor(chance() * smallest))))].filter(
          word => (frequency.get(`w${word}`) ?? 1) / 3000 < 0.12,
        );
        const wanted = Array.from({ length: chance() < 0.5 ? 2 : 3 }, () => any(words));
        const q = [...new Set(wanted)].join(' ');
        const terms = typedTerms(q).flat();
        if (words.length > 5 && terms.length > 1) return { class: 'words', path: search(q), terms };
      }
    },
    word: () => wordRequest('word', any(middling)),
    common: () => wordRequest('common', any(common)),
  };
  const wordRequest = (of: Class, word: string): Request => ({
    class: of,
    path: search(word),
    terms: typedTerms(word).flat(),
  });
  return classes.flatMap(one => Array.from({ length: REQUESTS[one] }, () => make[one]()));
}

/** How much of the first ten is the first ten of BM25 over the clear text of all reports. */
async function overlapWithExact(server: Server, requests: readonly Request[]): Promise<Map<Class, number>> {
  const asked = requests.filter(({ terms }, index) => terms !== undefined && index % 3 === 0);
  const exact = clearIndex(new Set(asked.flatMap(({ terms }) => terms ?? [])));
  for (let index = 0; index < server.count; index++) exact.add(index, readTerms(searchedText(corpusReport(index))));
  const overlaps = new Map<Class, number[]>();
  for (const { class: of, path, terms } of asked) {
    const best = exact.all(terms ?? [], 10).map(numberOf);
    if (best.length === 0) continue;
    const { body } = await server.ask(path);
    const shown = [...body.matchAll(/class="queue-number">(VDP-\d{4}-\d{4,})/g)]
      .map(([, number]) => number)
      .slice(0, 10);
    const share = best.filter(number => shown.includes(number)).length / best.length;
    overlaps.set(of, [...(overlaps.get(of) ?? []), share]);
  }
  return new Map([...overlaps].map(([of, list]) => [of, list.reduce((sum, one) => sum + one, 0) / list.length]));
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** A quantile of all classes together, each weighing its share of the mix. */
function mixQuantile(times: ReadonlyMap<Class, readonly number[]>, part: number): number {
  const all = [...times].flatMap(([one, list]) => list.map(ms => ({ ms, weight: shares[one] / list.length })));
  let sum = 0;
  for (const { ms, weight } of all.sort((one, other) => one.ms - other.ms)) {
    sum += weight;
    if (sum >= part) return ms;
  }
  return all.at(-1)?.ms ?? Number.NaN;
}
