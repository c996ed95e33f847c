// Connect in a real browser: the sequence that the suites of the official SDKs press, with and without script.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { findOrCreatePersonByEmail } from '../../src/accounts/index.ts';
import { newUuid } from '../../src/core/ids.ts';
import { registerApplication } from '../../src/developers/create-application.ts';
import { createOrganization } from '../../src/developers/create-organization.ts';
import { type FakeTesla, openTesla, SECRET, teslaCar } from '../makers/tesla-stand-in.ts';
import { assertAccessible, openBrowser, openLook, picture, scrollsSideways } from '../support/browser.ts';
import { openRunningWorld, type RunningWorld } from '../support/running-world.ts';
import { mailedLink } from '../support/sign-in.ts';

describe('Connect in a browser', () => {
  let tesla: FakeTesla;
  let world: RunningWorld;
  let browser: Browser;
  let clientId: string;

  before(async () => {
    tesla = await openTesla([teslaCar('5YJ3E1EA0KF000316', new Date('2026-11-23T11:55:00.000Z'))]);
    world = await openRunningWorld({
      limitsOff: true,
      environment: {
        TESLA_CLIENT_ID: 'client-1',
        TESLA_CLIENT_SECRET: SECRET,
        TESLA_ORIGIN: tesla.origin,
        TESLA_COMMAND_PROXY: tesla.proxy.origin,
      },
      fetch: tesla.fetch,
    });
    clientId = (await world.seed())['application']?.['clientId'] ?? '';
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await world?.close();
    await tesla?.close();
    await tesla?.proxy.close();
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

  for (const javaScriptEnabled of [true, false])
    test(`a double click on “Allow” is one answer, ${javaScriptEnabled ? 'with' : 'without'} script`, async () => {
      const { page, context } = await openLook(browser, { javaScriptEnabled });
      await page.goto(link({ scope: 'required:read_odometer' }));
      await page.click('#continue-button');
      await page.click('#CHEVROLET');
      await page.fill('#username', `${randomUUID()}@email.com`);
      await page.fill('#password', 'password');
      await page.click('#sign-in-button');
      await page.waitForSelector('#approval-button');
      await page.waitForLoadState('networkidle');
      let posts = 0;
      page.on('request', request => {
        if (request.method() === 'POST') posts += 1;
      });
      const arrives = page.waitForRequest(request => request.url().startsWith('https://example.com/'));
      await page.dblclick('#approval-button', { noWaitAfter: true });
      const { searchParams } = new URL((await arrives).url());
      assert.match(searchParams.get('code') ?? '', /^[\w-]{36}$/);
      const { rows } = await world.database.pool.query('select id from connect."grant" where user_id = $1', [
        searchParams.get('user_id'),
      ]);
      assert.equal(rows.length, 1);
      if (javaScriptEnabled) assert.equal(posts, 1);
      await context.close();
    });

  test('a stranger on a phone: a link by mail in the same window, a real maker’s own page, one permission, and the key', async () => {
    const { page, context, complaints } = await openLook(browser, {
      viewport: { width: 390, height: 844 },
      // The maker's page is a stand-in on this machine.
      ignoreHTTPSErrors: true,
    });
    const looks = async (name: string) => {
      assert.equal(await scrollsSideways(page), false, name);
      await assertAccessible(page, name);
      await picture(page, `connect-live-${name}`);
    };
    await page.goto(link({ mode: 'live', scope: 'required:read_odometer read_location control_security' }));
    await looks('preamble');
    await page.click('#continue-button');
    await page.fill('#email', 'phone@example.test');
    await looks('email');
    await page.click('button:has-text("Send me a link")');
    await page.waitForSelector('text=Look in your mail');
    await looks('email-sent');
    const address = await mailedLink(world, 'phone@example.test');
    const mail = await context.newPage();
    await mail.goto(address);
    await mail.click('button:has-text("Sign in")');
    await mail.waitForSelector('text=You are signed in');
    assert.equal(await scrollsSideways(mail), false);
    await picture(mail, 'connect-live-signed-in');
    await mail.close();
    await page.click('a:has-text("I have opened the link")');
    await page.click('button#TESLA');
    await looks('login');
    await page.click('#sign-in-button');
    await page.waitForSelector('#approval-button');
    await page.check('[name="allow-control_security"]');
    await looks('grant');
    await page.click('#approval-button');
    await page.waitForSelector('#done-button');
    assert.equal(await page.getAttribute('a:has-text("Pair the key")', 'href'), 'https://tesla.com/_ak/localhost');
    await looks('key');
    assert.deepEqual(complaints, []);
    const arrives = page.waitForRequest(request => request.url().startsWith('https://example.com/'));
    await page.click('#done-button', { noWaitAfter: true });
    const { searchParams } = new URL((await arrives).url());
    assert.match(searchParams.get('code') ?? '', /^[\w-]{36}$/);
    assert.equal(searchParams.get('virtual_key_url'), 'https://tesla.com/_ak/localhost');
    await context.close();
  });

  test('@smartcar/auth, unmodified but for the host, hears the answer in the page that opened the pop-up', async () => {
    const app = 'https://app.example';
    const redirectUri = `${world.url}/v2/redirect?app_origin=${app}`;
    const { kernel } = world;
    const developer = await findOrCreatePersonByEmail(kernel, 'dana@app.example', 'Dana');
    const id = newUuid(kernel.random);
    await registerApplication(kernel, developer.id, {
      id,
      organization: await createOrganization(kernel, developer, 'App'),
      name: 'Pop-up app',
      purpose: 'Shows the odometer in a page.',
      privacyPolicyUrl: `${app}/privacy`,
      redirectUris: [redirectUri],
      origins: [app],
    });
    const sdk = readFileSync(createRequire(import.meta.url).resolve('@smartcar/auth'), 'utf8');
    const { page, context } = await openLook(browser);
    await page.route(`${app}/**`, route =>
      route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><title>App</title><script>${sdk}</script><button>Connect</button>`,
      }),
    );
    for (const isAllowed of [true, false]) {
      await page.goto(`${app}/`);
      await page.evaluate(
        ({ host, applicationId, redirectUri }) => {
          // The SDK is a global of the page, and brings no types.
          const here = globalThis as unknown as {
            Smartcar: new (
              options: object,
            ) => { getAuthUrl(options: object): string; openDialog(options: object): void };
            told: Promise<unknown[]>;
            document: { querySelector(name: string): { onclick: () => void } };
          };
          here.told = new Promise(resolve => {
            const smartcar = new here.Smartcar({
              applicationId,
              redirectUri,
              scope: ['required:read_odometer'],
              mode: 'test',
              onComplete: (...told: unknown[]) => resolve(told.map(one => (one instanceof Error ? one.name : one))),
            });
            const getAuthUrl = smartcar.getAuthUrl.bind(smartcar);
            smartcar.getAuthUrl = options => getAuthUrl(options).replace('https://connect.smartcar.com', host);
            here.document.querySelector('button').onclick = () => smartcar.openDialog({ state: 'page-state' });
          });
        },
        { host: world.url, applicationId: id, redirectUri },
      );
      const opened = page.waitForEvent('popup');
      await page.click('button');
      const popup = await opened;
      await popup.click('#continue-button');
      await popup.click('#BMW');
      await popup.fill('#username', `${randomUUID()}@email.com`);
      await popup.fill('#password', 'password');
      await popup.click('#sign-in-button');
      await popup.waitForSelector('#approval-button');
      const closed = popup.waitForEvent('close');
      await popup.click(isAllowed ? '#approval-button' : '#deny-button', { noWaitAfter: true });
      const [error, code, state, , userId] = await page.evaluate(
        () => (globalThis as unknown as { told: Promise<(string | null | undefined)[]> }).told,
      );
      assert.equal(state, 'page-state');
      if (isAllowed) {
        assert.equal(error, null);
        assert.match(code ?? '', /^[\w-]{36}$/);
        assert.match(userId ?? '', /^[0-9a-f-]{36}$/);
      } else assert.equal(error, 'AccessDenied');
      await closed;
    }
    await context.close();
  });
});
