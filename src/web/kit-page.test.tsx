// Looks at every component in a real browser: accessible, within the strict policy, usable without script.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openBrowser } from '../../test/support/browser.ts';
import { serveKit } from '../../test/support/kit-server.tsx';

const axeSource = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const shells = ['console', 'public', 'focus', 'confirm'] as const;

let browser: Browser;
let kit: Awaited<ReturnType<typeof serveKit>>;

before(async () => {
  kit = await serveKit();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  kit?.close();
});

/** Opens a page of the kit, runs `look`, and tells what the browser complained of on the way. */
async function visit(
  options: BrowserContextOptions,
  shell: string,
  look: (page: Page) => Promise<void>,
): Promise<string[]> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', message => complaints.push(message.text()));
  page.on('pageerror', error => complaints.push(String(error)));
  page.on('requestfailed', request => complaints.push(`failed: ${request.url()}`));
  await page.goto(`${kit.url}/?shell=${shell}`);
  await look(page);
  await context.close();
  return complaints;
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [390, 1280]) {
    test(`${colorScheme}, ${width} px: no axe violation, no complaint of the browser, no sideways scrolling`, async () => {
      for (const shell of shells) {
        const complaints = await visit({ colorScheme, viewport: { width, height: 900 } }, shell, async page => {
          await page.waitForFunction(() => document.fonts.status === 'loaded');
          await page.evaluate(axeSource);
          const violations = await page.evaluate(async () => {
            // The script above put it there.
            const { axe } = window as unknown as { axe: { run: (options: object) => Promise<AxeResults> } };
            const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
            const result = await axe.run({ runOnly: tags });
            return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' | ')}`);
          });
          assert.deepEqual(violations, [], shell);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(overflow <= 0, `${shell} is ${overflow} px too wide`);
        });
        assert.deepEqual(complaints, [], shell);
      }
    });
  }
}

test('the policy would have stopped inline style and script, so silence above means something', async () => {
  const complaints = await visit({}, 'focus', async page => {
    await page.evaluate(() => document.body.setAttribute('style', 'color: red'));
    // Trusted Types refuse the text before the policy could refuse the script.
    await assert.rejects(
      page.evaluate(() => {
        const script = document.createElement('script');
        script.textContent = 'document.title = "run"';
        document.body.append(script);
      }),
      /TrustedScript/,
    );
    assert.notEqual(await page.title(), 'run');
  });
  assert.ok(complaints.some(text => text.includes('Content Security Policy')));
});

test('without script: menus open, fields are tied to their words, nothing that needs script is offered', async () => {
  await visit({ javaScriptEnabled: false, viewport: { width: 390, height: 900 } }, 'console', async page => {
    assert.equal(await page.locator('#rail').isVisible(), false);
    await page.getByRole('button', { name: 'Menu' }).click();
    assert.equal(await page.locator('#rail').getByRole('link', { name: 'Advisories' }).isVisible(), true);
    await page.keyboard.press('Escape');
    await page.locator('.account summary').click();
    assert.equal(await page.getByRole('button', { name: 'Sign out' }).isVisible(), true);
    assert.equal(await page.getByRole('button', { name: 'Copy receipt code' }).isVisible(), false);
    assert.equal(await page.getByRole('button', { name: 'Sign in with a passkey' }).isVisible(), false);
    assert.equal(await page.locator('.passkey noscript p').isVisible(), true);
    assert.equal(await page.getByLabel('Evidence').isVisible(), true);
    const email = page.getByLabel('E-mail');
    assert.equal(await email.inputValue(), 'maya@example');
    assert.equal(await email.getAttribute('aria-invalid'), 'true');
    const summary = page.getByRole('alert').getByRole('link', { name: /e-mail address/ });
    assert.equal(await summary.getAttribute('href'), `#${await email.getAttribute('id')}`);
  });
});

test('the queue is read by keys, and the keys can be switched off', async () => {
  await visit({}, 'console', async page => {
    await page.waitForLoadState('networkidle');
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await page.locator('main').focus();
    await page.keyboard.press('j');
    assert.equal(await focused(), 'Token accepted after its grant was revoked');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    assert.equal(await focused(), 'Odometer of another owner readable');
    await page.keyboard.press('o');
    assert.equal(new URL(page.url()).hash, '#R-1041');
    await page.keyboard.press('/');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'search');
    await page.locator('main').focus();
    await page.keyboard.press('?');
    await page.getByLabel('Use single keys in this browser').uncheck();
    await page.keyboard.press('Escape');
    await page.locator('main').focus();
    await page.keyboard.press('/');
    assert.notEqual(await page.evaluate(() => document.activeElement?.id), 'search');
  });
});

test('a code is copied, a time moves to the reader, files are listed and taken back, a target is checked in place', async () => {
  const complaints = await visit(
    { timezoneId: 'America/New_York', permissions: ['clipboard-read', 'clipboard-write'] },
    'console',
    async page => {
      await page.getByRole('button', { name: 'Copy receipt code' }).click();
      await page.getByText('Copied').waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'TT-7KQ2-9F4M-XW3D-8HPC-2VNB-6ZRA');

      const received = page.locator('.definitions time').first();
      await page.waitForFunction(() => document.querySelector('.definitions time')?.textContent?.includes('EST'));
      assert.equal(await received.textContent(), 'Fri 20 Nov, 02:30 EST');
      assert.equal(await received.getAttribute('title'), 'Fri 20 Nov, 08:30 CET');

      const proof = { name: 'proof.txt', mimeType: 'text/plain', buffer: Buffer.from('GET /') };
      await page
        .getByLabel('Evidence')
        .setInputFiles([proof, { ...proof, name: 'huge.bin', buffer: Buffer.alloc(10_000_001) }]);
      await page.getByText('huge.bin is larger than 10.0 MB. 1 file chosen.').waitFor();
      assert.equal(await page.getByLabel('Evidence').evaluate((input: HTMLInputElement) => input.files?.length), 1);
      await page.getByRole('button', { name: 'Remove proof.txt' }).click();
      assert.equal(await page.getByLabel('Evidence').evaluate((input: HTMLInputElement) => input.files?.length), 0);

      await page.getByLabel('Is this target in scope?').fill('https://api.smartcar.com/');
      await page.locator('.scope-answers').evaluate(answers => answers.replaceChildren());
      await page.getByRole('button', { name: 'Check target' }).click();
      await page.locator('.scope-answers [data-scope-answer]').waitFor();
      assert.equal(new URL(page.url()).search, '?shell=console');
    },
  );
  assert.deepEqual(complaints, []);
});

test('what was typed is back after a reload in the same tab, and can be discarded', async () => {
  await visit({}, 'console', async page => {
    page.on('dialog', dialog => void dialog.accept());
    await page.waitForLoadState('networkidle');
    await page.getByLabel('Steps').fill('1. Take the id of another car.');
    await page.reload();
    await page.getByText('What you typed earlier in this tab is back.').waitFor();
    assert.equal(await page.getByLabel('Steps').inputValue(), '1. Take the id of another car.');
    await page.getByRole('button', { name: 'Discard it' }).click();
    assert.equal(await page.getByLabel('Steps').inputValue(), '');
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  });
});

test('a passkey request that fails is told in words, and the button can be pressed again', async () => {
  await visit({}, 'console', async page => {
    await page.waitForLoadState('networkidle');
    await page.route('**/*', route =>
      route.fulfill({ status: 429, json: { detail: 'Too many tries. Wait a minute.' } }),
    );
    const button = page.getByRole('button', { name: 'Sign in with a passkey' });
    await button.click();
    await page.getByText('Too many tries. Wait a minute.').waitFor();
    assert.equal(await button.isEnabled(), true);
  });
});
