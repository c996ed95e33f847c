// A researcher encrypts a report by one tick, in a real browser under the product's policy; staff reads it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { href, routes } from '../../src/catalog/routes.ts';
import { system } from '../../src/core/actor.ts';
import type { FileId } from '../../src/core/files.ts';
import { makeProgramKey } from '../../src/program/keys/change-key.ts';
import { listAttachments } from '../../src/reports/attachment-store.ts';
import { readReport } from '../../src/reports/report-store.ts';
import { assertAccessible, openBrowser, openLook, picture } from '../support/browser.ts';
import { openRunningWorld, signInBrowser } from '../support/running-world.ts';

test('a report is encrypted in the browser, and no word of it reaches the server readable', async () => {
  await using world = await openRunningWorld({ limitsOff: true });
  await makeProgramKey(world.kernel, system('test'), 'security@cars.example');
  const browser = await openBrowser();
  try {
    const { page, context, complaints } = await openLook(browser, { viewport: { width: 1280, height: 900 } });
    const loaded: string[] = [];
    page.on('request', request => loaded.push(request.url()));
    await page.goto(world.url + href(routes.reports.submit));
    await page.selectOption('select[name=target]', { index: 1 });
    await page.fill('input[name=title]', 'A weakness');
    await page.fill('textarea[name=description]', 'Zebrafinch description');
    await page.fill('textarea[name=steps]', 'Zebrafinch steps');
    await page.selectOption('select[name=kind]', { index: 3 });
    await page.setInputFiles('input[name=evidence]', {
      name: 'poc.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('Zebrafinch proof'),
    });
    const before = loaded.length;
    await page.check('[data-encrypt]');
    await assertAccessible(page, 'the form with encryption');
    await page.locator('.encryption').scrollIntoViewIfNeeded();
    await picture(page, 'report-form-encrypted');
    await page.click('button[value=send]');
    await page.waitForURL(/\/report\/sent/);
    assert.ok(
      loaded.slice(before).some(url => url.endsWith('.js')),
      'the library is loaded once it is wanted',
    );
    assert.deepEqual(complaints, []);
    await context.close();
    const { rows } = await world.database.pool.query<{ id: string }>('select id from reports.report');
    const id = rows[0]?.id ?? '';
    const { content } = await readReport(world.kernel, system('test'), id);
    assert.match(content.description, /^-----BEGIN PGP MESSAGE-----/);
    assert.ok(!JSON.stringify(content).includes('Zebrafinch'));
    const [file, ...more] = await listAttachments(world.kernel, system('test'), id);
    assert.deepEqual([file?.name, more.length], ['poc.txt.asc', 0]);
    let stored = '';
    for await (const part of world.kernel.files.read(world.kernel.db, { id: file?.file as FileId, subject: id }))
      stored += part.toString('latin1');
    assert.match(stored, /^-----BEGIN PGP MESSAGE-----/);

    const look = await openLook(browser, { viewport: { width: 1280, height: 900 } });
    await signInBrowser(world, look.context, 'triager');
    await look.page.goto(world.url + href(routes.reports.triage, { id }));
    const words = await look.page.innerText('main');
    for (const each of ['Zebrafinch description', 'Zebrafinch steps', 'Download poc.txt, opened'])
      assert.ok(words.includes(each), each);
    await assertAccessible(look.page, 'an opened report');
    await picture(look.page, 'triage-encrypted');
    await look.context.close();
  } finally {
    await browser.close();
  }
});
