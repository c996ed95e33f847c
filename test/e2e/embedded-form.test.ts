// Other sites in a real browser: one of the list shows the form in its page, one that is not shows the link; and a busy network.
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import type { Browser } from 'playwright-core';
import { addOrigin } from '../../src/reports/embed/embed-store.ts';
import { personActor } from '../support/a-report.ts';
import { assertAccessible, openBrowser, openLook, picture } from '../support/browser.ts';
import { openRunningWorld, type RunningWorld } from '../support/running-world.ts';

let world: RunningWorld;
let browser: Browser;
let listed: Server;
let stranger: Server;
before(async () => {
  world = await openRunningWorld({ limitsOff: true, environment: { TRUSTED_PROXIES: '1' } });
  browser = await openBrowser();
  listed = await openSite();
  stranger = await openSite();
  await addOrigin(world.kernel, await personActor(world, 'admin'), originOf(listed));
});
after(async () => {
  await browser?.close();
  listed?.close();
  stranger?.close();
  await world?.close();
});

const originOf = (site: Server): string => `http://127.0.0.1:${(site.address() as AddressInfo).port}`;

/** Somebody's site with the snippet in it. */
async function openSite(): Promise<Server> {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A company</title><h1>Contact</h1>
    <telltale-report><a href="${world.url}/report">Report a vulnerability</a></telltale-report>
    <script async src="${world.url}/report/embed.js"></script></html>`;
  const site = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(page);
  });
  await new Promise<void>(resolve => site.listen(0, '127.0.0.1', resolve));
  return site;
}

test('a listed site shows the form, which grows, is sent and shows its code in the frame', async () => {
  const look = await openLook(browser, { colorScheme: 'dark' });
  await look.page.goto(originOf(listed));
  const frame = look.page.frameLocator('telltale-report iframe');
  await frame.getByLabel('What is it about?').selectOption('unlisted');
  assert.equal(await look.page.getByRole('link', { name: 'Report a vulnerability' }).isVisible(), false);
  const heightOf = async () => (await look.page.locator('telltale-report iframe').boundingBox())?.height ?? 0;
  // It grows a moment after it shows: by a message of the page within.
  await look.page.waitForFunction(
    () => (document.querySelector('telltale-report iframe')?.getBoundingClientRect().height ?? 0) > 800,
  );
  const within = look.page.frames().find(each => each.url().includes('/report/embed')) ?? assert.fail();
  // Nothing scrolls within the frame.
  await within.waitForFunction(() => document.documentElement.scrollHeight <= window.innerHeight + 1);
  const before = await heightOf();
  await frame.getByLabel('If it is something else: what?').fill('api.example.com');
  await frame.getByLabel('Title').fill('Odometer of another owner');
  await frame.getByLabel('Description').fill('The list of cars takes an owner from the query.');
  await frame.getByLabel('Or a CVSS vector').fill('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N');
  assert.match(within.url(), /theme=light/, 'the page around it is light, whatever the system prefers');
  await picture(look.page, 'embedded-form');
  await frame.getByRole('button', { name: 'Send report' }).click();
  await frame.getByText('We have your report').waitFor();
  const code = await frame.locator('[data-copy]').textContent();
  assert.match(code ?? '', /^(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}$/);
  await look.page.waitForFunction(tall => {
    const frame = document.querySelector('telltale-report iframe');
    return frame !== null && frame.getBoundingClientRect().height < tall;
  }, before);
  await picture(look.page, 'embedded-sent');
  assert.deepEqual(await look.context.cookies(), [], 'no cookie is set');
  assert.deepEqual(look.complaints, []);
  await look.context.close();
});

test('a site that is not in the list, and a page without script, have the link', async () => {
  const refused = await openLook(browser);
  await Promise.all([
    refused.page.waitForEvent('console', { predicate: message => message.text().includes('frame-ancestors') }),
    refused.page.goto(originOf(stranger)),
  ]);
  assert.ok(await refused.page.getByRole('link', { name: 'Report a vulnerability' }).isVisible());
  assert.equal(await refused.page.locator('telltale-report iframe').isVisible(), false);
  await refused.context.close();
  const plain = await openLook(browser, { javaScriptEnabled: false });
  await plain.page.goto(originOf(listed));
  assert.ok(await plain.page.getByRole('link', { name: 'Report a vulnerability' }).isVisible());
  await plain.page.goto(`${world.url}/report/embed`);
  await plain.page.getByRole('button', { name: 'Send report' }).waitFor();
  await plain.context.close();
});

test('the frame by itself is accessible, in both schemes', async () => {
  for (const theme of ['light', 'dark']) {
    const look = await openLook(browser, { viewport: { width: 390, height: 900 } });
    await look.page.goto(`${world.url}/report/embed?theme=${theme}`);
    await assertAccessible(look.page, `the framed form, ${theme}`);
    await picture(look.page, `framed-${theme}-390`);
    await look.context.close();
  }
});

for (const javaScriptEnabled of [true, false])
  test(`from a busy network a report goes out ${javaScriptEnabled ? 'by itself after the browser has worked' : 'after a wait'}`, async () => {
    await sql`delete from reports.intake_setting`.execute(world.kernel.db);
    await sql`insert into reports.intake_setting (network_free, network_most, sender_week, text_repeats, work_first, changed_at, changed_by)
      values (1, 100, 50, 50, 20000, now(), 'test')`.execute(world.kernel.db);
    world.clock.advance(60_000);
    const look = await openLook(browser, {
      javaScriptEnabled,
      extraHTTPHeaders: {
        'x-forwarded-for': javaScriptEnabled ? '198.51.100.7' : '203.0.113.7',
        'x-forwarded-proto': 'https',
      },
    });
    const send = async (title: string) => {
      await look.page.goto(`${world.url}/report`);
      await look.page.getByLabel('What is it about?').selectOption({ index: 1 });
      await look.page.getByLabel('Title').fill(title);
      await look.page.getByLabel('Description').fill(`${title}: the list of cars takes an owner from the query.`);
      await look.page.getByLabel('Or a CVSS vector').fill('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N');
      await look.page.getByRole('button', { name: 'Send report' }).click();
    };
    await send('One');
    await look.page.waitForURL('**/report/sent');
    await send('Two');
    if (!javaScriptEnabled) {
      await look.page.getByText('One moment before this is sent').waitFor();
      await picture(look.page, 'work-wait');
      world.clock.advance(120_000);
      await look.page.getByRole('button', { name: 'Send report' }).click();
    }
    await look.page.waitForURL('**/report/sent');
    assert.match((await look.page.locator('h1').textContent()) ?? '', /We have your report/);
    // The browser says that a form came back with 422, as it does for every mistake.
    assert.deepEqual(
      look.complaints.filter(text => !/422/.test(text)),
      [],
    );
    await look.context.close();
  });
