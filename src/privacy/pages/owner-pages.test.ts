// An owner's pages over HTTP: what is shown, to whom, and that taking access back ends it at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { personOf, signInAs } from '../../../test/support/sign-in.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { giveGrant, issueAccessToken, revokeGrant } from '../../connect/index.ts';
import { DAY, HOUR } from '../../core/clock.ts';
import type { DemoFacts } from '../../core/module.ts';
import { roundPlace } from '../../vehicles/reads/round-places.ts';

const home = href(routes.privacy.home);
const log = href(routes.privacy.log);

const revokeLinkOf = (body: string): string => body.match(/href="(\/owner\/grants\/[^"/]+\/revoke)"/)?.[1] ?? '';

/** A second grant of the demo owner, with a token, so that a test can read for itself. */
async function grantToDemoApp(world: World, facts: DemoFacts, scopes: readonly string[]) {
  const vehicle = facts['vehicles']?.['volt'] ?? '';
  const grant = await giveGrant(world.kernel, {
    owner: await personOf(world, 'owner'),
    application: facts['application']?.['clientId'] ?? '',
    vehicles: [vehicle],
    scopes,
  });
  const token = await issueAccessToken(world.kernel, grant);
  const read = () =>
    world.app.server.inject({
      url: href(routes.vehicles.odometer, { version: '2.0', id: vehicle }),
      headers: { authorization: `Bearer ${token}` },
    });
  return { grant, vehicle, read };
}

test('the home shows cars, apps, when they last read, and what was never used', async () => {
  await using world = await openWorld();
  const facts = await world.seed();
  const page = await (await signInAs(world, 'owner')).get(home);
  assert.equal(page.status, 200);
  for (const words of [
    'Chevrolet Volt 2016',
    'Evergreen Charging',
    'Reads make and model, odometer and VIN.',
    'Revoke access',
    '1 app read 2 kinds of data',
    '1 attempt was refused',
    'Granted but never used',
    'read VIN',
    'Northshore Drive',
    '>Paused<',
    'Something new',
  ])
    assert.ok(page.body.includes(words), words);
  assert.match(page.body, /last read <span class="time"><time[^>]*>3 minutes ago/);

  // Ended accesses stay listed for years; the page begins with the latest.
  const owner = await signInAs(world, 'owner');
  assert.doesNotMatch(page.body, /Show all/);
  const actor = {
    kind: 'person',
    id: await personOf(world, 'owner'),
    session: 'ses',
    staffRole: undefined,
    signedInAt: world.clock.now(),
  } as const;
  const ended: string[] = [];
  for (let times = 0; times < 12; times += 1) {
    world.clock.advance(HOUR);
    const { grant } = await grantToDemoApp(world, facts, ['read_odometer']);
    await revokeGrant(world.kernel, actor, grant, 'owner');
    ended.push(grant);
  }
  const listed = (body: string) => ended.filter(id => body.includes(`/owner/grants/${id}"`));
  const folded = (await owner.get(home)).body;
  assert.deepEqual(listed(folded), ended.slice(2), 'the latest ten');
  assert.match(folded, /The latest 10 of 1[2-9]\./);
  const whole = (await owner.get(folded.match(/href="([^"]*ended=all)[^"]*"/)?.[1] ?? '')).body;
  assert.deepEqual(listed(whole), ended);
  assert.doesNotMatch(whole, /The latest 10/);
});

test('nobody else sees an owner’s cars, log or grants', async () => {
  await using world = await openWorld();
  await world.seed();
  const owner = await signInAs(world, 'owner');
  const revoke = revokeLinkOf((await owner.get(home)).body);
  assert.notEqual(revoke, '');
  for (const who of ['admin', 'developer', 'researcher'] as const) {
    const visitor = await signInAs(world, who);
    assert.ok(!(await visitor.get(home)).body.includes('Volt'), who);
    assert.ok(!(await visitor.get(log)).body.includes('Evergreen'), who);
    for (const path of [revoke, revoke.replace('/revoke', '')])
      assert.equal((await visitor.get(path)).status, 404, who);
    assert.equal((await visitor.post(revoke)).status, 404, who);
  }
  assert.equal((await world.visitor().get(home)).status, 303);
  assert.ok((await owner.get(home)).body.includes('Evergreen'));
});

