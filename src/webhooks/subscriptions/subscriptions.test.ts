// Subscriptions through the public door, once there are some: they tell what changed, and are silent once the owner says so.
import assert from 'node:assert/strict';
import diagnostics from 'node:diagnostics_channel';
import { after as afterAll, beforeEach, test } from 'node:test';
import { DOCS, type Message, openSubscribedWorld } from '../../../test/support/subscribed-world.ts';
import { narrowPermissions, pauseGrant, resumeGrant, revokeGrant } from '../../connect/index.ts';
import { DAY, HOUR, MINUTE } from '../../core/clock.ts';
import { linkVehicles, listReadEvents } from '../../vehicles/index.ts';
import { personalData } from '../personal-data.ts';

const subscribed = await openSubscribedWorld();
const { world, standIn, answering, grant, revokeAll, webhook, messages, pass } = subscribed;
const { owner, application, volt } = subscribed.facts;
afterAll(subscribed.close);
beforeEach(subscribed.begin);

test('a new grant subscribes by itself; what changes is told, what does not is not; the end of the grant is the end', async () => {
  await webhook('/auto', { autoSubscribe: 'on' });
  await webhook('/other');
  await grant(['read_odometer']);
  await world.settle();
  assert.equal(messages('/auto').length, 1);
  assert.equal(messages('/other').length, 0);
  await pass(DAY, 30 * MINUTE);
  const told = messages('/auto');
  assert.ok(told.length > 1 && told.length < 40, `${told.length} messages`);
  assert.equal(new Set(told.map(({ eventId }) => eventId)).size, told.length);
  const distances = told.map(({ data }) => JSON.stringify(data.signals[0]?.body));
  assert.equal(new Set(distances).size, distances.length, 'each tells another distance');
  for (const { triggers, data } of told) {
    assert.deepEqual(
      triggers.map(({ signal }) => signal.code),
      ['odometer-traveleddistance'],
    );
    assert.equal(data.signals.length, 3);
    assert.equal(data.vehicle.make, null, 'make and model were not granted');
  }
  const exported = await personalData.export(world.kernel, owner.id);
  assert.match(JSON.stringify(exported), /"application":"Evergreen Charging"/);

  // While the server is down messages wait; they are dropped with the permission.
  standIn.answer(answering(() => ({ status: 500 })));
  await pass(12 * HOUR, 30 * MINUTE);
  const tries = messages('/auto').length;
  assert.ok(tries > told.length);
  await revokeAll();
  await world.settle();
  const { rows } = await world.database.pool.query(
    `select (select count(*)::int from core.delivery_waiting where about not like 'permission:%') as waiting,
            (select count(*)::int from webhooks.subscription where ended_at is null) as subscribed`,
  );
  assert.deepEqual(rows, [{ waiting: 0, subscribed: 0 }]);
  standIn.answer(answering());
  await pass(DAY, HOUR);
  const after = messages('/auto');
  assert.equal(after.filter(({ eventType }) => eventType === 'VEHICLE_STATE').length, tries);
  assert.deepEqual(
    new Set(
      after.slice(tries).map(({ data }) => JSON.stringify([data.vehicle.id, data.vehicle.make, ...stateOf(data)])),
    ),
    new Set([JSON.stringify([volt, null, 'PERMISSION ERROR'])]),
    'only that it is over is still told',
  );

  await personalData.erase(world.kernel, owner.id);
  const left = await world.database.pool.query('select 1 from core.delivery where about is not null');
  assert.equal(left.rows.length, 0, 'an erasure takes what was sent along');
});

const stateOf = ({ errors }: Message['data']): string[] => errors.map(({ type, state }) => `${type} ${state}`);

test('a pause drops what waits and asks no car; resumed it goes on; what is taken back is in no message any more', async () => {
  await webhook('/rest', { autoSubscribe: 'on', data: ['charging', 'location'] });
  const id = await grant(['read_odometer', 'read_location']);
  await world.settle();
  assert.equal(messages('/rest').length, 1);
  standIn.answer(answering(() => ({ status: 500 })));
  await pass(6 * HOUR, 30 * MINUTE);
  await pauseGrant(world.kernel, owner, id);
  standIn.heard.length = 0;
  standIn.answer(answering());
  const lines = async () => (await listReadEvents(world.kernel, owner, { application })).events[0]?.seq;
  const last = await lines();
  await pass(DAY, HOUR);
  assert.equal(await lines(), last, 'no car is asked while it rests');
  assert.deepEqual(
    messages('/rest').map(({ eventType, data }) => [eventType, ...stateOf(data)]),
    [['VEHICLE_ERROR', 'PERMISSION ERROR']],
  );
  assert.equal(messages('/rest')[0]?.data.errors[0]?.docURL, `${DOCS}/errors/api-errors/permission-errors#null`);
  standIn.heard.length = 0;
  await resumeGrant(world.kernel, owner, id);
  await pass(DAY, HOUR);
  const resumed = messages('/rest');
  assert.deepEqual(
    resumed.filter(({ eventType }) => eventType === 'VEHICLE_ERROR').flatMap(({ data }) => stateOf(data)),
    ['PERMISSION RESOLVED'],
  );
  const placed = resumed.filter(({ data }) => data.signals?.some(({ code, body }) => /location/.test(code) && body));
  assert.ok(placed.length > 0);

  standIn.answer(answering(() => ({ status: 500 })));
  await pass(6 * HOUR, 30 * MINUTE);
  await narrowPermissions(world.kernel, owner, id, ['read_location']);
  standIn.heard.length = 0;
  standIn.answer(answering());
  await pass(2 * DAY, HOUR);
  const told = messages('/rest');
  assert.ok(told.some(({ eventType }) => eventType === 'VEHICLE_STATE'));
  for (const { data } of told)
    assert.ok(data.signals?.every(({ code, body }) => !/location/.test(code) || body === null) ?? true);
  const lost = told.flatMap(({ data }) => data.errors ?? []);
  assert.deepEqual(
    lost.map(({ type, state, signals }) => [type, state, signals?.map(({ code }) => code)]),
    [['PERMISSION', 'ERROR', ['location-preciselocation']]],
  );
});

