// The log of deliveries narrowed to one car: what it lists, counts, pages through and sends again; and whose cars it knows.
import assert from 'node:assert/strict';
import { after as afterAll, beforeEach, test } from 'node:test';
import { personOf, signInAs } from '../../../test/support/sign-in.ts';
import { openSubscribedWorld } from '../../../test/support/subscribed-world.ts';
import type { Visitor } from '../../../test/support/visitor.ts';
import { href, routes } from '../../catalog/routes.ts';
import { giveGrant, revokeGrant } from '../../connect/index.ts';
import { system } from '../../core/actor.ts';
import { DAY } from '../../core/clock.ts';
import { addDeliveries } from '../../core/work/deliveries/deliver.ts';
import { linkVehicles } from '../../vehicles/index.ts';
import { payloadOf } from '../envelope.ts';
import { laneOf, WEBHOOKS } from '../webhook.ts';
import { aboutPermission } from './tell-permission.ts';

const subscribed = await openSubscribedWorld();
const { world, standIn, answering, begin, webhook, messages } = subscribed;
const { owner, application, volt } = subscribed.facts;
afterAll(subscribed.close);
let developer: Visitor;
let bolt: string;
beforeEach(async () => {
  await begin();
  developer = await signInAs(world, 'developer');
  const other = 'select id from vehicles.vehicle where owner = $1 and id <> $2 order by id limit 1';
  bolt = (await world.database.pool.query(other, [owner.id, volt])).rows[0].id;
});

const SCOPES = ['read_vehicle_info', 'read_odometer', 'read_charge', 'read_battery', 'read_location'];
const pageOf = (id: string) => href(routes.webhooks.show, { id: application, webhook: id });
const rowsOf = (page: string): string[] =>
  [...page.matchAll(/href="[^"]+\/deliveries\/(msg_\w+)"/g)].map(([, id = '']) => id);

/** A webhook that is told about two cars, with so many more messages about each. */
async function toldOfBoth(path: string, more: number) {
  const id = await webhook(path, { autoSubscribe: 'on', errorCallback: `${standIn.origin}${path}/errors` });
  const grant = await giveGrant(world.kernel, { owner: owner.id, application, vehicles: [volt, bolt], scopes: SCOPES });
  await world.settle();
  const { rows } = await world.database.pool.query<{ id: string; vehicle: string }>(
    'select id, vehicle from webhooks.subscription where webhook = $1 and ended_at is null',
    [id],
  );
  const told = (vehicle: string, cause: string, isError = false) => {
    const about = rows.find(row => row.vehicle === vehicle)?.id ?? assert.fail('not subscribed');
    const data = { user: { id: owner.id }, vehicle: { id: vehicle }, signals: [] };
    const meta = { version: '4.0', mode: 'TEST' };
    return {
      channel: WEBHOOKS,
      lane: laneOf(id, isError),
      kind: isError ? 'VEHICLE_ERROR' : 'VEHICLE_STATE',
      about: isError ? aboutPermission(about) : about,
      cause: `${id} ${vehicle} ${cause}`,
      payload: payloadOf({ eventId: crypto.randomUUID(), eventType: 'VEHICLE_STATE', data, triggers: [], meta }),
    };
  };
  await addDeliveries(
    world.kernel,
    Array.from({ length: more }, (_, index) => [told(volt, String(index)), told(bolt, String(index))]).flat(),
  );
  await addDeliveries(world.kernel, [told(volt, 'error', true)]);
  await world.settle();
  return { id, grant };
}

test('the log of one car has its messages alone, in pages, counted as they are listed', async () => {
  const { id } = await toldOfBoth('/pages', 60);
  const all = await world.database.pool.query(
    `select d.id, s.vehicle from core.delivery d join webhooks.subscription s on s.id = d.about where d.lane = $1`,
    [laneOf(id, false)],
  );
  const ofVolt = all.rows.flatMap(row => (row.vehicle === volt ? [row.id] : []));
  assert.ok(ofVolt.length > 50 && all.rows.length > ofVolt.length + 50);

  const found: string[] = [];
  let path: string | undefined = `${pageOf(id)}?vehicle=${volt.toUpperCase()}&state=delivered`;
  for (let pages = 0; path !== undefined; pages++) {
    assert.ok(pages < 3);
    const { body } = await developer.get(path);
    found.push(...new Set(rowsOf(body)));
    assert.match(body, new RegExp(`name="vehicle"[^>]*value="${volt}"`));
    assert.match(body.replaceAll(/<[^>]+>/g, ' '), new RegExp(`Taken\\s+${ofVolt.length}\\b`));
    path = /href="([^"]+)" rel="next"/.exec(body)?.[1]?.replaceAll('&amp;', '&');
    assert.ok(path === undefined || (path.includes(`vehicle=${volt}`) && path.includes('state=delivered')), path);
  }
  assert.deepEqual(found.toSorted(), ofVolt.toSorted());

  const errors = (await developer.get(`${pageOf(id)}?vehicle=${volt}&of=errors`)).body;
  assert.equal(new Set(rowsOf(errors)).size, 1, 'what is said about a permission is about its car, too');
  assert.deepEqual(rowsOf((await developer.get(`${pageOf(id)}?vehicle=${bolt}&of=errors`)).body), []);
  const one = (await developer.get(`${pageOf(id)}/deliveries/${found[0]}`)).body;
  assert.ok(one.includes(`vehicle=${volt}#deliveries`), 'a message leads to all about its car');
});