test('revoking asks first, names the app and the car, and the very next request is refused', async () => {
  await using world = await openWorld();
  const facts = await world.seed();
  const { grant, read } = await grantToDemoApp(world, facts, ['read_odometer']);
  const owner = await signInAs(world, 'owner');
  assert.equal((await read()).statusCode, 200);
  assert.equal((await read()).statusCode, 200);
  const question = await owner.get(href(routes.privacy.revoke, { id: grant }));
  assert.ok(question.body.includes('Revoke Evergreen Charging’s access to your Volt?'));
  assert.ok(question.body.includes('can no longer read odometer'));
  const answer = await owner.post(href(routes.privacy.revoke, { id: grant }));
  const refused = await read();
  assert.equal(refused.statusCode, 401);
  assert.equal(refused.json().type, 'AUTHENTICATION');
  assert.equal(answer.status, 303);
  const page = await owner.follow(answer);
  assert.ok(page.body.includes('Evergreen Charging can no longer read your cars.'));
  assert.ok(page.body.includes('Taken back or expired'));
  assert.equal((await owner.post(href(routes.privacy.revoke, { id: grant }))).status, 409);
  assert.equal((await owner.get(href(routes.privacy.revoke, { id: grant }))).status, 303);
});

test('the log shows refused reads, filters, and pages without losing or repeating a line', async () => {
  await using world = await openWorld();
  const facts = await world.seed();
  const { read, vehicle } = await grantToDemoApp(world, facts, ['read_odometer']);
  world.clock.advance(HOUR);
  for (let round = 0; round < 60; round++) assert.equal((await read()).statusCode, 200);
  const owner = await signInAs(world, 'owner');
  const lines = (body: string) => [...body.matchAll(/<tr role="row"[^>]*><td/g)].length;
  let page = await owner.get(log);
  const counts = [lines(page.body)];
  for (let next = nextOf(page.body); next !== undefined; next = nextOf(page.body)) {
    page = await owner.get(next);
    counts.push(lines(page.body));
  }
  const { rows } = await world.database.pool.query('select count(*)::int as count from vehicles.read_event');
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    rows[0].count,
  );
  assert.equal(counts[0], 50);
  const filtered = async (query: Record<string, string>) =>
    (await owner.get(href(routes.privacy.log, undefined, query))).body;
  assert.equal(lines(await filtered({ data: 'read_vehicle_info', car: vehicle, app: '' })), 7);
  const refused = await filtered({ data: 'read_location' });
  assert.equal(lines(refused), 1);
  assert.match(refused, />Refused<\/span> you did not allow this data/);
  assert.ok((await filtered({ car: '00000000-0000-4000-8000-000000000000' })).includes('Nothing fits this filter'));
});

test('pausing asks first, refuses the very next call and says why in the log; resuming gives back the same token', async () => {
  await using world = await openWorld();
  const facts = await world.seed();
  const { grant, read } = await grantToDemoApp(world, facts, ['read_odometer', 'read_vin']);
  const owner = await signInAs(world, 'owner');
  assert.equal((await read()).statusCode, 200);
  const pause = href(routes.privacy.pause, { id: grant });
  assert.ok((await owner.get(pause)).body.includes('Pause Evergreen Charging’s access to your Volt?'));
  const paused = await owner.follow(await owner.post(pause));
  assert.ok(paused.body.includes('Evergreen Charging is paused.'));
  const refused = await read();
  assert.deepEqual([refused.statusCode, refused.json().type], [403, 'PERMISSION']);
  assert.equal((await owner.get(pause)).status, 303);
  assert.equal((await owner.post(pause)).status, 409);
  assert.match((await owner.get(log)).body, />Refused<\/span> you had paused the app/);
  const resumed = await owner.follow(await owner.post(href(routes.privacy.resume, { id: grant })));
  assert.ok(resumed.body.includes('Evergreen Charging goes on as before.'));
  assert.equal((await read()).statusCode, 200);

  // One permission, by one click and one confirmation.
  const narrow = href(routes.privacy.narrow, { id: grant }, { permissions: 'read_odometer' });
  const page = await owner.get(href(routes.privacy.grant, { id: grant }));
  assert.ok(page.body.includes(`href="${narrow}"`));
  assert.ok((await owner.get(narrow)).body.includes('Take odometer back from Evergreen Charging?'));
  const answer = await owner.post(href(routes.privacy.narrow, { id: grant }), { permissions: 'read_odometer' });
  assert.equal(answer.status, 303);
  assert.equal((await read()).statusCode, 403);
  assert.equal(
    (await owner.post(href(routes.privacy.narrow, { id: grant }), { permissions: 'read_odometer' })).status,
    409,
  );
  await world.settle();
  const { rows } = await world.database.pool.query('select scopes from connect.grant where id = $1', [grant]);
  assert.deepEqual(rows[0].scopes, ['read_vin']);
});

