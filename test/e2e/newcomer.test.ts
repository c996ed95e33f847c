// A newcomer in a real browser, through the pages alone: from the sign-in to the first odometer, in steps that are counted.
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { assertAccessible, openBrowser, openLook, picture } from '../support/browser.ts';
import { openRunningWorld, type RunningWorld } from '../support/running-world.ts';
import { mailedLink } from '../support/sign-in.ts';

let world: RunningWorld;
let browser: Browser;
before(async () => {
  world = await openRunningWorld({ limitsOff: true });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await world?.close();
});

/**
 * How long a practiced hand takes, without reading: the keystroke-level model (Card, Moran and Newell, 1980), in seconds.
 * The machine's own time is no measure, since tests run beside others.
 */
const KEY = 0.28;
const POINT = 1.1;
const THINK = 1.35;
const ANSWER = 0.3;

function person(page: Page) {
  const spent = { seconds: 0, steps: 0 };
  const spend = (seconds: number): void => {
    spent.seconds += seconds;
    spent.steps += 1;
  };
  return {
    spent,
    type: async (field: Locator, text: string) => {
      spend(THINK + POINT + KEY * text.length);
      await field.fill(text);
    },
    paste: async (field: Locator, text: string) => {
      spend(THINK + POINT + 2 * KEY);
      await field.fill(text);
    },
    press: async (what: Locator) => {
      spend(THINK + POINT + KEY + ANSWER);
      await what.click();
    },
    /** @returns what stands in the field with a button beside it that copies */
    copy: async (field: Locator) => {
      spend(THINK + POINT + KEY);
      return ((await field.textContent()) ?? '').trim();
    },
    open: async (address: string) => {
      spend(THINK + POINT + KEY + ANSWER);
      await page.goto(address);
    },
  };
}

/** The newcomer's own program: takes the code, and shows the odometer that it read over HTTP. */
async function openProgram(
  credentials: () => { id: string; secret: string },
): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    void answer(request.url ?? '/').then(
      text => response.setHeader('content-type', 'text/html').end(`<title>Program</title><p>${text}</p>`),
      error => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/done`;
  const answer = async (path: string): Promise<string> => {
    const code = new URL(path, url).searchParams.get('code');
    if (code === null) return 'no code';
    const { id, secret } = credentials();
    const basic = Buffer.from(`${id}:${secret}`).toString('base64');
    const token = await fetch(`${world.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: url }),
    });
    const { access_token } = (await token.json()) as { access_token: string };
    const read = async (call: string) =>
      (
        await fetch(`${world.url}/v2.0${call}`, { headers: { authorization: `Bearer ${access_token}` } })
      ).json() as Promise<Record<string, never>>;
    const [vehicle] = (await read('/vehicles'))['vehicles'] as unknown as string[];
    const { distance } = await read(`/vehicles/${vehicle}/odometer`);
    return `Odometer: ${distance} km`;
  };
  return { server, url };
}

/** From nothing to an organization of one's own. */
async function signUp(page: Page, { type, press, open }: ReturnType<typeof person>, email: string): Promise<void> {
  await open(`${world.url}/developer`);
  await type(page.getByLabel('E-mail'), email);
  await press(page.locator('form button', { hasText: /link/i }).first());
  await page.waitForURL(/sent|sign-in/);
  await open(await mailedLink(world, email));
  const confirm = page.locator('main form button').first();
  if (!page.url().endsWith('/developer')) await press(confirm);
  await page.waitForURL('**/developer');
  await type(page.getByLabel('Organization name'), 'Start');
  await press(page.getByRole('button', { name: 'Create organization' }));
}

