// Of what cars report by themselves nothing is kept that no living grant opens: through the real way in, whatever their
// owner changes, as exactly as somebody may know it, and no longer.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { href, routes } from '../src/catalog/routes.ts';
import { pauseGrant, resumeGrant, revokeGrant } from '../src/connect/index.ts';
import { makeCoarse, narrowPermissions } from '../src/connect/owner/narrow-permissions.ts';
import { type Person, system } from '../src/core/actor.ts';
import { DAY, MINUTE } from '../src/core/clock.ts';
import { linkVehicles } from '../src/vehicles/index.ts';
import { keepOnlyNeededJob } from '../src/vehicles/needs/keep-only-needed.ts';
import { roundPlace } from '../src/vehicles/reads/round-places.ts';
import { exportTelemetry } from '../src/vehicles/telemetry/telemetry-store.ts';
import { apiToken } from './support/api-client.ts';
import { shareCars } from './support/granted-cars.ts';
import { openWorld, type World } from './support/world.ts';

const VIN = '5YJ3E1EA0KF000316';
const OWNER = 'per_fleet_owner';
const OTHER_APPLICATION = '3c1f3bb5-4f1e-4f37-9a4a-0f5f9a8f3d11';
const EXACT = { latitude: 48.137154, longitude: 11.576124 };

let world: World;
let token = '';
let vehicle = '';
let olivia: Person;
before(async () => {
  world = await openWorld({ environment: { FLEET_TELEMETRY: 'on' }, limitsOff: true });
  await world.seed();
  token = (await apiToken(world, 'admin', ['telemetry:write'])).token;
  const named = await post(href(routes.vehicles.fleetCars), { vin: VIN, model: 'Model 3', powertrain: 'BEV' });
  assert.equal(named.status, 200);
  [vehicle = ''] = await linkVehicles(world.kernel, system('test'), {
    owner: OWNER,
    provider: 'fleet',
    credentials: VIN,
  });
  olivia = { kind: 'person', id: OWNER, session: 'ses', staffRole: undefined, signedInAt: world.clock.now() };
});
after(() => world.close());

const post = (to: string, body: object) => world.visitor().postJson(to, body, { authorization: `Bearer ${token}` });
/** The car tells everything that it knows; the time is another one each time. */
async function report(): Promise<void> {
  world.clock.advance(MINUTE);
  const at = world.clock.now().getTime();
  const answer = await post(href(routes.vehicles.telemetry), {
    batches: [
      {
        vin: VIN,
        signals: [
          { code: 'odometer-traveleddistance', at, value: 1000 },
          { code: 'tractionbattery-stateofcharge', at, value: 61.5 },
          { code: 'location-preciselocation', at, value: { ...EXACT, heading: 90 } },
          { code: 'location-isathome', at, value: true },
        ],
      },
    ],
  });
  assert.deepEqual([answer.status, JSON.parse(answer.body)], [200, { batches: 1, unknown: [] }]);
}

/** What is kept, newest last, without its times. */
async function kept(): Promise<Record<string, unknown>[]> {
  const found = [];
  for await (const { samples } of exportTelemetry(world.kernel, OWNER))
    found.push(Object.fromEntries(Object.entries(samples).map(([name, list]) => [name, list[0]?.[1]])));
  return found;
}
const last = async () => (await kept()).at(-1) ?? {};

test('a car that is shared with nobody leaves nothing; one that is, only what is opened', async () => {
  await report();
  assert.deepEqual(await kept(), []);
  const grant = await shareCars(world, [vehicle], ['read_odometer'], { owner: OWNER });
  await report();
  assert.deepEqual(await kept(), [{ odometer: 1000 }]);
  const other = { owner: OWNER, application: OTHER_APPLICATION };
  const second = await shareCars(world, [vehicle], ['read_battery', 'read_odometer'], other);
  await report();
  assert.deepEqual(await last(), { odometer: 1000, battery_level: 0.615 });
  const signals = await world.database.pool.query('select signals, count from vehicles.telemetry order by until desc');
  assert.deepEqual(signals.rows[0], { signals: ['odometer', 'battery_level'], count: 2 });

  // Taking one of two permissions back takes what only it opened, of what is kept as well.
  await narrowPermissions(world.kernel, olivia, second, ['read_battery']);
  assert.deepEqual(await kept(), [{ odometer: 1000 }, { odometer: 1000 }]);
  await revokeGrant(world.kernel, olivia, grant, 'owner');
  assert.equal((await kept()).length, 2, 'the other application may still know it');
  await revokeGrant(world.kernel, olivia, second, 'owner');
  assert.deepEqual(await kept(), []);
  await report();
  assert.deepEqual(await kept(), []);
});

