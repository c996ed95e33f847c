// Every screen of Connect in every language, with what goes wrong on it: on the narrowest phone, with text twice as large,
// and by the rules of WCAG 2.2 AA.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { href, routes } from '../../src/catalog/routes.ts';
import { scopes } from '../../src/catalog/scopes.ts';
import { type Language, languages } from '../../src/connect/words/languages.ts';
import { assertAccessible, openBrowser, openLook, picture, scrollsSideways } from '../support/browser.ts';
import { grantedCars } from '../support/granted-cars.ts';
import { openRunningWorld, type RunningWorld } from '../support/running-world.ts';

/** What the demo's application says of itself. */
const PURPOSE = 'Plans charging for when power is clean and cheap, and shows what each journey cost.';

const locales: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE', fr: 'fr-FR', es: 'es-ES' };

describe('Connect in every language', () => {
  let world: RunningWorld;
  let browser: Browser;
  let clientId: string;
  /** Where an owner says which of several batteries a car has. */
  let batteryLink: string;

  before(async () => {
    world = await openRunningWorld({ limitsOff: true });
    clientId = (await world.seed())['application']?.['clientId'] ?? '';
    const { cars, token } = await grantedCars(world, ['ev6'], ['read_battery'], 'per_languages', clientId);
    const reply = await fetch(
      world.url + href(routes.vehicles.nominal_capacity, { version: '2.0', id: cars['ev6'] ?? '' }),
      { headers: { authorization: `Bearer ${token}` } },
    );
    const { url } = (await reply.json()) as { url: string };
    batteryLink = `${url}${encodeURIComponent('https://example.com/auth')}`;
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
      redirect_uri: 'https://example.com/auth',
      scope: ['required:read_vehicle_info', ...scopes.map(({ name }) => name).slice(1)].join(' '),
      mode: 'test',
      ...more,
    })}`;

  /** Words that end outside of what shows them, by their text. */
  const cutOff = (page: Page): Promise<string[]> =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('body *')]
        .filter(one => {
          const { overflowX, display } = getComputedStyle(one);
          const isHidden = one.closest('.visually-hidden, .skip-link, svg') !== null || display === 'inline';
          return !isHidden && ['hidden', 'clip'].includes(overflowX) && one.scrollWidth > one.clientWidth + 1;
        })
        .map(one => (one.innerText || one.className).slice(0, 60)),
    );

  /** Words that only English has, in what the page itself says; what applications say of themselves is theirs. */
  const englishWords = (page: Page): Promise<string[]> =>
    page.evaluate(purpose => {
      const attributes = ['aria-label', 'placeholder', 'title', 'alt'].flatMap(name =>
        [...document.querySelectorAll(`[${name}]`)].map(one => one.getAttribute(name) ?? ''),
      );
      // Someone else's words say so.
      const foreign = [...document.querySelectorAll<HTMLElement>('body [lang="en"]')].map(one => one.innerText);
      const all = [document.title, document.body.innerText, ...attributes].join('\n').replaceAll(purpose, '');
      const own = foreign.reduce((text, words) => (words === '' ? text : text.replaceAll(words, '')), all);
      return own.match(/\b(?:the|and|you|your|this|with|required|optional|search|skip|close|footer|who)\b/gi) ?? [];
    }, PURPOSE);

  for (const language of Object.keys(languages) as Language[])
    test(`${languages[language]}`, async () => {
      const { page, context, complaints } = await openLook(browser, {
        viewport: { width: 320, height: 640 },
        locale: locales[language],
      });
      const looks = async (name: string) => {
        assert.equal(await page.getAttribute('html', 'lang'), language, name);
        assert.equal(await scrollsSideways(page), false, `${name} on 320 pixels`);
        assert.deepEqual(await cutOff(page), [], `${name} on 320 pixels`);
        if (language !== 'en') assert.deepEqual(await englishWords(page), [], name);
        await assertAccessible(page, name);
        await picture(page, `connect-${language}-${name}`);
        // WCAG 1.4.4: text alone, twice as large.
        await page.setViewportSize({ width: 640, height: 900 });
        await page.evaluate(() => {
          document.documentElement.style.fontSize = '200%';
        });
        assert.equal(await scrollsSideways(page), false, `${name} with large text`);
        assert.deepEqual(await cutOff(page), [], `${name} with large text`);
        await page.evaluate(() => {
          document.documentElement.style.fontSize = '';
        });
        await page.setViewportSize({ width: 320, height: 640 });
      };
      /** To the login of this brand, as a new owner would. */
      const toLogin = async () => {
        await page.goto(link());
        await page.click('#continue-button');
        await page.click('button#CHEVROLET');
        await page.waitForSelector('#username');
      };
      const signIn = async (username: string) => {
        await page.fill('#username', username);
        await page.fill('#password', 'password');
        await page.click('#sign-in-button');
        await page.waitForSelector('#username', { state: 'detached' });
      };

      await page.goto(link());
      await looks('preamble');
      const first = page.url();
      await page.goto(world.url + (await page.getAttribute('a[href*="policy"]', 'href')));
      await looks('policy');
      await page.goto(first);
      await page.click('#continue-button');
      await page.fill('#brand-search', 'zzz');
      await looks('brands-none');
      await page.fill('#brand-search', '');
      await looks('brands');
      await page.click('button#CHEVROLET');
      await page.waitForSelector('#username');
      await looks('login');
      const login = page.url();
      for (const fault of ['empty', 'wrong', 'locked', 'permission', 'later', 'returned']) {
        await page.goto(`${login}?fault=${fault}`);
        await looks(`login-${fault}`);
      }
      await page.goto(login);
      await signIn('3-vehicles@smartcar.com');
      await looks('grant');
      for (const box of await page.$$('input[name="vehicles"]:checked')) await box.press('Space');
      await page.click('#approval-button');
      await page.waitForSelector('[aria-invalid], .error-summary, .field-error');
      await looks('grant-no-car');

      for (const [name, account] of [
        ['no-vehicles', '0-vehicles@smartcar.com'],
        ['subscription', 'smartcar@invalid-subscription.com'],
        ['incompatible', 'smartcar@vehicle-incompatible.com'],
      ] as const) {
        await toLogin();
        await signIn(account);
        await looks(`problem-${name}`);
      }

      await page.goto(link({ mode: 'live' }));
      await page.click('#continue-button');
      await page.fill('#email', 'nobody');
      await page.evaluate(() => document.querySelector('form:has(#email)')?.setAttribute('novalidate', ''));
      await page.press('#email', 'Enter');
      await page.waitForSelector('[aria-invalid]');
      await looks('email-wrong');
      await page.fill('#email', `${randomUUID()}@example.test`);
      await page.press('#email', 'Enter');
      await page.waitForSelector('#email', { state: 'detached' });
      await looks('email-sent');

      await page.goto(batteryLink);
      await looks('battery');
      await page.goto(batteryLink.replace('token=', 'token=x'));
      await looks('battery-wrong-link');

      // What cannot be trusted is told on a page, and so is a request that is over or is somebody else's.
      await page.goto(link({ client_id: randomUUID() }));
      await looks('unknown-application');
      await page.goto(login.replace(/[\w-]{20,}(?=\/login)/, 'x'.repeat(21)));
      await looks('request-over');
      assert.deepEqual(
        complaints.filter(text => !/status of 4\d\d/.test(text)),
        [],
      );
      await context.close();
    });
});
