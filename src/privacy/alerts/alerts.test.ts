// What owners are told of how apps use their cars: once each, by the way they chose, and nothing of it in a mail.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { personOf, signInAs } from '../../../test/support/sign-in.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { usualADay } from '../../catalog/usual-reads.ts';
import { giveGrant, issueAccessToken } from '../../connect/index.ts';
import { after, DAY, HOUR, MINUTE } from '../../core/clock.ts';
import type { DemoFacts } from '../../core/module.ts';
import type { UseInLog } from '../../vehicles/index.ts';
import { personalData } from '../personal-data.ts';
import { alertsOf, SILENCE } from './alert.ts';
import { watchPatternsJob, watchReads, watchReadsJob } from './watch-reads.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const use = (signal: string, ago = 0): UseInLog => ({
  owner: 'per_olivia',
  grant: 'grt_1',
  application: 'app',
  signal,
  firstAt: after(NOW, -ago),
  lastAt: NOW,
});

test('what is new about a use: the first, the first of something sensitive, the first after a long silence', () => {
  const kinds = (known: [string, number][], uses: UseInLog[]) =>
    alertsOf(new Map(known.map(([signal, ago]) => [signal, after(NOW, -ago)])), uses).map(
      ({ kind, signal }) => `${kind} ${signal}`,
    );
  assert.deepEqual(kinds([], []), []);
  assert.deepEqual(kinds([], [use('odometer', MINUTE), use('vin')]), ['first-read odometer']);
  assert.deepEqual(kinds([['odometer', DAY]], [use('odometer'), use('vin')]), []);
  assert.deepEqual(kinds([['odometer', DAY]], [use('location')]), ['first-sensitive location']);
  assert.deepEqual(kinds([['location', DAY]], [use('at_home')]), [], 'the same permission is no news');
  assert.deepEqual(kinds([], [use('lock_or_unlock')]), ['first-read lock_or_unlock', 'first-sensitive lock_or_unlock']);
  assert.deepEqual(kinds([['odometer', SILENCE]], [use('odometer')]), ['after-silence odometer']);
  assert.deepEqual(kinds([['odometer', SILENCE - 1]], [use('odometer')]), []);
  assert.deepEqual(
    kinds([['odometer', SILENCE]], [use('odometer', SILENCE), use('vin')]),
    ['after-silence vin'],
    'what is read a second time is no return',
  );
});

async function reader(world: World, facts: DemoFacts, scopes: readonly string[]) {
  const vehicle = facts['vehicles']?.['volt'] ?? '';
  const grant = await giveGrant(world.kernel, {
    owner: await personOf(world, 'owner'),
    application: facts['application']?.['clientId'] ?? '',
    vehicles: [vehicle],
    scopes,
  });
  const token = await issueAccessToken(world.kernel, grant);
  const read = async (what: 'odometer' | 'location', key = token) =>
    (
      await world.app.server.inject({
        url: href(routes.vehicles[what], { version: '2.0', id: vehicle }),
        headers: { authorization: `Bearer ${key}` },
      })
    ).statusCode;
  return { grant, read };
}