test('everything at once: pause, resume, and revoke for whoever signed in a moment ago', async () => {
  await using world = await openWorld();
  const facts = await world.seed();
  const { grant, read } = await grantToDemoApp(world, facts, ['read_odometer']);
  const owner = await signInAs(world, 'owner');
  const page = await owner.follow(await owner.post(href(routes.privacy.pauseAll)));
  assert.ok(page.body.includes('Every app is paused.'));
  assert.equal((await read()).statusCode, 403);
  assert.ok((await owner.follow(await owner.post(href(routes.privacy.resumeAll)))).body.includes('go on as before'));
  assert.equal((await read()).statusCode, 200);
  world.clock.advance(HOUR);
  const stale = await owner.post(href(routes.privacy.revokeAll));
  assert.notEqual(stale.status, 200);
  assert.equal((await read()).statusCode, 200, 'an old sign-in ends nothing');
  const fresh = await signInAs(world, 'owner');
  const over = await fresh.follow(await fresh.post(href(routes.privacy.revokeAll)));
  assert.ok(over.body.includes('No app can read or control your cars any more.'));
  assert.equal((await read()).statusCode, 401);
  assert.equal((await fresh.post(href(routes.privacy.pause, { id: grant }))).status, 409);
});

test('the owner says until when, and how exactly a place is told', async () => {
  await using world = await openWorld();
  const facts = await world.seed();
  const { grant, vehicle } = await grantToDemoApp(world, facts, ['read_location']);
  const token = await issueAccessToken(world.kernel, grant);
  const owner = await signInAs(world, 'owner');
  const place = async () => {
    const url = href(routes.vehicles.location, { version: '2.0', id: vehicle });
    const headers = { authorization: `Bearer ${token}` };
    return (await world.app.server.inject({ url, headers })).json() as { latitude: number; longitude: number };
  };
  const exact = await place();
  const done = await owner.follow(await owner.post(href(routes.privacy.coarse, { id: grant })));
  assert.ok(done.body.includes('To about a kilometer'));
  assert.deepEqual(await place(), { ...exact, ...roundPlace(exact) });
  await owner.post(href(routes.privacy.renew, { id: grant }), { time: '30' });
  world.clock.advance(30 * DAY);
  assert.equal(
    (
      await world.app.server.inject({
        url: href(routes.vehicles.vehicles, { version: '2.0' }),
        headers: { authorization: `Bearer ${token}` },
      })
    ).statusCode,
    401,
  );
});

test('the log leaves as lines: all that fit and only one’s own, with purpose and refusals, never a value', async () => {
  await using world = await openWorld({ limitsOff: true });
  const facts = await world.seed();
  const { read } = await grantToDemoApp(world, facts, ['read_odometer']);
  world.clock.advance(HOUR);
  assert.equal((await read()).statusCode, 200);
  // More than one batch of the export.
  await world.database.pool.query(
    `insert into vehicles.read_event (seq, owner, grant_id, application, vehicle, signal, outcome, reason, request, at)
     select nextval('vehicles.read_event_seq'), owner, grant_id, application, vehicle, signal, outcome, reason, request, $1
       from vehicles.read_event, generate_series(1, 60)`,
    [world.clock.now()],
  );
  const owner = await signInAs(world, 'owner');
  const file = async (query: Record<string, string> = {}) => {
    const answer = await owner.get(href(routes.privacy.logFile, undefined, query));
    assert.match(String(answer.headers['content-type']), /application\/x-ndjson/);
    const [head, ...lines] = answer.body.trimEnd().split('\n');
    assert.equal(JSON.parse(head ?? '').format, 'telltale-read-log-1');
    return lines.map(line => JSON.parse(line) as Record<string, unknown>);
  };
  const { rows } = await world.database.pool.query(
    `select count(*)::int as count, (count(*) filter (where outcome = 'denied'))::int as denied from vehicles.read_event`,
  );
  const lines = await file();
  assert.ok(rows[0].count > 2000);
  assert.equal(lines.length, rows[0].count);
  assert.equal((await file({ outcome: 'denied' })).length, rows[0].denied);
  const times = lines.map(({ at }) => String(at));
  assert.deepEqual(times, times.toSorted().toReversed());
  assert.deepEqual(
    new Set(lines.flatMap(line => Object.keys(line))),
    new Set(['at', 'application', 'purpose', 'grant', 'vehicle', 'data', 'permission', 'outcome', 'reason', 'request']),
  );
  assert.deepEqual(lines[0]?.['vehicle'], { id: facts['vehicles']?.['volt'], name: 'Chevrolet Volt 2016' });
  const stranger = await signInAs(world, 'researcher');
  const none = await stranger.get(href(routes.privacy.logFile));
  assert.equal(none.body.trimEnd().split('\n').length, 1);
});

const nextOf = (body: string): string | undefined =>
  body.match(/href="(\/owner\/log\?[^"]*before=[^"]*)"/)?.[1]?.replaceAll('&amp;', '&');

test('what people are called never becomes markup', async () => {
  await using world = await openWorld();
  await world.seed();
  const owner = await signInAs(world, 'owner');
  const page = await owner.get(`${log}?app=${encodeURIComponent('"><script>alert(1)</script>')}`);
  assert.equal(page.status, 200);
  assert.ok(!page.body.includes('<script>alert'));
});
