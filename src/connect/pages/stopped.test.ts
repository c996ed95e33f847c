// When Connect cannot go on, the owner reads why in the language of their browser, and nothing is told to anybody.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openWorld } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';

test('a request that is over, too many tries, a foreign form and a wrong link', async () => {
  await using world = await openWorld();
  const { clientId = '' } = (await world.seed())['application'] ?? {};
  const link = (client: string) =>
    href(routes.connect.authorize, undefined, {
      response_type: 'code',
      client_id: client,
      redirect_uri: 'https://example.com/auth',
      scope: 'read_odometer',
      mode: 'test',
    });
  const ask = async (method: 'GET' | 'POST', url: string, headers: Record<string, string> = {}) => {
    const {
      statusCode,
      body,
      headers: told,
    } = await world.app.server.inject({
      method,
      url,
      headers: { 'accept-language': 'de-AT,de;q=0.9', 'content-type': 'application/x-www-form-urlencoded', ...headers },
      ...(method === 'POST' && { payload: 'username=a&password=b' }),
    });
    assert.match(body, /<html lang="de"/, url);
    assert.ok(!told['location'] && !body.includes('example.com'), url);
    return { status: statusCode, title: /<h1>([^<]*)/.exec(body)?.[1], body, told };
  };

  const unknown = await ask('GET', href(routes.connect.step, { uid: 'x'.repeat(21) }));
  assert.deepEqual([unknown.status, unknown.title], [404, 'Diese Anfrage ist beendet']);
  const late = await ask('GET', href(routes.connect.makerCallback, undefined, { state: 'nobody' }));
  assert.deepEqual([late.status, late.title], [410, 'Diese Anfrage ist beendet']);
  const wrong = await ask('GET', link('11111111-1111-4111-8111-111111111111'));
  assert.deepEqual([wrong.status, wrong.title], [400, 'Diese Anfrage kann nicht beantwortet werden']);
  assert.match(wrong.body, /invalid_client/);

  const { location = '' } = await world.visitor().get(link(clientId));
  const foreign = await ask('POST', `${location}/login`, { 'sec-fetch-site': 'cross-site' });
  assert.deepEqual([foreign.status, foreign.title], [403, 'Das hat nicht geklappt']);
  assert.match(foreign.body, /Nummer der Anfrage: <code[^>]*>[0-9a-f-]{36}</);

  for (let tries = 0; tries < 100; tries += 1) {
    const reply = await world.app.server.inject({
      method: 'POST',
      url: `${location}/login`,
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    if (reply.statusCode === 429) break;
  }
  const hasty = await ask('POST', `${location}/login`, { 'sec-fetch-site': 'same-origin' });
  assert.deepEqual([hasty.status, hasty.title], [429, 'Zu viele Versuche in kurzer Zeit']);
  assert.match(String(hasty.told['retry-after']), /^\d+$/);

  for (let asked = 0; asked < 1000; asked += 1)
    if ((await world.app.server.inject({ url: href(routes.connect.authorize) })).statusCode === 429) break;
  const tooOften = await ask('GET', link(clientId));
  assert.deepEqual([tooOften.status, tooOften.title], [429, 'Zu viele Versuche in kurzer Zeit']);
});

test('a fault of ours is told as one, with its number, and what was done before is kept', async () => {
  await using world = await openWorld();
  const { clientId = '' } = (await world.seed())['application'] ?? {};
  const link = href(routes.connect.authorize, undefined, {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: 'https://example.com/auth',
    scope: 'read_odometer',
    mode: 'test',
  });
  const visitor = world.visitor();
  const { location = '' } = await visitor.get(link);
  await world.database.pool.query('alter table connect.artifact rename to artifact_away');
  for (const broken of [
    await visitor.get(link, { 'accept-language': 'fr' }),
    await visitor.post(location, {}, { 'accept-language': 'fr' }),
  ]) {
    assert.deepEqual(
      [broken.status, /<h1>([^<]*)/.exec(broken.body)?.[1]],
      [500, 'Un incident s’est produit de notre côté'],
    );
    assert.match(broken.body, /Numéro de la demande : <code[^>]*>[0-9a-f-]{36}</);
  }
  await world.database.pool.query('alter table connect.artifact_away rename to artifact');
  assert.match((await visitor.follow(await visitor.post(location, {}))).body, /brand-search/);
});