test('alerts are told once, on the page and by a mail without content; each kind can be switched', async () => {
  await using world = await openWorld({ limitsOff: true });
  const facts = await world.seed();
  let owner = await signInAs(world, 'owner');
  const { grant, read } = await reader(world, facts, ['read_odometer', 'read_location']);
  const look = () => watchReadsJob.run(world.kernel, {});
  const alerts = async () => (await owner.get(href(routes.privacy.alerts))).body;
  const mails = async () => (await world.mails()).filter(({ subject }) => /who uses your car/.test(subject));
  await look();
  const before = (await alerts()).match(/<li/g)?.length;
  world.clock.advance(MINUTE);
  assert.equal(await read('location'), 200);
  world.clock.advance(MINUTE);
  await look();
  await look();
  const page = await alerts();
  assert.ok(page.includes('Evergreen Charging read something of your car for the first time: location.'));
  assert.ok(page.includes('Evergreen Charging read your location for the first time.'));
  const [mail, ...more] = await mails();
  assert.ok(mail !== undefined && more.length === 0, 'one for both');
  assert.ok(!/location|Evergreen|Volt/i.test(mail.text.replace(/https?:\S+/g, '')), mail.text);
  assert.match((await owner.get(href(routes.privacy.home))).body, /\d new things/);

  const until = page.match(/name="until" value="([^"]+)"/)?.[1];
  await owner.post(href(routes.privacy.alertsSeen), { until });
  assert.ok(!(await owner.get(href(routes.privacy.home))).body.includes('new things'));
  const stranger = await signInAs(world, 'researcher');
  assert.ok(!(await stranger.get(href(routes.privacy.alerts))).body.includes('Evergreen'));

  // Off means that nothing is kept, the page alone that no mail is written.
  await owner.post(href(routes.privacy.alerts), { 'after-silence': 'page', 'beyond-pattern': 'off' });
  world.clock.advance(31 * DAY);
  owner = await signInAs(world, 'owner');
  const later = await issueAccessToken(world.kernel, grant);
  assert.equal(await read('odometer', later), 200);
  world.clock.advance(MINUTE);
  await look();
  assert.ok((await alerts()).includes('came back after 30 days or more'));
  assert.equal((await mails()).length, 1);
  const readOften = async () => {
    await world.database.pool.query(
      `insert into vehicles.read_event (seq, owner, grant_id, application, vehicle, signal, outcome, reason, request, at)
       select nextval('vehicles.read_event_seq'), owner, grant_id, application, vehicle, signal, outcome, reason, request, $2
         from vehicles.read_event, generate_series(1, $3) where grant_id = $1 and signal = 'odometer'`,
      [grant, world.clock.now(), usualADay('read_odometer')],
    );
    await watchPatternsJob.run(world.kernel, {});
  };
  await readOften();
  assert.ok(!(await alerts()).includes('far more often within a day'));
  await owner.post(href(routes.privacy.alerts), { 'beyond-pattern': 'mail' });
  world.clock.advance(HOUR);
  await readOften();
  assert.ok((await alerts()).includes('Evergreen Charging used odometer far more often within a day'));
  assert.equal((await mails()).length, 2);
  assert.ok(before !== undefined);
  const home = (await owner.get(href(routes.privacy.home))).body;
  assert.ok(!home.includes('Read far more often than usual') || home.includes('up to 2100'));

  const id = await personOf(world, 'owner');
  const held = JSON.stringify(await personalData.export(world.kernel, id));
  assert.ok(held.includes('after-silence') && held.includes('"beyond-pattern":"mail"'));
  await personalData.erase(world.kernel, id);
  const { rows } = await world.database.pool.query(
    `select (select count(*) from privacy.use where owner = $1) + (select count(*) from privacy.alert where owner = $1)
          + (select count(*) from privacy.alert_choice where owner = $1) as count`,
    [id],
  );
  assert.equal(Number(rows[0].count), 0);
});

test('more grants are used in a minute than a statement has parameters; the last use is exact to an hour', async () => {
  await using world = await openWorld();
  const { kernel, clock, database } = world;
  const MANY = 70_000;
  const begin = clock.now();
  const use = (at: Date, count: number) =>
    database.pool.query(
      `insert into vehicles.read_event (seq, owner, grant_id, application, vehicle, signal, outcome, reason, request, at)
       select nextval('vehicles.read_event_seq'), 'per_' || n, 'grt_' || n, 'app', 'car', 'odometer', 'allowed', null, 'req_' || n, $1
         from generate_series(1, $2::int) n`,
      [at, count],
    );
  const known = async () => {
    const { rows } = await database.pool.query<{ count: number; last: Date }>(
      `select count(*)::int as count, (select at from privacy.use where grant_id = 'grt_1') as last,
              (select count(*)::int from privacy.alert) as alerts from privacy.use`,
    );
    return rows[0];
  };
  await use(begin, MANY);
  clock.advance(MINUTE);
  await watchReads(kernel, { since: after(begin, -MINUTE), isQuiet: true });
  assert.deepEqual(await known(), { count: MANY, last: begin, alerts: MANY });

  clock.advance(59 * MINUTE);
  await use(clock.now(), 1);
  await watchReads(kernel);
  assert.deepEqual(await known(), { count: MANY, last: begin, alerts: MANY });
  clock.advance(MINUTE);
  const later = clock.now();
  await use(later, 1);
  await watchReads(kernel);
  assert.deepEqual(await known(), { count: MANY, last: later, alerts: MANY });
});
