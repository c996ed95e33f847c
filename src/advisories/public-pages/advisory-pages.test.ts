// Published advisories through the public door: list, page, downloads; and nothing is published that has a fault.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { validateForPublication } from '../artefacts/validate-for-publication.ts';
import { demoAdvisories } from '../demo/seed-published.ts';
import { publishAdvisory, putOut } from '../publication/publish-advisory.ts';
import { artefactFormats } from './artefact-files.ts';

let world: World;
before(async () => {
  world = await openWorld({ environment: { PUBLIC_URL: 'https://telltale.example' } });
});
after(() => world.close());

const advisories = () => demoAdvisories(world.kernel.config, new Date('2026-11-23T12:00:00Z'));

test('before the first advisory the list says so', async () => {
  const page = await world.visitor().get(href(routes.advisories.published));
  assert.equal(page.status, 200);
  assert.match(page.body, /No advisories yet/);
});

test('the demo’s advisories have nothing standing against their publication', async () => {
  for (const record of advisories()) assert.deepEqual(await validateForPublication(record), []);
});

test('a record with a fault is not published, and the fault is told', async () => {
  const [record] = advisories();
  assert.ok(record);
  const faults = await publishAdvisory(world.kernel, system('test'), { ...record, cweIds: [] });
  assert.deepEqual(
    faults.map(({ field }) => field),
    ['cweIds'],
  );
  const page = await world.visitor().get(href(routes.advisories.advisory, { id: record.trackingId }));
  assert.equal(page.status, 404);
});

test('a published advisory has its page, every download, a CSAF document and an audit entry', async () => {
  const [record, other] = advisories();
  assert.ok(record && other);
  assert.deepEqual(await publishAdvisory(world.kernel, system('test'), record), []);
  await world.kernel.transaction(kernel => putOut(kernel, system('test'), other));
  const stranger = world.visitor();
  const list = await stranger.get(href(routes.advisories.published));
  for (const { title, trackingId } of [record, other]) {
    assert.ok(list.body.includes(`href="/advisories/${trackingId}"`));
    const page = await stranger.get(href(routes.advisories.advisory, { id: trackingId }));
    assert.equal(page.status, 200);
    assert.ok(page.body.includes(`<h1>${title}</h1>`));
    for (const { file, make } of artefactFormats) {
      const path = href(routes.advisories.artefact, { id: trackingId, file });
      assert.ok(page.body.includes(`href="${path}"`), path);
      const download = await stranger.get(path);
      assert.equal(download.status, 200, path);
      assert.equal(download.headers['access-control-allow-origin'], '*');
      const expected = JSON.parse(JSON.stringify(make(trackingId === record.trackingId ? record : other)));
      assert.deepEqual(download.json(), expected);
    }
    const [, signed = ''] = /href="(\/csaf\/2026\/[^"]+\.json)"/.exec(page.body) ?? [];
    assert.equal((await stranger.get(signed)).status, 200);
    assert.equal((await stranger.get(`${signed}.asc`)).status, 200);
  }
  await world.kernel.audit.settle();
  const { rows } = await world.database.pool.query(
    `select subject from core.audit_entry where action = 'advisory.publish'`,
  );
  assert.deepEqual(rows.map(({ subject }) => subject).toSorted(), [record.trackingId, other.trackingId]);
});

test('unknown advisories and formats are not found', async () => {
  for (const path of [
    '/advisories/TTA-2026-9999',
    '/advisories/TTA-2026-0001/pdf',
    '/advisories/TTA-2026-9999/osv.json',
  ])
    assert.equal((await world.visitor().get(path)).status, 404, path);
});
