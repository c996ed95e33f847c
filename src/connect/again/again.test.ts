// Signing in again when a maker has had enough: by the application's address, and from the owner's own page; against
// stand-ins that speak Tesla's and Smartcar's protocols.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { MODEL_3, openMakersWorld } from '../../../test/support/makers-world.ts';
import { personOf, signInAs, useMailedLink } from '../../../test/support/sign-in.ts';
import { href, routes } from '../../catalog/routes.ts';
import { MINUTE } from '../../core/clock.ts';

const STRANGE = '11111111-1111-4111-8111-111111111111';

const makers = await openMakersWorld();
const { tesla, world, client, begin, callback, comeBack, fieldsOf, connectTesla, odometer, again, beginAgain, lapse } =
  makers;
after(makers.close);
beforeEach(makers.nextDay);

test('a maker that refuses is told to the application with the address to sign in again at; the owner does, and nothing else changes', async () => {
  const owner = await signInAs(world, { name: 'Rita', email: 'rita@example.test' });
  const { vehicle, grant, token } = await connectTesla(owner);
  assert.equal((await odometer(vehicle, token)).status, 200);
  const refused = await lapse(vehicle, token);
  const body = refused.json<{ type: string; code: string; resolution: { type: string; url: string } }>();
  assert.deepEqual([body.type, body.code], ['CONNECTED_SERVICES_ACCOUNT', 'AUTHENTICATION_FAILED']);
  assert.equal(body.resolution.type, 'REAUTHENTICATE');
  assert.equal((await odometer(vehicle, token)).status, refused.status);
  const told = (await world.mails()).filter(({ to, subject }) => to === 'rita@example.test' && /maker/.test(subject));
  assert.equal(told.length, 1, 'the owner is told by mail too, once');
  assert.match(told[0]?.text ?? '', new RegExp(`${href(routes.privacy.home)}$`));
  const url = new URL(body.resolution.url);
  assert.equal(url.pathname, '/oauth/reauthenticate');
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    response_type: 'vehicle_id',
    client_id: client,
    vehicle_id: vehicle,
  });
  const path = await beginAgain(owner, vehicle, { external_id: 'mine' });
  const preamble = await owner.get(path);
  assert.match(preamble.body, /asks you to sign in again/);
  assert.match(preamble.body, /Tesla Model 3/);
  const login = await owner.follow(await owner.post(path, {}));
  assert.match(login.body, /Step 3 of 3/);
  for (const step of ['/grant', '/brands'])
    assert.equal((await owner.get(path + step)).location, `${path}/login`, step);
  assert.notEqual((await owner.post(`${path}/consent`, { 'allow-read_vin': 'on', vehicles: vehicle })).status, 422);
  const answer = tesla.visit((await owner.post(`${path}/login`, {})).location ?? '');
  const back = new URL((await owner.follow(await comeBack(owner, answer))).location ?? '');
  assert.equal(back.origin + back.pathname, 'https://example.com/auth');
  assert.deepEqual([...back.searchParams.keys()].sort(), ['external_id', 'iss', 'state', 'user_id', 'vehicle_id']);
  assert.equal(back.searchParams.get('vehicle_id'), vehicle);
  assert.equal(back.searchParams.get('state'), 's-2');
  assert.equal((await odometer(vehicle, token)).status, 200, 'the very token that it had works on');
  const { rows } = await world.database.pool.query('select scopes, revoked_at from connect."grant" where id = $1', [
    grant,
  ]);
  assert.deepEqual(rows, [{ scopes: ['read_odometer', 'read_location'], revoked_at: null }]);
  assert.equal((await owner.get(path)).status, 410, 'the request is over');
});

