// Brands that nobody serves here: the owner chooses another one, and where there is none at all the application is told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openWorld } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';

const linkOf =
  (client: string) =>
  (more: Record<string, string>): string =>
    href(routes.connect.authorize, undefined, {
      response_type: 'code',
      client_id: client,
      redirect_uri: 'https://example.com/auth',
      scope: 'required:read_odometer',
      state: 's-1',
      mode: 'test',
      ...more,
    });

test('a brand that the application asks for and nobody serves is as good as none', async () => {
  await using world = await openWorld({ limitsOff: true });
  const link = linkOf((await world.seed())['application']?.['clientId'] ?? '');
  // The second VIN is of a known maker that has no test cars.
  for (const more of [{ make: 'FERRARI' }, { make: 'no-such' }, { single_select_vin: 'ZFF67NFA1B0181234' }]) {
    const owner = world.visitor();
    const { location: path = '' } = await owner.get(link(more));
    const { status, body } = await owner.follow(await owner.post(path, {}));
    assert.equal(status, 200, JSON.stringify(more));
    assert.match(body, /id="CHEVROLET"/);
    const login = await owner.follow(await owner.post(`${path}/brands`, { make: 'CHEVROLET' }));
    assert.match(login.body, /id="sign-in-button"/);
    // Whoever chose a brand may choose another one.
    assert.ok(login.body.includes(`href="${path}/brands"`));
  }
  const asked = world.visitor();
  const { location: path = '' } = await asked.get(link({ make: 'kia' }));
  assert.match((await asked.follow(await asked.post(path, {}))).body, /id="sign-in-button"/);
});

test('where no maker is set up the owner reads it, and the application hears of its configuration', async () => {
  await using world = await openWorld({ limitsOff: true });
  const link = linkOf((await world.seed())['application']?.['clientId'] ?? '');
  const owner = await signInAs(world, { name: 'Nora', email: 'nora@owner.example' });
  const { location: path = '' } = await owner.get(link({ mode: 'live', make: 'TESLA' }));
  const page = await owner.follow(await owner.follow(await owner.post(path, {})));
  assert.equal(page.status, 200);
  assert.match(page.body, /<h1>No car can be connected here yet/);
  assert.doesNotMatch(page.body, /id="brand-search"/);
  const back = await owner.follow(await owner.post(`${path}/exit`, {}));
  const { origin, searchParams } = new URL(back.location ?? '');
  assert.equal(origin, 'https://example.com');
  assert.deepEqual(
    ['error', 'error_description', 'status_code', 'error_message', 'state'].map(name => searchParams.get(name)),
    [
      'configuration_error',
      'There has been an error in the configuration of your application.',
      '400',
      'No car maker can be connected here in mode live.',
      's-1',
    ],
  );
});
