// A world that is configured for Tesla and for an upstream, their stand-ins beside it, and an owner's way through Connect.
import assert from 'node:assert/strict';
import { href, routes } from '../../src/catalog/routes.ts';
import { issueAccessToken } from '../../src/connect/issue-access-token.ts';
import { HOUR, MINUTE } from '../../src/core/clock.ts';
import { simulatorOf } from '../../src/vehicles/providers/simulator/simulator.ts';
import { type FakeSmartcar, openSmartcar, SECRET as SMARTCAR_SECRET } from '../makers/smartcar-stand-in.ts';
import { type FakeTesla, openTesla, SECRET, teslaCar } from '../makers/tesla-stand-in.ts';
import type { Page, Visitor } from './visitor.ts';
import { openWorld, type World } from './world.ts';

export const MODEL_3 = '5YJ3E1EA0KF000316';
const MODEL_Y = '7SAYGDEF6NF000003';

/** What must not be told to anybody. */
export const MAKER_SECRETS = [SECRET, SMARTCAR_SECRET];

/** Opens it. Close it after use; `nextDay` before each test. */
export async function openMakersWorld() {
  const tesla: FakeTesla = await openTesla([]);
  const upstream: World = await openWorld();
  const smartcar: FakeSmartcar = await openSmartcar(
    simulatorOf(upstream.kernel),
    () => upstream.clock.now(),
    tesla.certificate,
  );
  const world = await openWorld({
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
  const client = application?.['clientId'] ?? '';
  const clientSecret = application?.['clientSecret'] ?? '';

  const close = async (): Promise<void> => {
    await world.close();
    await upstream.close();
    await tesla.close();
    await tesla.proxy.close();
    await smartcar.close();
  };
  /** Two cars that reported just now, and nothing that is wrong. */
  const nextDay = (): void => {
    world.clock.advance(24 * HOUR);
    const now = new Date(world.clock.now().getTime() - 5 * MINUTE);
    tesla.cars.splice(0, tesla.cars.length, teslaCar(MODEL_3, now), teslaCar(MODEL_Y, now));
    tesla.trouble = () => undefined;
  };

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

  return {
    tesla,
    smartcar,
    world,
    client,
    clientSecret,
    close,
    nextDay,
    begin,
    upToMaker,
    callback,
    comeBack,
    fieldsOf,
    connectTesla,
    upToMakerOf,
    odometer,
    again,
    beginAgain,
    lapse,
  };
}
