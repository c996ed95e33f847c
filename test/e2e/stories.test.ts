// A few whole stories in a real browser: a report sent and answered, access taken back, both with and without script.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openLook, picture } from '../support/browser.ts';
import { openRunningWorld, type RunningWorld, signInBrowser } from '../support/running-world.ts';

let world: RunningWorld;
let browser: Browser;
before(async () => {
  world = await openRunningWorld({ limitsOff: true });
  await world.seed();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await world?.close();
});

async function fillReport(page: Page): Promise<void> {
  await page.goto(`${world.url}/report`);
  await page.getByLabel('What is it about?').selectOption({ index: 1 });
  await page.getByLabel('Where does it happen?').fill('https://api.telltale.example/v2.0/vehicles');
  await page.getByLabel('Title').fill('Odometer of another owner');
  await page.getByLabel('Description').fill('The list of cars takes an owner from the query.');
  await page.getByLabel('Steps to repeat it').fill('1. Ask for the list.\n2. Change the owner.');
  await page.getByLabel('Or a CVSS vector').fill('CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N');
}

for (const javaScriptEnabled of [true, false])
  test(`Robin reports without an account and is answered, ${javaScriptEnabled ? 'with' : 'without'} script`, async () => {
    const robin = await openLook(browser, { javaScriptEnabled });
    await fillReport(robin.page);
    await robin.page.getByRole('button', { name: 'Show score' }).click();
    await robin.page.getByText('6.5', { exact: false }).first().waitFor();
    assert.equal(
      await robin.page.getByLabel('Title').inputValue(),
      'Odometer of another owner',
      'what was typed is kept',
    );
    await robin.page.getByRole('button', { name: 'Send report' }).click();
    await robin.page.waitForURL('**/report/sent');
    const text = await robin.page.locator('main').textContent();
    const code = /(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}/.exec(text ?? '')?.[0];
    const number = /VDP-\d{4}-\d{4}/.exec(text ?? '')?.[0];
    assert.ok(code && number, `no code or number on the page: ${text?.slice(0, 400)}`);
    await picture(robin.page, `story-sent-${javaScriptEnabled ? 'script' : 'plain'}`);
    await world.settle();

    const tara = await openLook(browser, { javaScriptEnabled });
    await signInBrowser(world, tara.context, 'triager');
    await tara.page.goto(`${world.url}/triage`);
    await tara.page.getByRole('link', { name: 'Odometer of another owner' }).first().click();
    await tara.page
      .getByRole('textbox', { name: 'To the reporter required' })
      .fill('Thank you. We are looking at the list right now.');
    await tara.page.getByRole('button', { name: 'Send to the reporter' }).click();
    await tara.page.getByText('We are looking at the list right now.').first().waitFor();

    const later = await openLook(browser, { javaScriptEnabled });
    await later.page.goto(`${world.url}/report/return`);
    await later.page.getByLabel('Receipt code').fill(code.toLowerCase().replaceAll('-', ' '));
    await later.page.getByRole('button', { name: 'Open report' }).click();
    await later.page.getByText('We are looking at the list right now.').waitFor();
    assert.match((await later.page.locator('h1').textContent()) ?? '', /Odometer of another owner/);
    await picture(later.page, `story-return-${javaScriptEnabled ? 'script' : 'plain'}`);
    assert.deepEqual([...robin.complaints, ...tara.complaints, ...later.complaints], []);
    for (const look of [robin, tara, later]) await look.context.close();
  });

test('Olivia takes back what she allowed, without script', async () => {
  const olivia = await openLook(browser, { javaScriptEnabled: false, viewport: { width: 390, height: 900 } });
  await signInBrowser(world, olivia.context, 'owner');
  await olivia.page.goto(`${world.url}/owner`);
  await olivia.page
    .getByRole('listitem')
    .filter({ hasText: 'Evergreen Charging' })
    .getByRole('link', { name: 'Revoke access' })
    .click();
  assert.match((await olivia.page.locator('main').textContent()) ?? '', /Evergreen Charging/);
  await olivia.page.getByRole('button', { name: /Revoke/ }).click();
  await olivia.page.waitForURL('**/owner**');
  assert.equal(await olivia.page.getByRole('link', { name: 'Revoke access' }).count(), 1, 'the other app’s is left');
  await olivia.context.close();
});

test('a typed report survives an error, field by field', async () => {
  const look = await openLook(browser, { javaScriptEnabled: false });
  await fillReport(look.page);
  await look.page.getByLabel('Or a CVSS vector').fill('CVSS:3.1/AV:N');
  await look.page.getByRole('button', { name: 'Send report' }).click();
  assert.equal(await look.page.getByLabel('Or a CVSS vector').inputValue(), 'CVSS:3.1/AV:N');
  assert.equal(
    await look.page.getByLabel('Description').inputValue(),
    'The list of cars takes an owner from the query.',
  );
  assert.equal(
    await look.page.getByLabel('Steps to repeat it').inputValue(),
    '1. Ask for the list.\n2. Change the owner.',
  );
  await look.context.close();
});