test('nothing leaves once a revocation has committed, whenever it comes', async () => {
  let isRevoked = false;
  let sentAfter = 0;
  let sent = 0;
  const noteSending = (message: unknown): void => {
    const { request } = message as { request: { path: string } };
    if (request.path !== '/race') return;
    sent += 1;
    if (isRevoked) sentAfter += 1;
  };
  // That it is over is told elsewhere.
  await webhook('/race', { autoSubscribe: 'on', errorCallback: `${standIn.origin}/over` });
  diagnostics.subscribe('undici:client:sendHeaders', noteSending);
  try {
    for (let round = 0; round < 40; round++) {
      isRevoked = false;
      const id = await grant(['read_odometer']);
      const settling = world.settle();
      // From the look at the car to the connection to the server: the revocation comes at any point of it.
      for (let wait = 0; wait < round * 3; wait++) await new Promise(setImmediate);
      await revokeGrant(world.kernel, owner, id, 'owner');
      isRevoked = true;
      await settling;
      await world.settle();
    }
  } finally {
    diagnostics.unsubscribe('undici:client:sendHeaders', noteSending);
  }
  assert.equal(sentAfter, 0);
  assert.ok(sent < 40 * 3, `${sent}`);
});

test('a car that reports is looked at at once, and not more than once a minute for a webhook', async () => {
  await webhook('/push', { autoSubscribe: 'on' });
  await grant(['read_odometer']);
  await world.settle();
  const looks = async () =>
    (
      await world.database.pool.query('select count(*)::int as n from vehicles.read_event where signal = $1', [
        'odometer',
      ])
    ).rows[0].n;
  const report = async () => {
    await world.kernel.transaction(kernel => kernel.emit(kernel, 'vehicle.reported', { vehicle: volt }));
    await world.settle();
  };
  world.clock.advance(2 * MINUTE);
  const before = await looks();
  await report();
  assert.equal(await looks(), before + 1, 'at once, long before it is due');
  for (let second = 0; second < 50; second += 10) {
    world.clock.advance(10_000);
    await report();
  }
  assert.equal(await looks(), before + 1, 'looked at a moment ago');
  world.clock.advance(20_000);
  await world.settle();
  assert.equal(await looks(), before + 2, 'what was reported since is not forgotten');
  await world.kernel.transaction(kernel =>
    kernel.emit(kernel, 'vehicle.reported', { vehicle: '00000000-0000-4000-8000-000000000000' }),
  );
  await world.settle();
  assert.equal(await looks(), before + 2, 'nobody is told about another car');
});

test('errors of a car are told once, to their own address, and once more when they are over', async () => {
  await webhook('/state', { autoSubscribe: 'on', errorCallback: `${standIn.origin}/errors` });
  await grant();
  await world.settle();
  const connections = 'delete from vehicles.connection where vehicle = $1';
  await world.database.pool.query(connections, [volt]);
  await pass(2 * HOUR, 20 * MINUTE);
  const told = (path: string) =>
    messages(path).map(({ eventType, data }) => `${eventType} ${data.errors?.map(e => `${e.code} ${e.state}`)}`);
  assert.deepEqual(told('/errors'), ['VEHICLE_ERROR VEHICLE_MISSING ERROR']);
  assert.equal(messages('/errors')[0]?.data.vehicle.id, volt);
  assert.match(messages('/errors')[0]?.data.errors[0]?.docURL ?? '', new RegExp(`^${DOCS}/errors/api-errors/`));
  await linkVehicles(
    world.kernel,
    { kind: 'system', name: 'test' },
    {
      owner: owner.id,
      provider: 'simulator',
      credentials: null,
      only: ['volt'],
    },
  );
  await pass(DAY, HOUR);
  assert.deepEqual(told('/errors'), ['VEHICLE_ERROR VEHICLE_MISSING ERROR', 'VEHICLE_ERROR VEHICLE_MISSING RESOLVED']);
  assert.ok(messages('/state').every(({ eventType }) => eventType === 'VEHICLE_STATE'));
  const failed = `select 1 from vehicles.read_event where application = $1 and outcome = 'failed'`;
  assert.ok((await world.database.pool.query(failed, [application])).rows.length > 0, 'reads that gave nothing say so');
});
