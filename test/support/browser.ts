// A real browser for tests: Chromium out of an npm package, axe, and what the browser complained of.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import chromium from '@sparticuz/chromium';
import type { AxeResults, RunOptions } from 'axe-core';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
  chromium as playwright,
} from 'playwright-core';

const axeSource = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** Starts Chromium without a window. Close it after use. */
export async function openBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    // In one process, closing a context would take the browser with it.
    args: [
      ...chromium.args.filter(flag => !['--single-process', '--no-zygote'].includes(flag)),
      '--disable-background-networking',
    ],
  });
}

export type Look = {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained of so far: errors of scripts, broken policies, failed requests. */
  readonly complaints: readonly string[];
};

/** A fresh browser profile with one page; complaints are gathered from the start. */
export async function openLook(browser: Browser, options: BrowserContextOptions = {}): Promise<Look> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
    ...options,
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', error => complaints.push(String(error)));
  return { page, context, complaints };
}

/**
 * Runs axe over the page (WCAG 2.2 A and AA and best practices).
 * @param only these rules of axe; all when it is left out
 * @throws AssertionError that names each violation
 */
export async function assertAccessible(page: Page, name: string, only?: readonly string[]): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
  const violations = await page.evaluate(async rules => {
    const { axe } = globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } };
    const results = await axe.run(rules ? { runOnly: { type: 'rule', values: [...rules] } } : {});
    return results.violations.map(
      ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(node => node.target.join(' ')).join(', ')})`,
    );
  }, only);
  assert.deepEqual(violations, [], `accessibility of ${name}`);
}

/** Whether the page can be scrolled sideways, which no page should on a phone. */
export const scrollsSideways = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1);

/** Saves a picture of the whole page where people can look at it; only when SCREENSHOTS names a folder. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}
