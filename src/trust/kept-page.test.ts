// The trust center's page packed for whoever can unpack it, and the same for whoever cannot.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { signInAs } from '../../test/support/sign-in.ts';
import { openWorld, type World } from '../../test/support/world.ts';

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.close());

const page = (encoding?: string) =>
  world.app.server.inject({
    url: '/trust',
    headers: encoding === undefined ? {} : { 'accept-encoding': encoding },
  });

test('the page comes packed to whoever says so, byte for byte the same, and caches are told', async () => {
  const [plain, refused, packed, again] = [
    await page(),
    await page('gzip;q=0'),
    await page('br, gzip'),
    await page('gzip'),
  ];
  assert.deepEqual(
    [plain, refused, packed].map(({ headers }) => [headers['content-encoding'], headers['vary']]),
    [
      [undefined, 'accept-encoding'],
      [undefined, 'accept-encoding'],
      ['gzip', 'accept-encoding'],
    ],
  );
  assert.equal(gunzipSync(packed.rawPayload).toString(), plain.body);
  assert.equal(refused.body, plain.body);
  assert.deepEqual(again.rawPayload, packed.rawPayload);
  assert.ok(packed.rawPayload.length < plain.rawPayload.length / 3, 'and is much smaller');
  assert.equal(packed.headers['content-security-policy'], plain.headers['content-security-policy']);
});

test('whoever is signed in has a page of their own, which holds secrets and is never packed', async () => {
  await world.seed();
  const admin = await signInAs(world, 'admin');
  const own = await admin.get('/trust', { 'accept-encoding': 'gzip' });
  assert.equal(own.headers['content-encoding'], undefined);
  assert.match(own.body, /href="\/account"/);
  const { rawPayload } = await page('gzip');
  assert.doesNotMatch(gunzipSync(rawPayload).toString(), /href="\/account"/);
});
