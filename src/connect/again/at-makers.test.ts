// Real makers through Connect: their own sign-in pages and back, and whoever else comes with the answer; against stand-ins
// that speak Tesla's and Smartcar's protocols.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { MAKER_SECRETS, MODEL_3, openMakersWorld } from '../../../test/support/makers-world.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import type { Page } from '../../../test/support/visitor.ts';
import { href, routes } from '../../catalog/routes.ts';
import { HOUR } from '../../core/clock.ts';

const makers = await openMakersWorld();
const {
  tesla,
  smartcar,
  world,
  client,
  clientSecret,
  begin,
  upToMaker,
  callback,
  comeBack,
  fieldsOf,
  connectTesla,
  upToMakerOf,
  lapse,
} = makers;
after(makers.close);
beforeEach(makers.nextDay);

test('an owner goes to Tesla’s own page with state and PKCE, comes back, and allows one of the cars', async () => {
  const owner = await signInAs(world, { name: 'Tess', email: 'tess@example.test' });
  const path = await begin(owner);
  const address = new URL(await upToMaker(owner, path, 'TESLA'));
  assert.equal(address.origin, tesla.origin);
  const { searchParams } = address;
  assert.equal(searchParams.get('redirect_uri'), 'http://127.0.0.1:8080/connect/callback');
  assert.equal(searchParams.get('code_challenge_method'), 'S256');
  assert.ok((searchParams.get('state') ?? '').length >= 32);
  const page = await owner.get(`${path}/login`);
  assert.match(String(page.headers['content-security-policy']), new RegExp(`form-action [^;]*${tesla.origin}`));
  const { code, state } = tesla.visit(address.href);
  const grant = await owner.follow(await comeBack(owner, { code, state }));
  assert.match(grant.body, /Tesla Model 3/);
  assert.match(grant.body, /Tesla Model Y/);
  assert.doesNotMatch(grant.body, new RegExp(code), 'the maker’s code is gone from the address and the page');
  const [car = ''] = [...grant.body.matchAll(/name="vehicles" value="([^"]+)"/g)].map(([, id = '']) => id);
  await owner.follow(await owner.post(`${path}/consent`, { ...fieldsOf(grant), vehicles: car }));
  const { rows } = await world.database.pool.query('select provider from vehicles.connection where vehicle = $1', [
    car,
  ]);
  assert.deepEqual(rows, [{ provider: 'tesla' }]);
  assert.equal((await owner.get(callback({ code, state }))).status, 410, 'an answer counts once');
});

test('an upstream that speaks Smartcar’s API is gone to and come back from the same way', async () => {
  const owner = await signInAs(world, { name: 'Sam', email: 'sam@example.test' });
  const path = await begin(owner);
  const away = await upToMaker(owner, path, 'CHEVROLET');
  const state = new URL(away).searchParams.get('state') ?? '';
  const grant = await owner.follow(await comeBack(owner, { code: smartcar.visit(away), state }));
  assert.match(grant.body, /Chevrolet Volt/);
  const answered = await owner.post(`${path}/consent`, { ...fieldsOf(grant), 'allow-read_location': 'on' });
  assert.ok(new URL((await owner.follow(answered)).location ?? '').searchParams.get('code'));
});

test('an owner who says no at the maker, or whose code is not taken, is told so and can try again', async () => {
  const owner = await signInAs(world, { name: 'Nora', email: 'nora@example.test' });
  const path = await begin(owner);
  const first = await upToMaker(owner, path, 'TESLA');
  const state = new URL(first).searchParams.get('state') ?? '';
  const denied = await owner.follow(await comeBack(owner, { state, error: 'access_denied' }));
  assert.equal(denied.status, 422);
  assert.match(denied.body, /was not finished/);
  const second = (await owner.post(`${path}/login`, {})).location ?? '';
  assert.notEqual(new URL(second).searchParams.get('state'), state);
  const bad = await owner.follow(
    await comeBack(owner, { state: new URL(second).searchParams.get('state') ?? '', code: 'made-up' }),
  );
  assert.equal(bad.status, 422);
  assert.match(bad.body, /role="alert"/);
  const { code, state: third } = tesla.visit((await owner.post(`${path}/login`, {})).location ?? '');
  assert.match((await owner.follow(await comeBack(owner, { code, state: third }))).body, /approval-button/);
  tesla.trouble = () => ({ status: 503 });
  const out = tesla.visit((await owner.post(`${path}/login`, {})).location ?? '');
  assert.match((await owner.follow(await comeBack(owner, out))).body, /does not answer right now/);
});

test('another browser, a state of nobody, one that is too old, and the state of another request lead nowhere', async () => {
  const owner = await signInAs(world, { name: 'Olaf', email: 'olaf@example.test' });
  const path = await begin(owner);
  const { code, state } = tesla.visit(await upToMaker(owner, path, 'TESLA'));
  const thief = await signInAs(world, { name: 'Theo', email: 'theo@example.test' });
  const passed = await thief.get(callback({ code, state }));
  assert.equal((await thief.follow(passed)).status, 404, 'the request is the other browser’s');
  assert.equal((await owner.get(callback({ code, state }))).status, 410, 'and the answer is used up');
  assert.equal((await owner.get(callback({ code: 'x', state: 'f'.repeat(43) }))).status, 410);
  assert.equal((await owner.get(callback({ code: 'x' }))).status, 410);
  const late = await upToMaker(owner, await begin(owner), 'TESLA');
  world.clock.advance(2 * HOUR);
  assert.equal((await owner.get(callback(tesla.visit(late)))).status, 410);
  const [one, two] = [await begin(owner), await begin(owner)];
  const answer = tesla.visit(await upToMaker(owner, two, 'TESLA'));
  assert.equal(
    (await owner.get(`${one}/returned?${new URLSearchParams(answer)}`)).status,
    404,
    'an answer belongs to its request',
  );
});