test('while a grant is paused nothing is kept for it, not even what was', async () => {
  const grant = await shareCars(world, [vehicle], ['read_odometer'], { owner: OWNER });
  await report();
  assert.equal((await kept()).length, 1);
  await pauseGrant(world.kernel, olivia, grant);
  assert.deepEqual(await kept(), []);
  await report();
  assert.deepEqual(await kept(), []);
  await resumeGrant(world.kernel, olivia, grant);
  await report();
  assert.equal((await kept()).length, 1);
  await revokeGrant(world.kernel, olivia, grant, 'owner');
});

test('a place is kept as exactly as somebody may know it; what was coarse is never told as exact', async () => {
  const grant = await shareCars(world, [vehicle], ['read_location', 'read_compass'], { owner: OWNER });
  await report();
  assert.deepEqual(await last(), { location: { ...EXACT, heading: 90 }, at_home: true });
  await makeCoarse(world.kernel, olivia, grant);
  const square = { ...roundPlace(EXACT), heading: 90 };
  assert.deepEqual(await kept(), [{ location: square }], 'what was kept became coarse, too');
  await report();
  assert.deepEqual(await last(), { location: square });

  const exact = await shareCars(world, [vehicle], ['read_location'], { owner: OWNER, application: OTHER_APPLICATION });
  assert.deepEqual(await kept(), []);
  await report();
  assert.deepEqual(await last(), { location: { ...EXACT, heading: 90 }, at_home: true });
  await revokeGrant(world.kernel, olivia, exact, 'owner');
  assert.deepEqual(await kept(), [{ location: square }]);
  await revokeGrant(world.kernel, olivia, grant, 'owner');
});

test('another process keeps no more than what is needed within a moment of the change', async () => {
  const other = await world.another();
  const grant = await shareCars(world, [vehicle], ['read_odometer'], { owner: OWNER });
  await report();
  // The change is made elsewhere: this process hears of it by the notice.
  const changed = revokeGrant(other.kernel, olivia, grant, 'owner');
  await Promise.all([changed, ...Array.from({ length: 20 }, report)]);
  for (let tries = 0; tries < 40 && (await kept()).length > 0; tries += 1)
    await new Promise(resolve => setTimeout(resolve, 25));
  assert.deepEqual(await kept(), []);
  await report();
  assert.deepEqual(await kept(), []);
  await other.close();
});

test('what newer batches have replaced, and what a grant opened that ran out, goes at night; a legal hold keeps it', async () => {
  const grant = await shareCars(world, [vehicle], ['read_odometer'], { owner: OWNER });
  for (let times = 0; times < 6; times += 1) await report();
  assert.equal((await kept()).length, 6);
  const hold = `insert into rights.hold (id, person, part, item, reason, until, created_at, created_by)
                values ('hld_test', $1, 'vehicles', $2, ''::bytea, now() + interval '1 year', now(), 'per_x')`;
  await world.database.pool.query(hold, [OWNER, vehicle]);
  await keepOnlyNeededJob.run(world.kernel, {});
  assert.equal((await kept()).length, 6);
  await world.database.pool.query(`delete from rights.hold where id = 'hld_test'`);
  await keepOnlyNeededJob.run(world.kernel, {});
  assert.equal((await kept()).length, 3, 'the three that a read looks at');
  await world.database.pool.query('update connect."grant" set expires_at = $2 where id = $1', [
    grant,
    new Date(world.clock.now().getTime() + DAY),
  ]);
  world.clock.advance(2 * DAY);
  token = (await apiToken(world, 'admin', ['telemetry:write'])).token;
  await report();
  assert.equal((await kept()).length, 3, 'nothing new');
  await keepOnlyNeededJob.run(world.kernel, {});
  assert.deepEqual(await kept(), []);
});
