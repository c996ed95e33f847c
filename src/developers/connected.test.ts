// The page at which Connect ends for an application without one: it shows nothing that an address could make up.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { signInAs } from '../../test/support/sign-in.ts';
import { openWorld } from '../../test/support/world.ts';
import { href, routes } from '../catalog/routes.ts';

const world = await openWorld({ limitsOff: true });
after(() => world.close());

const AT = href(routes.developers.connected);

test('anybody may end there; the code and foreign texts are not on the page, and no referrer leaves it', async () => {
  const visitor = world.visitor();
  const good = await visitor.get(`${AT}?code=5f1c8a0e-secret&state=%3Cb%3E`);
  assert.equal(good.status, 200);
  assert.match(good.body, /The car is connected/);
  assert.ok(good.body.includes(href(routes.reference.call, { api: 'v2', call: 'odometer' })));
  assert.ok(!good.body.includes('5f1c8a0e'));
  assert.equal(good.headers['referrer-policy'], 'no-referrer');
  assert.equal(good.headers['cache-control'], 'no-store');

  const bad = await visitor.get(`${AT}?error=access_denied&error_description=Call+us+at+555&code=x`);
  assert.match(bad.body, /No car was connected[\s\S]*access_denied/);
  assert.ok(!bad.body.includes('555'));
  const made = await visitor.get(`${AT}?error=Your+account+is+locked`);
  assert.ok(!made.body.includes('locked'));
});

test('the form of a new application begins with that address, and what was typed instead is kept', async () => {
  const developer = await signInAs(world, { name: 'Nils', email: 'nils@start.example' });
  const { location = '' } = await developer.post(href(routes.developers.create), { name: 'Start' });
  const form = href(routes.developers.createApplication, { id: location.split('/').at(-1) ?? '' });
  const address = new URL(AT, world.kernel.config.publicUrl).href;
  assert.ok((await developer.get(form)).body.includes(`>${address}</textarea>`));
  const wrong = await developer.post(form, { name: 'T', redirectUris: 'https://mine.example/done' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, />https:\/\/mine\.example\/done<\/textarea>/);
});
