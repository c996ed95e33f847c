// Connect in a real browser: the sequence that the suites of the official SDKs press, with and without script.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible, openBrowser, openLook, picture, scrollsSideways } from '../support/browser.ts';
import { openRunningWorld, type RunningWorld } from '../support/running-world.ts';

describe('Connect in a browser', () => {
  let world: RunningWorld;
  let browser: Browser;
  let clientId: string;

  before(async () => {
    world = await openRunningWorld({ limitsOff: true });
    clientId = (await world.seed())['application']?.['clientId'] ?? '';
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await world?.close();
  });

  const link = (more: Record<string, string> = {}) =>
    `${world.url}/oauth/authorize?${new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      approval_prompt: 'auto',
      redirect_uri: 'https://example.com/auth',
      scope: 'required:read_vehicle_info required:read_odometer required:read_location read_charge control_security',
      mode: 'test',
      ...more,
    })}`;

  /** As Selenium's wait for presence: there, whether or not it can be seen. */
  const present = (page: Page, selector: string) => page.waitForSelector(selector, { state: 'attached' });

  for (const javaScriptEnabled of [true, false])
    for (const brand of ['CHEVROLET', 'KIA'])
      test(`the suites’ sequence for ${brand}, ${javaScriptEnabled ? 'with' : 'without'} script`, async () => {
        const { page, context, complaints } = await openLook(browser, {
          javaScriptEnabled,
          viewport: { width: 390, height: 700 },
          colorScheme: brand === 'KIA' ? 'dark' : 'light',
        });
        const looks = async (name: string) => {
          assert.doesNotMatch(page.url(), /example\.com/, `${name}: an SDK would take this for the end`);
          assert.equal(await scrollsSideways(page), false, name);
          if (javaScriptEnabled) await assertAccessible(page, name);
          await picture(page, `connect-${name}-${brand}`);
        };
        await page.goto(link());
        const proceed = await present(page, 'button#continue-button');
        await looks('preamble');
        await proceed.click();
        const search = await present(page, 'input[id=brand-search]');
        await looks('brands');
        if (brand === 'KIA') await search.fill('KIA');
        await (await present(page, `button#${brand}.brand-list-item`)).click();
        await (await present(page, 'input[id=username]')).fill(`${randomUUID()}@email.com`);
        await (await present(page, 'input[id=password]')).fill('password');
        await looks('login');
        await page.click('#sign-in-button');
        await present(page, '.page-content');
        const approval = await present(page, 'button[id=approval-button]');
        await looks('grant');
        assert.deepEqual(complaints, []);
        // The application itself is not there, and need not be: its address is all that the suites read.
        const arrives = page.waitForRequest(request => request.url().startsWith('https://example.com/'));
        await approval.click({ noWaitAfter: true });
        const { searchParams } = new URL((await arrives).url());
        assert.match(searchParams.get('code') ?? '', /^[\w-]{36}$/);
        assert.match(searchParams.get('user_id') ?? '', /^[0-9a-f-]{36}$/);
        await context.close();
      });
});
