// The steps of Connect through the public door: from the application's link to its answer, and every way out.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { signInAs } from '../../../test/support/sign-in.ts';
import type { Page, Visitor } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';

const SCOPE = 'required:read_odometer read_location control_charge';

describe('the steps of Connect', () => {
  let world: World & AsyncDisposable;
  let client: string;

  before(async () => {
    world = await openWorld({ limitsOff: true });
    client = (await world.seed())['application']?.['clientId'] ?? '';
  });
  after(() => world.close());

  const authorizeUrl = (more: Record<string, string> = {}) =>
    href(routes.connect.authorize, undefined, {
      response_type: 'code',
      client_id: client,
      redirect_uri: 'https://example.com/auth',
      scope: SCOPE,
      state: 's-1',
      mode: 'test',
      ...more,
    });

  /** Opens the application's link. @returns the path of the request */
  const begin = async (visitor: Visitor, more: Record<string, string> = {}, headers: Record<string, string> = {}) => {
    const { location = '' } = await visitor.get(authorizeUrl(more), headers);
    assert.match(location, /^\/connect\/[\w-]+$/);
    return location;
  };

  /** Sends the form of a step and opens what follows. */
  const go = async (visitor: Visitor, path: string, fields: Record<string, string>): Promise<Page> =>
    visitor.follow(await visitor.post(path, fields));

  /** Up to the decision. */
  const upToGrant = async (visitor: Visitor, path: string, make = 'CHEVROLET', username = 'ada@email.com') => {
    await go(visitor, path, {});
    await go(visitor, `${path}/brands`, { make });
    return go(visitor, `${path}/login`, { username, password: 'password' });
  };

  const fieldsOf = ({ body }: Page): Record<string, string> =>
    Object.fromEntries(
      [...body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    );

  /** Where the browser ends up at the application. */
  const back = async (visitor: Visitor, answered: Page): Promise<URL> =>
    new URL((await visitor.follow(answered)).location ?? `error:${answered.status}`);

  test('a second click is no second answer: it leads to the first, at the same time or after it', async () => {
    for (const isAfter of [false, true]) {
      const visitor = world.visitor();
      const path = await begin(visitor);
      const grant = await upToGrant(visitor, path, 'CHEVROLET', `twice-${isAfter}@email.com`);
      const click = () => visitor.post(`${path}/consent`, { ...fieldsOf(grant), 'allow-read_location': 'on' });
      const first = click();
      if (isAfter) await first;
      let second = await click();
      await first;
      if (second.location?.startsWith('/connect/')) second = await visitor.follow(second);
      const url = await back(visitor, second);
      assert.match(url.searchParams.get('code') ?? '', /^[\w-]{36}$/, url.href);
      const user = url.searchParams.get('user_id');
      const { rows } = await world.database.pool.query('select scopes from connect."grant" where user_id = $1', [user]);
      assert.deepEqual(
        rows,
        [{ scopes: ['read_odometer', 'read_location'] }],
        'one grant, not one in place of another',
      );
      const { rows: kept } = await world.database.pool.query(
        `select count(*)::int from connect.artifact where kind = 'Visit' and octet_length(payload) > 400`,
      );
      assert.deepEqual(kept, [{ count: 0 }], 'what opens the account is gone');
    }
  });

  test('a stranger in test mode comes from the link to a code, each step one document, without the application in its address', async () => {
    const visitor = world.visitor();
    const path = await begin(visitor);
    const preamble = await visitor.get(path);
    assert.match(preamble.body, /<button id="continue-button"/);
    assert.doesNotMatch(preamble.body, /brand-search|id="username"|approval-button/);
    assert.equal(preamble.headers['cross-origin-opener-policy'], 'unsafe-none');
    const brands = await go(visitor, path, {});
    assert.match(brands.body, /<input[^>]*id="brand-search"/);
    assert.match(brands.body, /<button class="brand-list-item" id="CHEVROLET"/);
    assert.match(brands.body, /<button class="brand-list-item" id="KIA"/);
    const login = await go(visitor, `${path}/brands`, { make: 'CHEVROLET' });
    assert.match(login.body, /<input[^>]*id="username"/);
    assert.match(login.body, /<input[^>]*id="password"/);
    assert.match(login.body, /<button id="sign-in-button"/);
    const grant = await go(visitor, `${path}/login`, { username: 'e2e@email.com', password: 'password' });
    assert.match(grant.body, /class="page-content/);
    assert.match(grant.body, /<button id="approval-button"/);
    assert.match(grant.body, /Chevrolet Volt/);
    for (const page of [preamble, brands, login, grant]) assert.equal(page.status, 200);
    const url = await back(
      visitor,
      await visitor.post(`${path}/consent`, { ...fieldsOf(grant), 'allow-read_location': 'on' }),
    );
    assert.equal(url.origin + url.pathname, 'https://example.com/auth');
    assert.deepEqual([...url.searchParams.keys()].sort(), ['code', 'iss', 'state', 'user_id']);
    const { rows } = await world.database.pool.query(
      'select mode, scopes from connect."grant" order by granted_at desc, id desc limit 1',
    );
    assert.deepEqual(rows, [{ mode: 'test', scopes: ['read_odometer', 'read_location'] }]);
  });

  test('the same name is the same owner to the same application, and a new name a new one', async () => {
    const ids: (string | null)[] = [];
    for (const username of ['same@email.com', 'Same@email.com ', 'other@email.com']) {
      const visitor = world.visitor();
      const path = await begin(visitor, { approval_prompt: 'force' });
      const grant = await upToGrant(visitor, path, 'CHEVROLET', username);
      const url = await back(visitor, await visitor.post(`${path}/consent`, fieldsOf(grant)));
      ids.push(url.searchParams.get('user_id'));
    }
    assert.equal(ids[0], ids[1]);
    assert.notEqual(ids[0], ids[2]);
    assert.equal((await world.mails()).filter(({ to }) => to.endsWith('.invalid')).length, 0);
  });

  test('what was allowed is not asked for again, unless the application forces it', async () => {
    const first = world.visitor();
    const path = await begin(first, { scope: 'read_odometer' });
    const grant = await upToGrant(first, path, 'BMW', 'again@email.com');
    await back(first, await first.post(`${path}/consent`, { ...fieldsOf(grant), 'allow-read_odometer': 'on' }));
    const later = world.visitor();
    const again = await begin(later, { scope: 'read_odometer' });
    await go(later, again, {});
    await go(later, `${again}/brands`, { make: 'BMW' });
    const signedIn = await later.post(`${again}/login`, { username: 'again@email.com', password: 'x' });
    assert.ok((await back(later, signedIn)).searchParams.get('code'));
    const wider = world.visitor();
    const more = await begin(wider, { scope: 'read_odometer read_location' });
    assert.match((await upToGrant(wider, more, 'BMW', 'again@email.com')).body, /approval-button/);
  });

  test('every step has a way out that tells the application no, and an answered request is over', async () => {
    for (const steps of [0, 1, 2, 3]) {
      const visitor = world.visitor();
      const path = await begin(visitor);
      if (steps > 0) await go(visitor, path, {});
      if (steps > 1) await go(visitor, `${path}/brands`, { make: 'KIA' });
      if (steps > 2) await go(visitor, `${path}/login`, { username: 'out@email.com', password: 'x' });
      const url = await back(visitor, await visitor.post(`${path}/${steps === 3 ? 'deny' : 'exit'}`, {}));
      assert.equal(url.searchParams.get('error'), 'access_denied');
      assert.equal(url.searchParams.get('error_description'), 'User denied access to application.');
      assert.equal(url.searchParams.get('state'), 's-1');
      assert.equal((await visitor.get(path)).status, 410);
    }
    const { rows } = await world.database.pool.query(
      "select count(*)::int as kept from connect.artifact where kind = 'Visit'",
    );
    const open = await begin(world.visitor());
    assert.ok(open !== '' && rows[0].kept >= 0);
  });

  test('another browser cannot open a step, and a step cannot be jumped over', async () => {
    const visitor = world.visitor();
    const path = await begin(visitor);
    const stranger = world.visitor();
    for (const step of ['', '/brands', '/login', '/grant', '/email', '/problem'])
      assert.equal((await stranger.get(path + step)).status, 404, step);
    assert.equal((await stranger.post(`${path}/consent`, {})).status, 404);
    assert.equal((await visitor.get(`${path}/grant`)).location, path);
    assert.equal((await visitor.post(`${path}/consent`, { 'allow-read_odometer': 'on' })).location, path);
    assert.equal((await visitor.get(`${path}/login`)).location, path);
    await go(visitor, path, {});
    assert.equal((await visitor.post(`${path}/brands`, { make: 'NOBODY' })).status, 404);
    assert.equal(
      (await visitor.get(href(routes.connect.makerCallback, undefined, { state: 'made-up', code: 'x' }))).status,
      410,
    );
  });

  test('back works: another brand, another account', async () => {
    const visitor = world.visitor();
    const path = await begin(visitor);
    await upToGrant(visitor, path, 'CHEVROLET');
    assert.match((await visitor.get(`${path}/brands`)).body, /brand-search/);
    await go(visitor, `${path}/brands`, { make: 'BMW' });
    const grant = await go(visitor, `${path}/login`, { username: 'ada@email.com', password: 'password' });
    assert.match(grant.body, /BMW 320d/);
    assert.doesNotMatch(grant.body, /Volt/);
  });

  test('a wrong sign-in stays on the page, with what was typed and without the password', async () => {
    const visitor = world.visitor();
    const path = await begin(visitor);
    await go(visitor, path, {});
    await go(visitor, `${path}/brands`, { make: 'FORD' });
    const page = await visitor.post(`${path}/login`, { username: 'typed@email.com', password: '' });
    assert.equal(page.status, 422);
    assert.match(page.body, /value="typed@email\.com"/);
    assert.match(page.body, /role="alert"/);
    const wrong = await visitor.post(`${path}/login`, { username: '', password: 'hunter22' });
    assert.doesNotMatch(wrong.body, /hunter22/);
  });

  test('parameters of the link: brand, country, one car only', async () => {
    const visitor = world.visitor();
    const path = await begin(visitor, { make: 'kia', flags: 'country:DE color:00819D', single_select: 'true' });
    const preamble = await visitor.get(path);
    assert.doesNotMatch(preamble.body, /name="country"/);
    const login = await go(visitor, path, {});
    assert.match(login.body, /Sign in with Kia/, 'the brand is not asked');
    const french = world.visitor();
    const other = await begin(french, { flags: 'country:FR' });
    await go(french, other, {});
    assert.doesNotMatch((await french.get(`${other}/brands`)).body, /id="LINCOLN"/);
    const found = await french.get(`${other}/brands?q=bm`);
    assert.match(found.body, /id="BMW"/);
    assert.doesNotMatch(found.body, /id="KIA"/);
    assert.match((await french.get(`${other}/brands?q=zzz`)).body, /No brand is called/);
  });

  test('the answer carries external_id, and no parameter is empty', async () => {
    const visitor = world.visitor();
    const path = await begin(visitor, { external_id: 'mine-7', state: '' });
    const grant = await upToGrant(visitor, path, 'CHEVROLET', 'ext@email.com');
    const url = await back(visitor, await visitor.post(`${path}/consent`, fieldsOf(grant)));
    assert.equal(url.searchParams.get('external_id'), 'mine-7');
    for (const [name, value] of url.searchParams) assert.notEqual(value, '', name);
    assert.equal(url.searchParams.has('state'), false);
  });

  test('the browser’s language, and a switch that is a link; the notice is kept in it', async () => {
    const visitor = world.visitor();
    const path = await begin(visitor);
    const german = await visitor.get(path, { 'accept-language': 'de-DE,de;q=0.9,en;q=0.5' });
    assert.match(german.body, /<html lang="de"/);
    assert.match(german.body, />Weiter</);
    assert.match(german.body, /<option value="DE" selected/);
    const spanish = await visitor.get(`${path}?lang=es`, { 'accept-language': 'de-DE' });
    assert.match(spanish.body, /<html lang="es"/);
    const grant = await upToGrant(visitor, path, 'CHEVROLET', 'idioma@email.com');
    assert.match(grant.body, /Ver la distancia total que ha recorrido tu coche/);
    assert.match(grant.body, />No permitir</);
    assert.match(grant.body, /Política de privacidad para usuarios/);
  });

  test('an owner with a session and cars is not asked twice; nothing is on that is not required', async () => {
    const olivia = await signInAs(world, 'owner');
    const path = await begin(olivia, { mode: 'simulated' });
    const grant = await olivia.open(path);
    assert.match(grant.body, /approval-button/);
    assert.match(grant.body, /name="vehicles"/);
    assert.doesNotMatch(grant.body, /name="vehicles"[^>]*checked/, 'no car is chosen among several');
    assert.doesNotMatch(grant.body, /name="allow-read_location"[^>]*checked/);
    assert.doesNotMatch(grant.body, /checked[^>]*name="allow-read_location"/);
    const cars = [...grant.body.matchAll(/name="vehicles" value="([^"]+)"/g)].map(([, id = '']) => id);
    assert.equal(cars.length, 2);
    const nothing = await olivia.post(`${path}/consent`, fieldsOf(grant));
    assert.equal(nothing.status, 422);
    assert.match(nothing.body, /Choose at least one car/);
    const single = await begin(olivia, { mode: 'simulated', single_select: 'true' });
    const one = await olivia.open(single);
    assert.match(one.body, /type="radio"[^>]*name="vehicles"/);
    const both = await olivia.post(`${single}/consent`, {
      ...fieldsOf(one),
      ...({ vehicles: cars } as unknown as Record<string, string>),
    });
    assert.equal(both.status, 422);
    assert.match(both.body, /Choose one car/);
  });

  test('test cars and simulated cars never come together in one permission', async () => {
    const visitor = world.visitor();
    const path = await begin(visitor);
    const grant = await upToGrant(visitor, path, 'CHEVROLET', 'mix@email.com');
    const { rows } = await world.database.pool.query(
      "select id from vehicles.vehicle where mode = 'simulated' limit 1",
    );
    const answered = await visitor.post(`${path}/consent`, { ...fieldsOf(grant), vehicles: rows[0].id });
    assert.equal(answered.status, 422, 'only what was offered counts');
  });
});