test('signing in again: no is told, another account of the maker does not count, and nobody else’s person comes to the maker', async () => {
  const owner = await signInAs(world, { name: 'Ursula', email: 'ursula@example.test' });
  const { vehicle } = await connectTesla(owner);
  const denied = await beginAgain(owner, vehicle);
  const no = new URL((await owner.follow(await owner.post(`${denied}/exit`, {}))).location ?? '');
  assert.equal(no.searchParams.get('error'), 'access_denied');
  assert.equal(no.searchParams.get('vehicle_id'), null);
  // The account that is signed in to has another car only.
  tesla.cars.shift();
  const wrong = await beginAgain(owner, vehicle);
  await owner.post(wrong, {});
  const answer = tesla.visit((await owner.post(`${wrong}/login`, {})).location ?? '');
  const problem = await owner.follow(await comeBack(owner, answer));
  assert.match(problem.body, /This is another car/);
  assert.match(problem.body, new RegExp(`ending in ${MODEL_3.slice(-6)}`));
  const stranger = await signInAs(world, { name: 'Sven', email: 'sven@example.test' });
  const theirs = await beginAgain(stranger, vehicle);
  const preamble = await stranger.get(theirs);
  assert.doesNotMatch(preamble.body, /Model 3/, 'which car it is, only its owner is told');
  const notTheirs = await stranger.follow(await stranger.post(theirs, {}));
  assert.match(notTheirs.body, /This car is in another account/);
  assert.equal((await stranger.post(`${theirs}/login`, {})).location, `${theirs}/problem`);
  // The right person comes by mail in the same window.
  const mail = await stranger.get(`${theirs}/email?again=yes`);
  assert.match(mail.body, /name="email"/);
  await world.mails();
  world.clock.advance(MINUTE);
  await useMailedLink(world, stranger, 'ursula@example.test');
  assert.match((await stranger.open(`${theirs}/login`)).body, /Step 3 of 3/);
  const left = new URL((await stranger.follow(await stranger.post(`${theirs}/exit`, {}))).location ?? '');
  assert.equal(left.searchParams.get('error'), 'access_denied');
});

test('a car that the application has not been given, or that is nobody’s, is refused alike, and so is a code', async () => {
  const owner = await signInAs(world, { name: 'Yara', email: 'yara@example.test' });
  const { vehicle, grant, token } = await connectTesla(owner);
  const faultOf = async (url: string) => {
    const { location = '' } = await owner.get(url);
    const { searchParams } = new URL(location);
    return [searchParams.get('error'), searchParams.get('error_description'), searchParams.get('state')];
  };
  const notGiven = await faultOf(again(STRANGE));
  assert.deepEqual([notGiven[0], notGiven[2]], ['invalid_request', 's-2']);
  assert.equal((await faultOf(again(vehicle, { response_type: 'code' })))[0], 'unsupported_response_type');
  assert.equal((await faultOf(again('not-an-id')))[0], 'invalid_request');
  const path = await beginAgain(owner, vehicle);
  const kept = async () => {
    const { rows } = await world.database.pool.query(
      'select count(*)::int as kept from vehicles.kept_reading where grant_id = $1',
      [grant],
    );
    return rows[0].kept;
  };
  assert.equal((await odometer(vehicle, token)).status, 200);
  assert.equal(await kept(), 1);
  await owner.post(href(routes.privacy.revoke, { id: grant }));
  assert.equal(await kept(), 0, 'what was kept of its readings ends with it');
  assert.deepEqual(await faultOf(again(vehicle)), notGiven);
  assert.equal((await owner.get(path)).status, 410, 'what was begun before the grant ended is over');
});