test('after a yes that allows commands the owner reads of the key that the car wants, and takes the answer along', async () => {
  const owner = await signInAs(world, { name: 'Kaya', email: 'kaya@example.test' });
  const path = await begin(owner, {
    approval_prompt: 'force',
    single_select_vin: MODEL_3,
    scope: 'required:read_odometer control_security',
  });
  const answer = tesla.visit(await upToMakerOf(owner, path));
  const grant = await owner.follow(await comeBack(owner, answer));
  const sent = { ...fieldsOf(grant), 'allow-control_security': 'on' };
  const key = await owner.follow(await owner.post(`${path}/consent`, sent));
  assert.match(key.body, /href="https:\/\/tesla\.com\/_ak\/127\.0\.0\.1"/);
  for (const step of ['', '/grant', '/login', '/brands'])
    assert.equal(
      (await owner.get(path + step)).location ?? 'the first page',
      step === '' ? 'the first page' : `${path}/key`,
    );
  assert.equal((await owner.post(`${path}/consent`, sent)).location, `${path}/key`, 'one yes is enough');
  // Leaving here is no way to say no to what was allowed.
  const back = new URL((await owner.follow(await owner.post(`${path}/exit`, {}))).location ?? '');
  assert.equal(back.searchParams.get('virtual_key_url'), 'https://tesla.com/_ak/127.0.0.1');
  const code = back.searchParams.get('code') ?? '';
  assert.notEqual(code, '');
  const { rows } = await world.database.pool.query(
    'select id from connect."grant" order by granted_at desc, id desc limit 1',
  );
  const at = href(routes.privacy.grant, { id: rows[0].id });
  assert.match((await owner.get(at)).body, /Commands need a key/);
  assert.doesNotMatch((await owner.get(at)).body, /may have had this app/);
  // The code comes twice: two have it.
  const exchange = { grant_type: 'authorization_code', code, redirect_uri: 'https://example.com/auth' };
  const credentials = { client_id: client, client_secret: clientSecret };
  assert.equal((await world.visitor().post(routes.connect.token.path, { ...exchange, ...credentials })).status, 200);
  assert.equal((await world.visitor().post(routes.connect.token.path, { ...exchange, ...credentials })).status, 400);
  assert.match((await owner.get(at)).body, /may have had this app/);
  assert.match((await owner.get(href(routes.privacy.home))).body, /A used key of this app came again/);
});

test('signing in another way stays in the pop-up: only on the way from Connect and back', async () => {
  const visitor = world.visitor();
  const path = await begin(visitor);
  await visitor.post(path, {});
  const email = await visitor.get(`${path}/email`);
  const other = /href="(\/sign-in\?next=[^"]+)"/.exec(email.body)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const policyOf = (page: Page) => page.headers['cross-origin-opener-policy'];
  assert.equal(policyOf(await visitor.get(other)), 'unsafe-none');
  const asked = await visitor.post(routes.accounts.signIn.path, { email: 'pop@example.test', next: path });
  assert.equal(policyOf(asked), 'unsafe-none');
  assert.equal(policyOf(await visitor.follow(asked)), 'unsafe-none');
  assert.equal(policyOf(await visitor.post(routes.accounts.signIn.path, { email: 'x', next: path })), 'unsafe-none');
  for (const next of ['/owner', '//evil.example/connect/x', '/connected'])
    assert.equal(policyOf(await visitor.get(href(routes.accounts.signIn, undefined, { next }))), 'same-origin', next);
  const elsewhere = await visitor.post(routes.accounts.signIn.path, { email: 'pop@example.test', next: '/owner' });
  assert.equal(policyOf(elsewhere), 'same-origin');
});

test('admins see how the makers stand, and none of their secrets', async () => {
  const owner = await signInAs(world, { name: 'Lara', email: 'lara@example.test' });
  const { vehicle, token } = await connectTesla(owner);
  await lapse(vehicle, token);
  const admin = await signInAs(world, 'admin');
  const { body } = await admin.get(href(routes.operator.makers));
  assert.match(body, /Tesla Fleet API/);
  assert.match(body, /answered/);
  assert.match(body, /of which \d+ must sign in again/);
  assert.match(body, /http:\/\/127\.0\.0\.1:8080\/connect\/callback/);
  assert.match(body, /OVMS_BROKER/);
  assert.match(body, /CONNECTED_SERVICES_ACCOUNT\.AUTHENTICATION_FAILED/);
  for (const secret of MAKER_SECRETS) assert.ok(!body.includes(secret));
  const developer = await signInAs(world, 'developer');
  assert.equal((await developer.get(href(routes.operator.makers))).status, 404);
});