test('where nothing fits it is said what was asked for, and the way back; no car but its own is told apart', async () => {
  const { id } = await toldOfBoth('/none', 1);
  const failed = (await developer.get(`${pageOf(id)}?vehicle=${volt}&state=failed`)).body;
  assert.match(
    failed.replaceAll(/<[^>]+>/g, ''),
    new RegExp(`Only failed deliveries about the car ${volt} are listed`),
  );
  assert.match(failed, new RegExp(`href="${pageOf(id)}#deliveries"[^>]*><span>Show all deliveries`));
  const told = async (vehicle: string) =>
    (await developer.get(`${pageOf(id)}?vehicle=${vehicle}`)).body
      .replaceAll(vehicle, 'CAR')
      .replaceAll(/"[^"]*token[^"]*"/g, '');
  const stranger = await personOf(world, { name: 'Sam Stranger', email: 'sam@stranger.example' });
  const [foreign = ''] = await linkVehicles(world.kernel, system('test'), {
    owner: stranger,
    provider: 'simulator',
    credentials: null,
  });
  assert.equal(await told(foreign), await told(crypto.randomUUID()), 'a car of others is like one that is none');
  assert.match(await told('volt'), /A vehicle id is a UUID of 36 characters\./);
  assert.deepEqual(rowsOf(await told('volt')), []);
});

test('what failed about one car is sent again without the others; the log still knows a car that is gone', async () => {
  standIn.answer(answering(() => ({ status: 500 })));
  const { id, grant } = await toldOfBoth('/again', 3);
  const turn = href(routes.webhooks.turn, { id: application, webhook: id });
  await developer.post(turn, { to: 'off' });
  await developer.post(turn, { to: 'on' });
  standIn.heard.length = 0;
  standIn.answer(answering());
  const page = (await developer.get(`${pageOf(id)}?vehicle=${bolt}`)).body;
  assert.match(page, /Send again what failed about this car since/);
  const action = href(routes.webhooks.replay, { id: application, webhook: id });
  const since = new Date(world.clock.now().getTime() - DAY).toISOString().slice(0, 10);
  const refused = await developer.post(action, { since: 'yesterday', vehicle: bolt });
  assert.equal(refused.status, 422);
  assert.match(refused.body, new RegExp(`type="hidden" name="vehicle" value="${bolt}"`));
  const done = await developer.post(action, { since, vehicle: bolt });
  assert.match(done.location ?? '', new RegExp(`count=4&vehicle=${bolt}`));
  assert.match((await developer.get(done.location ?? '')).body, /4 failed messages are sent again/);
  await world.settle();
  assert.deepEqual([...new Set(messages('/again').map(({ data }) => data.vehicle.id))], [bolt]);
  assert.deepEqual(
    (await developer.post(action, { since, vehicle: crypto.randomUUID() })).location?.includes('count=0'),
    true,
  );
  const rest = await developer.post(action, { since });
  assert.match(rest.location ?? '', /count=5$/, 'four about the other car, and its error');

  await revokeGrant(world.kernel, owner, grant, 'owner');
  await world.settle();
  assert.ok(rowsOf((await developer.get(`${pageOf(id)}?vehicle=${bolt}&state=delivered`)).body).length > 0);
});