test('in test mode the maker’s account is the owner: the same name again, no other one', async () => {
  const visitor = world.visitor();
  const path = await begin(visitor, { mode: 'test' });
  await visitor.post(path, {});
  await visitor.post(`${path}/brands`, { make: 'KIA' });
  const grant = await visitor.follow(await visitor.post(`${path}/login`, { username: 'kim@email.com', password: 'x' }));
  await visitor.follow(await visitor.post(`${path}/consent`, fieldsOf(grant)));
  const { rows } = await world.database.pool.query(
    'select vehicles[1] as vehicle from connect."grant" where mode = \'test\' order by granted_at desc, id desc limit 1',
  );
  const later = world.visitor();
  const anew = await beginAgain(later, rows[0].vehicle, { response_type: 'none' });
  const login = await later.follow(await later.post(anew, {}));
  assert.match(login.body, /Sign in with Kia/);
  assert.match(login.body, /Step 2 of 2/);
  const other = await later.follow(await later.post(`${anew}/login`, { username: 'ken@email.com', password: 'x' }));
  assert.match(other.body, /This is another car/);
  const same = await later.post(`${anew}/login`, { username: 'Kim@email.com', password: 'x' });
  const back = new URL((await later.follow(same)).location ?? `error:${same.status}`);
  assert.equal(back.searchParams.get('vehicle_id'), rows[0].vehicle);
  assert.equal(back.searchParams.get('code'), null);
});

test('a simulated car that a person has needs no sign-in: they are asked, and sent back', async () => {
  const olivia = await signInAs(world, 'owner');
  const { rows } = await world.database.pool.query(
    'select vehicles[1] as vehicle from connect."grant" where owner = $1 and application = $2 and revoked_at is null limit 1',
    [await personOf(world, 'owner'), client],
  );
  const path = await beginAgain(olivia, rows[0].vehicle);
  const back = new URL((await olivia.follow(await olivia.post(path, {}))).location ?? '');
  assert.equal(back.searchParams.get('vehicle_id'), rows[0].vehicle);
});

test('the owner’s page says which maker refuses, and the owner signs in again there; grants and tokens stay', async () => {
  const owner = await signInAs(world, { name: 'Petra', email: 'petra@example.test' });
  const { vehicle, token } = await connectTesla(owner);
  assert.doesNotMatch((await owner.get(href(routes.privacy.home))).body, /Sign in again/);
  await lapse(vehicle, token);
  const home = await owner.get(href(routes.privacy.home));
  const at = href(routes.connect.ownerSignIn, { id: vehicle });
  assert.match(home.body, /has refused your sign-in since/);
  assert.ok(home.body.includes(`href="${at}"`));
  assert.match((await owner.get(at)).body, /Sign in at Tesla again/);
  const sent = await owner.post(at, {});
  assert.equal(new URL(sent.location ?? '').origin, tesla.origin);
  const thief = await signInAs(world, { name: 'Theo', email: 'theo@example.test' });
  const answer = tesla.visit(sent.location ?? '');
  const stolen = await thief.get(callback(answer));
  assert.equal((await thief.follow(stolen)).status, 404, 'neither the car nor the answer is theirs');
  assert.equal((await thief.get(at)).status, 404);
  assert.equal((await thief.post(at, {})).status, 404);
  const home2 = await owner.follow(await comeBack(owner, answer));
  assert.match(home2.body, /Your Tesla Model 3 \d+ can be reached again/);
  assert.doesNotMatch(home2.body, /has refused your sign-in/);
  assert.equal((await odometer(vehicle, token)).status, 200);
  assert.equal((await owner.get(callback(answer))).status, 410);
  const again = (await owner.post(at, {})).location ?? '';
  const state = new URL(again).searchParams.get('state') ?? '';
  const denied = await owner.follow(await comeBack(owner, { state, error: 'access_denied' }));
  assert.equal(denied.status, 422);
  assert.match(denied.body, /was not finished/);
  tesla.cars.shift();
  const other = await owner.follow(await comeBack(owner, tesla.visit((await owner.post(at, {})).location ?? '')));
  assert.match(other.body, /does not have your Tesla Model 3/);
  const olivia = await signInAs(world, 'owner');
  const { rows } = await world.database.pool.query(
    "select id from vehicles.vehicle where mode = 'simulated' and owner = $1",
    [await personOf(world, 'owner')],
  );
  assert.equal((await olivia.get(href(routes.connect.ownerSignIn, { id: rows[0].id }))).status, 404);
});
