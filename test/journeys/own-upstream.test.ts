// One installation of the product reads its cars at another one: both sides of the contract against each other, and a
// maker behind them. Sign-in, reads, errors, renewal, the end of a permission, and signing in again.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { href, routes } from '../../src/catalog/routes.ts';
import { issueAccessToken } from '../../src/connect/index.ts';
import { HOUR, MINUTE } from '../../src/core/clock.ts';
import { type FakeTesla, openTesla, SECRET, teslaCar } from '../makers/tesla-stand-in.ts';
import { type Authority, openAuthority } from '../oauth/support.ts';
import { personOf, signInAs } from '../support/sign-in.ts';
import type { Page, Visitor } from '../support/visitor.ts';
import { openWorld, type World } from '../support/world.ts';

const MODEL_3 = '5YJ3E1EA0KF000316';
const SCOPES = ['read_vehicle_info', 'read_vin', 'read_odometer', 'read_battery', 'control_security'];
const ANN = { name: 'Ann', email: 'ann@upstream.test' };

describe('one installation upstream of another', () => {
  let tesla: FakeTesla;
  let upstream: Authority & AsyncDisposable;
  let world: World;
  let client = '';
  /** The same human, at both. */
  let here: Visitor;
  let there: Visitor;
  let vehicle = '';
  let token = '';

  before(async () => {
    tesla = await openTesla([]);
    const maker = { TESLA_CLIENT_ID: 'client-1', TESLA_CLIENT_SECRET: SECRET, TESLA_ORIGIN: tesla.origin };
    upstream = await openAuthority({ environment: maker, fetch: tesla.fetch, limitsOff: true });
    tesla.cars.push(teslaCar(MODEL_3, new Date(upstream.world.clock.now().getTime() - 60_000)));
    // The demo's application stands for the other installation, which has registered its callback.
    const developer = await signInAs(upstream.world, 'developer');
    const changed = await developer.post(href(routes.developers.settings, { id: upstream.client.client_id }), {
      name: 'The other installation',
      purpose: 'Serves cars that are connected here.',
      privacyPolicyUrl: 'https://example.com/privacy',
      redirectUris: 'http://127.0.0.1:8080/connect/callback',
    });
    assert.equal(changed.status, 303, changed.body.slice(0, 300));
    world = await openWorld({
      limitsOff: true,
      environment: {
        SMARTCAR_CLIENT_ID: upstream.client.client_id,
        SMARTCAR_CLIENT_SECRET: upstream.secret,
        SMARTCAR_ORIGIN: upstream.origin,
        SMARTCAR_MAKES: 'TESLA',
        SMARTCAR_SCOPES: SCOPES.join(' '),
      },
      fetch: { allowHttp: true, allow: address => address === '127.0.0.1' },
    });
    client = (await world.seed())['application']?.['clientId'] ?? '';
    here = await signInAs(world, { name: 'Bea', email: 'bea@here.test' });
    there = await signInAs(upstream.world, ANN);
  });
  after(async () => {
    await world?.close();
    await upstream?.[Symbol.asyncDispose]();
    await tesla?.close();
    await tesla?.proxy.close();
  });

  const fieldsOf = ({ body }: Page): Record<string, string> =>
    Object.fromEntries(
      [...body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    );
  const allowed = Object.fromEntries(SCOPES.map(name => [`allow-${name}`, 'on']));

  /** Connects the Tesla at the upstream, as its owner would. @param url where the other installation sent the browser */
  const passThere = async (url: string): Promise<string> => {
    assert.equal(new URL(url).origin, upstream.origin);
    const started = await there.get(url);
    const path = started.location ?? '';
    assert.match(path, /^\/connect\/[\w-]+$/, started.body.slice(0, 300));
    await there.post(path, {});
    await there.post(`${path}/brands`, { make: 'TESLA' });
    const { code, state } = tesla.visit((await there.post(`${path}/login`, {})).location ?? '');
    const passed = await there.get(href(routes.connect.makerCallback, undefined, { code, state }));
    const after = await there.follow(passed);
    const grant = await there.open(after.location ?? '');
    assert.match(grant.body, /Tesla Model 3/);
    const answered = await there.post(`${path}/consent`, { ...fieldsOf(grant), ...allowed });
    return (await there.follow(answered)).location ?? '';
  };
  const get = (path: string) => world.visitor().get(path, { authorization: `Bearer ${token}` });
  const at = (route: 'odometer' | 'battery' | 'vin') => href(routes.vehicles[route], { version: '2.0', id: vehicle });

  test('an owner signs in at the other installation, whose owner they are too, and allows the car twice', async () => {
    const query = {
      response_type: 'code',
      client_id: client,
      redirect_uri: 'https://example.com/auth',
      scope: SCOPES.join(' '),
      state: 's-1',
    };
    const path = (await here.get(href(routes.connect.authorize, undefined, query))).location ?? '';
    await here.post(path, {});
    await here.post(`${path}/brands`, { make: 'TESLA' });
    const back = await passThere((await here.post(`${path}/login`, {})).location ?? '');
    const address = new URL(back);
    assert.equal(address.origin + address.pathname, 'http://127.0.0.1:8080/connect/callback');
    assert.ok(address.searchParams.get('code') && address.searchParams.get('user_id'));
    const grant = await here.open((await here.follow(await here.get(back))).location ?? '');
    assert.match(grant.body, /Tesla Model 3/);
    const answered = await here.post(`${path}/consent`, { ...fieldsOf(grant), ...allowed });
    assert.ok(new URL((await here.follow(answered)).location ?? '').searchParams.get('code'));
    const { rows } = await world.database.pool.query(
      'select id, vehicles[1] as vehicle from connect."grant" order by granted_at desc, id desc limit 1',
    );
    vehicle = rows[0].vehicle;
    token = await issueAccessToken(world.kernel, rows[0].id);
    const { rows: ways } = await world.database.pool.query(
      'select provider from vehicles.connection where vehicle = $1',
      [vehicle],
    );
    assert.deepEqual(ways, [{ provider: 'smartcar' }]);
  });

  test('what the car says comes through both, and stands in the logs of both', async () => {
    const odometer = await get(at('odometer'));
    assert.equal(odometer.status, 200, odometer.body);
    // 15,720.074889 miles.
    assert.ok(Math.abs(odometer.json<{ distance: number }>().distance - 25_299.01) < 0.01, odometer.body);
    assert.equal((await get(at('vin'))).json<{ vin: string }>().vin, MODEL_3);
    const battery = await get(at('battery'));
    assert.equal(battery.json<{ percentRemaining: number }>().percentRemaining, 0.42);
    const { rows } = await upstream.world.database.pool.query(
      "select application, outcome from vehicles.read_event where owner = $1 and signal = 'odometer'",
      [await personOf(upstream.world, ANN)],
    );
    assert.deepEqual(rows.at(-1), { application: upstream.client.client_id, outcome: 'allowed' });
  });

  test('errors of the car and its maker come through as they are; what was not allowed there is no fault of the car', async () => {
    const [car] = tesla.cars;
    assert.ok(car);
    car.state = 'asleep';
    const asleep = (await get(at('odometer'))).json<{ type: string; code: string }>();
    assert.deepEqual([asleep.type, asleep.code], ['VEHICLE_STATE', 'ASLEEP']);
    car.state = 'online';
    const locked = await world
      .visitor()
      .postJson(
        href(routes.vehicles.security, { version: '2.0', id: vehicle }),
        { action: 'LOCK' },
        { authorization: `Bearer ${token}` },
      );
    const { type, code } = locked.json<{ type: string; code: string }>();
    assert.deepEqual([type, code], ['COMPATIBILITY', 'SMARTCAR_NOT_CAPABLE'], 'no proxy signs commands there');
  });

  test('tokens run out on both sides and are renewed without the owner', async () => {
    for (let days = 0; days < 3; days++) {
      world.clock.advance(24 * HOUR);
      upstream.world.clock.advance(24 * HOUR);
      const { rows } = await world.database.pool.query(
        'select id from connect."grant" where $1 = any (vehicles) and revoked_at is null',
        [vehicle],
      );
      token = await issueAccessToken(world.kernel, rows[0].id);
      assert.equal((await get(at('odometer'))).status, 200);
    }
    assert.ok(tesla.renewals >= 3);
  });

  test('when the permission there has ended, the owner here hears of it, signs in again, and goes on as before', async () => {
    const grants = await there.get(href(routes.privacy.home));
    const revoke = /href="(\/owner\/grants\/[^"]+\/revoke)"/.exec(grants.body)?.[1] ?? '';
    await there.post(revoke, {});
    for (const { clock } of [world, upstream.world]) clock.advance(5 * MINUTE);
    const refused = await get(at('odometer'));
    assert.equal(refused.json<{ code: string }>().code, 'AUTHENTICATION_FAILED', refused.body);
    assert.match((await here.get(href(routes.privacy.home))).body, /has refused your sign-in since/);
    const sent = await here.post(href(routes.connect.ownerSignIn, { id: vehicle }), {});
    const back = await passThere(sent.location ?? '');
    const home = await here.open((await here.follow(await here.get(back))).location ?? '');
    assert.match(home.body, /can be reached again/);
    assert.equal((await get(at('odometer'))).status, 200, 'with the very token of before');
  });

  test('with the last app here ends our sign-in there: the car is given back, and its owner here sees it', async () => {
    const open = 'select count(*)::int as open from connect."grant" where revoked_at is null and owner = $1';
    const ann = await personOf(upstream.world, ANN);
    const openThere = async () => {
      const { rows } = await upstream.world.database.pool.query(open, [ann]);
      return rows[0]?.open;
    };
    assert.equal(await openThere(), 1);
    for (;;) {
      const page = await here.get(href(routes.privacy.home));
      const revoke = /href="(\/owner\/grants\/[^"]+\/revoke)"/.exec(page.body)?.[1];
      if (revoke === undefined) break;
      await here.post(revoke, {});
    }
    await world.settle();
    assert.equal(await openThere(), 0);
    assert.match((await here.get(href(routes.privacy.home))).body, /Smartcar[\s\S]*Ended/);
  });
});
