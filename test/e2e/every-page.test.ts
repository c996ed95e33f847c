// Every page as a person sees it: accessible, within the policy, no sideways scrolling; phone and desk, light and dark, without script.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { DemoPerson } from '../../src/catalog/demo-people.ts';
import { assertAccessible, type Look, openBrowser, openLook, picture, scrollsSideways } from '../support/browser.ts';
import { pagesToLookAt } from '../support/pages-to-look-at.ts';
import { openRunningWorld, type RunningWorld, signInBrowser } from '../support/running-world.ts';

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

const sizes = [
  { width: 390, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
] as const;

async function lookAs(who: DemoPerson | undefined, options: Parameters<typeof openLook>[1]): Promise<Look> {
  const look = await openLook(browser, options);
  if (who) await signInBrowser(world, look.context, who);
  return look;
}

for (const { width, colorScheme } of sizes)
  test(`pages at ${width} px, ${colorScheme}`, async () => {
    // All that is wrong at once: a look at every page takes too long to be told of one fault at a time.
    const wrong: string[] = [];
    for (const [who, pages] of await pagesToLookAt(world)) {
      const look = await lookAs(who, { viewport: { width, height: 900 }, colorScheme });
      for (const { name, path } of pages) {
        const answer = await look.page.goto(world.url + path);
        if (!answer || answer.status() >= 400) wrong.push(`${path} answered ${answer?.status()} to ${who ?? 'nobody'}`);
        await look.page.waitForFunction(() => document.fonts.status === 'loaded');
        await assertAccessible(look.page, name).catch((error: Error) => wrong.push(error.message));
        if (await scrollsSideways(look.page)) wrong.push(`${name} scrolls sideways`);
        await picture(look.page, `${name}-${width}-${colorScheme}`);
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