test('from the sign-in to the first odometer in under two minutes, and the call stands in the log', async context => {
  const { page, complaints } = await openLook(browser, { permissions: ['clipboard-read', 'clipboard-write'] });
  const newcomer = person(page);
  const { type, paste, press, copy, open } = newcomer;
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const link = (name: string | RegExp) => page.getByRole('link', { name });
  const copyable = (nth: number) => page.locator('[data-copy]').nth(nth);
  const credentials = { id: '', secret: '' };
  const { server, url } = await openProgram(() => credentials);

  try {
    await signUp(page, newcomer, 'noa@start.example');
    const organization = page.url();
    await press(link('Create application'));
    await type(page.getByLabel('Name'), 'Trips');
    await type(page.getByLabel('Purpose'), 'Counts the miles of a day.');
    await type(page.getByLabel('Privacy policy'), 'https://start.example/privacy');
    await paste(page.getByLabel('Redirect URIs'), url);
    await press(button('Create application'));
    await copyable(0).waitFor();
    credentials.id = await copy(copyable(0));
    credentials.secret = await copy(copyable(1));
    await picture(page, 'newcomer-secrets');
    await press(link('I have copied them'));
    const application = page.url();

    await open(`${organization}/cars`);
    await page.getByLabel('Model').selectOption({ index: 1 });
    await press(page.locator('main form button', { hasText: /car/i }).last());
    await page.locator('#connect').waitFor();
    const name = await copy(page.locator('#connect [data-copy]').nth(0));
    const password = await copy(page.locator('#connect [data-copy]').nth(1));
    await press(link('Open Connect for Trips'));
    await press(page.locator('#continue-button'));
    await paste(page.locator('#username'), name);
    await paste(page.locator('#password'), password);
    await press(page.locator('#sign-in-button'));
    await press(page.locator('#approval-button'));
    await page.waitForURL(`${url}**`);
    assert.match((await page.locator('p').textContent()) ?? '', /^Odometer: \d+(?:\.\d+)? km$/);
    await picture(page, 'newcomer-odometer');

    const { seconds, steps } = newcomer.spent;
    context.diagnostic(`${steps} steps, ${seconds.toFixed(0)} seconds of a practiced hand, without reading`);
    assert.ok(steps <= 36, `${steps} steps`);
    assert.ok(seconds < 120, `${seconds} seconds`);

    await page.goto(`${application}/requests`);
    await page.getByText('GET /v2.0/vehicles/:id/odometer').first().waitFor();
    await page.goto(`${application}/connections`);
    await page.locator('.badge', { hasText: 'Granted' }).first().waitFor();
    await page.goto(`${application}/secrets`);
    assert.match((await page.locator('tbody tr').first().textContent()) ?? '', /just now/);

    await page.goto(`${application}/quick-start`);
    await button('Copy program').click();
    await page.getByText('Copied').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /^import [\s\S]+console\.log\([^\n]+\);\n$/);
    assert.ok(copied.includes(JSON.stringify(url)), 'the program as it stands there');
    assert.deepEqual(
      complaints.filter(complaint => !complaint.includes('favicon')),
      [],
    );
  } finally {
    server.close();
  }
});

test('without a program, and with no address of their own, a newcomer reads the first odometer on the pages', async context => {
  const { page, complaints } = await openLook(browser);
  const newcomer = person(page);
  const { type, press } = newcomer;
  const link = (name: string) => page.getByRole('link', { name });
  await signUp(page, newcomer, 'nils@start.example');
  await press(link('Create application'));
  await type(page.getByLabel('Name'), 'Trips');
  await type(page.getByLabel('Purpose'), 'Counts the miles of a day.');
  await type(page.getByLabel('Privacy policy'), 'https://start.example/privacy');
  await press(page.getByRole('button', { name: 'Create application' }));
  await press(link('I have copied them'));

  await press(link('Connect a test car'));
  await press(page.locator('#continue-button'));
  await press(page.locator('button#CHEVROLET'));
  await type(page.locator('#username'), 'a@b.example');
  await type(page.locator('#password'), 'x');
  await press(page.locator('#sign-in-button'));
  await press(page.locator('#approval-button'));
  await page.waitForURL('**/developer/connected?**');
  await page.getByRole('heading', { name: 'The car is connected' }).waitFor();
  await assertAccessible(page, 'where Connect ends');
  await picture(page, 'newcomer-connected');
  await press(link('Read the odometer'));
  await press(page.getByRole('button', { name: 'Send the call' }));
  await page
    .getByText(/"distance": \d/)
    .first()
    .waitFor();
  await picture(page, 'newcomer-tried');

  const { seconds, steps } = newcomer.spent;
  context.diagnostic(`${steps} steps, ${seconds.toFixed(0)} seconds of a practiced hand, without reading`);
  assert.ok(steps <= 24, `${steps} steps`);
  assert.ok(seconds < 100, `${seconds} seconds`);
  assert.deepEqual(
    complaints.filter(complaint => !complaint.includes('favicon')),
    [],
  );
});
