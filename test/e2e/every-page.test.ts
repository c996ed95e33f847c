// Every page as a person sees it: accessible, within the policy, no sideways scrolling; phone and desk, light and dark, without script.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { assertAccessible, type Look, openBrowser, openLook, picture, scrollsSideways } from '../support/browser.ts';
import { isDocumentVisitor, type Looker, pagesToLookAt } from '../support/pages-to-look-at.ts';
import { proveAddress } from '../support/prove-address.ts';
import { openRunningWorld, type RunningWorld, signInBrowser, takeCookies } from '../support/running-world.ts';

let world: RunningWorld;
let browser: Browser;
before(async () => {
  world = await openRunningWorld({ limitsOff: true });
  await world.seed();
  await world.settle();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await world?.close();
});

async function lookAs(who: Looker, options: Parameters<typeof openLook>[1]): Promise<Look> {
  const look = await openLook(browser, options);
  if (isDocumentVisitor(who)) await takeCookies(world, look.context, await proveAddress(world, who));
  else if (who) await signInBrowser(world, look.context, who);
  return look;
}

const PHONE = { width: 390, height: 900 };
const DESK = { width: 1280, height: 900 };

/** What may be wrong at one size or in one scheme alone; everything else is the same in all four. */
const COLORS = ['color-contrast', 'link-in-text-block'];

// A page is loaded once and then turned: its style knows width and scheme, the server knows neither. Without motion no
// color is still on its way when it is looked at.
test('every page, on a phone and at a desk, light and dark', async () => {
  // All that is wrong at once: a look at every page takes too long to be told of one fault at a time.
  const wrong: string[] = [];
  for (const [who, pages] of await pagesToLookAt(world)) {
    const look = await lookAs(who, { viewport: PHONE, colorScheme: 'light', reducedMotion: 'reduce' });
    const { page } = look;
    const check = async (name: string, only?: readonly string[]): Promise<void> => {
      await assertAccessible(page, name, only).catch((error: Error) => wrong.push(error.message));
      if (await scrollsSideways(page)) wrong.push(`${name} scrolls sideways`);
      await picture(page, name);
    };
    for (const { name, path } of pages) {
      const answer = await page.goto(world.url + path);
      if (!answer || answer.status() >= 400) wrong.push(`${path} answered ${answer?.status()} to ${who ?? 'nobody'}`);
      await page.waitForFunction(() => document.fonts.status === 'loaded');
      await check(`${name}-390-light`);
      await page.emulateMedia({ colorScheme: 'dark' });
      await check(`${name}-390-dark`, COLORS);
      await page.setViewportSize(DESK);
      await check(`${name}-1280-dark`, COLORS);
      await page.emulateMedia({ colorScheme: 'light' });
      await check(`${name}-1280-light`);
      await page.setViewportSize(PHONE);
    }
    wrong.push(...look.complaints.map(complaint => `complaint of the browser to ${who ?? 'nobody'}: ${complaint}`));
    await look.context.close();
  }
  assert.deepEqual(wrong, []);
});

test('every page shows the same without script', async () => {
  for (const [who, pages] of await pagesToLookAt(world)) {
    const look = await lookAs(who, { javaScriptEnabled: false });
    for (const { path } of pages) {
      await look.page.goto(world.url + path);
      assert.ok((await look.page.locator('h1').count()) >= 1, `${path} has no heading without script`);
    }
    await look.context.close();
  }
});
