// What a reader waits for on a slow phone: first paint, largest paint, what moves, what is sent, in a real browser.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { href, routes } from '../src/catalog/routes.ts';
import { openBrowser } from '../test/support/browser.ts';
import type { Figure } from './bench.ts';
import { answers, freshDataDir, startProduct, stopProcess } from './product-server.ts';

const PORT = 18_200;
const LOADS = Number(process.env['BENCH_LOADS'] ?? 5);
/** Lighthouse's mobile profile: slow 4G and a processor four times as slow. */
const LINK = { latency: 150, downloadThroughput: 1_638_400 / 8, uploadThroughput: 768_000 / 8, offline: false };
const SLOWER = 4;
const PHONE = { width: 412, height: 823 };
const pages = {
  start: href(routes.site.home),
  'trust center': href(routes.trust.show),
  program: href(routes.program.show),
} as const;

/** One cold load; milliseconds since navigation began, bytes as sent. */
type Load = {
  readonly firstPaint: number;
  readonly largestPaint: number;
  /** Cumulative Layout Shift, no unit. */
  readonly shift: number;
  /** Milliseconds that tasks of the page took beyond 50 each. */
  readonly blocked: number;
  readonly bytes: number;
  readonly requests: number;
};

export const figure: Figure = {
  name: 'first-paint',
  about: `pages in Chromium, nothing cached, ${LOADS} loads each (BENCH_LOADS) on slow 4G with a processor ${SLOWER} times slower, in turn with an empty page; good is a largest paint within 2,500 ms and a shift of at most 0.1`,
  run: async () => {
    const dataDir = freshDataDir('paint');
    const product = startProduct({ PORT: String(PORT), DATA_DIR: dataDir, LOG_LEVEL: 'error' });
    const empty = http.createServer((_, reply) => {
      reply.setHeader('content-type', 'text/html').end('<!doctype html><title>Empty</title><p>Nothing</p>');
    });
    await new Promise<void>(resolve => empty.listen(PORT + 1, '127.0.0.1', resolve));
    await answers(`http://127.0.0.1:${PORT}/health/ready`);
    // It answers before the demo is filled.
    while (!fs.existsSync(path.join(dataDir, 'demo.json'))) await pause(100);
    const browser = await openBrowser();
    const addresses = {
      'an empty page': `http://127.0.0.1:${PORT + 1}/`,
      ...Object.fromEntries(Object.entries(pages).map(([name, at]) => [name, `http://127.0.0.1:${PORT}${at}`])),
    };
    try {
      const seen = new Map<string, Load[]>(Object.keys(addresses).map(name => [name, []]));
      for (let turn = 0; turn < LOADS; turn++)
        for (const [name, address] of Object.entries(addresses)) seen.get(name)?.push(await load(browser, address));
      const bare = median(seen.get('an empty page') ?? [], 'firstPaint');
      const rows = [...seen].map(([name, loads]): [string, string] => {
        const of = (what: keyof Load): number => median(loads, what);
        return [
          name,
          `first paint ${of('firstPaint').toFixed(0)} ms (${(of('firstPaint') / bare).toFixed(2)} of the empty page's), largest ${of('largestPaint').toFixed(0)} ms, shift ${of('shift').toFixed(3)}, blocked ${of('blocked').toFixed(0)} ms, ${(of('bytes') / 1024).toFixed(0)} KiB in ${of('requests')} requests`,
        ];
      });
      const ok = [...seen.values()].every(
        loads =>
          loads.every(({ firstPaint, largestPaint }) => firstPaint > 0 && largestPaint > 0) &&
          median(loads, 'largestPaint') <= 2500 &&
          median(loads, 'shift') <= 0.1,
      );
      return { rows, ok };
    } finally {
      await browser.close();
      empty.close();
      await stopProcess(product);
      fs.rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

async function load(browser: Browser, address: string): Promise<Load> {
  const context = await browser.newContext({ viewport: PHONE, deviceScaleFactor: 1.75, isMobile: true });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    let bytes = 0;
    let requests = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
      requests += 1;
    });
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    await session.send('Network.emulateNetworkConditions', LINK);
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    await page.addInitScript(watch);
    await page.goto(address, { waitUntil: 'networkidle' });
    // The network rests before a slow processor has painted, and the browser tells of paints later still.
    await page.waitForFunction(() => {
      const { painted } = globalThis as unknown as { painted: Painted };
      return painted.firstPaint > 0 && painted.largestPaint > 0;
    });
    await pause(500);
    const painted = await page.evaluate(() => (globalThis as unknown as { painted: Painted }).painted);
    return { ...painted, bytes, requests };
  } finally {
    await context.close();
  }
}

type Painted = Omit<Load, 'bytes' | 'requests'>;

/** Runs in the page, before anything of its own. */
function watch(): void {
  const painted = { firstPaint: 0, largestPaint: 0, shift: 0, blocked: 0 };
  Object.assign(globalThis, { painted });
  const each = (type: string, take: (entry: PerformanceEntry) => void): void =>
    new PerformanceObserver(list => list.getEntries().forEach(take)).observe({ type, buffered: true });
  each('paint', ({ name, startTime }) => {
    if (name === 'first-contentful-paint') painted.firstPaint = startTime;
  });
  each('largest-contentful-paint', ({ startTime }) => {
    painted.largestPaint = startTime;
  });
  each('layout-shift', entry => {
    painted.shift += (entry as unknown as { value: number }).value;
  });
  each('longtask', ({ duration }) => {
    painted.blocked += Math.max(0, duration - 50);
  });
}

function median(loads: readonly Load[], what: keyof Load): number {
  const sorted = loads.map(load => load[what]).sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
