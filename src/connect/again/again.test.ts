// Real makers through Connect: their own sign-in pages and back, whoever else comes with the answer, and signing in again
// when a maker has had enough; against stand-ins that speak Tesla's and Smartcar's protocols.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type FakeSmartcar, openSmartcar, SECRET as SMARTCAR_SECRET } from '../../../test/makers/smartcar-stand-in.ts';
import { type FakeTesla, openTesla, SECRET, teslaCar } from '../../../test/makers/tesla-stand-in.ts';
import { personOf, signInAs, useMailedLink } from '../../../test/support/sign-in.ts';
import type { Page, Visitor } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { HOUR, MINUTE } from '../../core/clock.ts';
import { simulatorOf } from '../../vehicles/providers/simulator/simulator.ts';
import { issueAccessToken } from '../issue-access-token.ts';

const MODEL_3 = '5YJ3E1EA0KF000316';
const MODEL_Y = '7SAYGDEF6NF000003';
const STRANGE = '11111111-1111-4111-8111-111111111111';

describe('real makers', () => {
  let tesla: FakeTesla;
  let smartcar: FakeSmartcar;
  let upstream: World;
  let world: World & AsyncDisposable;
  let client = '';
  let clientSecret = '';

  before(async () => {
    tesla = await openTesla([]);
    upstream = await openWorld();
    smartcar = await openSmartcar(simulatorOf(upstream.kernel), () => upstream.clock.now(), tesla.certificate);
    world = await openWorld({
      limitsOff: true,
      environment: {
        TESLA_CLIENT_ID: 'client-1',
        TESLA_CLIENT_SECRET: SECRET,
        TESLA_ORIGIN: tesla.origin,
        TESLA_COMMAND_PROXY: tesla.proxy.origin,
        SMARTCAR_CLIENT_ID: 'client-1',
        SMARTCAR_CLIENT_SECRET: SMARTCAR_SECRET,
        SMARTCAR_ORIGIN: smartcar.origin,
        SMARTCAR_MAKES: 'CHEVROLET',
      },
      fetch: tesla.fetch,
    });
    const { application } = await world.seed();
    client = application?.['clientId'] ?? '';
    clientSecret = application?.['clientSecret'] ?? '';
  });
  after(async () => {
    await world.close();
    await upstream.close();
    await tesla.close();
    await tesla.proxy.close();
    await smartcar.close();
  });
  beforeEach(() => {
    world.clock.advance(24 * HOUR);
    const now = new Date(world.clock.now().getTime() - 5 * MINUTE);
    tesla.cars.splice(0, tesla.cars.length, teslaCar(MODEL_3, now), teslaCar(MODEL_Y, now));
    tesla.trouble = () => undefined;
  });

  const begin = async (visitor: Visitor, more: Record<string, string> = {}): Promise<string> => {
    const query = {
      response_type: 'code',
      client_id: client,
      redirect_uri: 'https://example.com/auth',
      scope: 'required:read_odometer read_location',
      state: 's-1',
      ...more,
    };
    const { location = '' } = await visitor.get(href(routes.connect.authorize, undefined, query));
    assert.match(location, /^\/connect\/[\w-]+$/);
    return location;
  };

  /** Up to the maker's own page. @returns its address */
  const upToMaker = async (visitor: Visitor, path: string, make: string): Promise<string> => {
    await visitor.post(path, {});
    const login = await visitor.follow(await visitor.post(`${path}/brands`, { make }));
    assert.match(login.body, /id="sign-in-button"/);
    assert.doesNotMatch(login.body, /name="password"/);
    const sent = await visitor.post(`${path}/login`, {});
    assert.equal(sent.status, 303);
    return sent.location ?? '';
  };

  const callback = (query: Record<string, string>) => href(routes.connect.makerCallback, undefined, query);

  /** Back from the maker: over the callback to the request, and where that leads. */
  const comeBack = async (visitor: Visitor, query: Record<string, string>): Promise<Page> => {
    const passed = await visitor.get(callback(query));
    assert.equal(passed.status, 303, passed.body.slice(0, 200));
    assert.equal(passed.headers['referrer-policy'], 'no-referrer');
    return visitor.follow(passed);
  };

  const fieldsOf = ({ body }: Page): Record<string, string> =>
    Object.fromEntries(
      [...body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    );

  /** Signs a person in to Tesla and gives the Model 3. @returns its id, the grant and a token */
  const connectTesla = async (visitor: Visitor) => {
    const path = await begin(visitor, { approval_prompt: 'force', single_select_vin: MODEL_3 });
    const away = await upToMakerOf(visitor, path);
    const { code, state } = tesla.visit(away);
    const grant = await visitor.follow(await comeBack(visitor, { code, state }));
    assert.match(grant.body, /Tesla Model 3/);
    const answered = await visitor.post(`${path}/consent`, { ...fieldsOf(grant), 'allow-read_location': 'on' });
    const back = new URL((await visitor.follow(answered)).location ?? '');
    assert.ok(back.searchParams.get('code'), back.search);
    const { rows } = await world.database.pool.query(
      'select id, vehicles from connect."grant" where mode = \'live\' and revoked_at is null order by granted_at desc, id desc limit 1',
    );
    return {
      vehicle: rows[0].vehicles[0] as string,
      grant: rows[0].id as string,
      token: await issueAccessToken(world.kernel, rows[0].id),
    };
  };
  /** The VIN has told the brand. */
  const upToMakerOf = async (visitor: Visitor, path: string): Promise<string> => {
    await visitor.post(path, {});
    return (await visitor.post(`${path}/login`, {})).location ?? '';
  };
  const odometer = (vehicle: string, token: string) =>
    world.visitor().get(href(routes.vehicles.odometer, { version: '2.0', id: vehicle }), {
      authorization: `Bearer ${token}`,
    });
  const again = (vehicle: string, more: Record<string, string> = {}) =>
    href(routes.connect.reauthenticate, undefined, {
      response_type: 'vehicle_id',
      client_id: client,
      vehicle_id: vehicle,
      redirect_uri: 'https://example.com/auth',
      state: 's-2',
      ...more,
    });
  const beginAgain = async (visitor: Visitor, vehicle: string, more: Record<string, string> = {}): Promise<string> => {
    const { location = '' } = await visitor.get(again(vehicle, more));
    assert.match(location, /^\/connect\/[\w-]+$/);
    return location;
  };
  /** Tesla takes what it gave no more, and the product finds out by a read. */
  const lapse = async (vehicle: string, token: string) => {
    tesla.signOut();
    world.clock.advance(HOUR);
    return odometer(vehicle, token);
  };

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
    const grant = await visitor.follow(
      await visitor.post(`${path}/login`, { username: 'kim@email.com', password: 'x' }),
    );
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
    for (const secret of [SECRET, SMARTCAR_SECRET]) assert.ok(!body.includes(secret));
    const developer = await signInAs(world, 'developer');
    assert.equal((await developer.get(href(routes.operator.makers))).status, 404);
  });
});
