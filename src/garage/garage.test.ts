// The garage through its pages: a developer makes a car, sees it live, interferes, and nobody else sees anything.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { personActor } from '../../test/support/a-report.ts';
import { signInAs } from '../../test/support/sign-in.ts';
import type { Visitor } from '../../test/support/visitor.ts';
import { openWorld, type World } from '../../test/support/world.ts';
import { href, routes } from '../catalog/routes.ts';
import { system } from '../core/actor.ts';
import { createOrganization } from '../developers/create-organization.ts';
import { insertMember } from '../developers/organization-store.ts';
import { findProvider, isFault, linkVehicles, listMadeCars, makeCar } from '../vehicles/index.ts';
import { MOST_CARS } from './keep-cars.ts';

describe('the garage', () => {
  let world: World;
  let developer: Visitor;
  let id: string;
  before(async () => {
    world = await openWorld();
    developer = await signInAs(world, 'developer');
    id = await createOrganization(world.kernel, await personActor(world, 'developer'), 'Garage tests');
  });
  after(() => world.close());

  const carsPath = () => href(routes.garage.cars, { id });
  const simulator = () => findProvider(world.kernel, 'simulator') ?? assert.fail();
  const order = { model: 'model-y', profile: 'commuter', region: 'US' };
  /** Orders a car and gives its page. */
  const make = async (fields: Record<string, string> = order): Promise<string> => {
    const made = await developer.post(carsPath(), fields);
    assert.equal(made.status, 303, made.body.slice(0, 500));
    return made.location ?? assert.fail();
  };
  const madeCar = async (path: string) =>
    (await listMadeCars(world.kernel, id)).find(car => path.endsWith(car.id)) ?? assert.fail();
  const reading = async (path: string, signal: 'odometer' | 'battery_level' | 'plugged_in') => {
    const car = await madeCar(path);
    const answer = await simulator().read(
      { vehicle: car.id, credentials: `car:${car.id}` },
      [signal],
      world.clock.now(),
    );
    return isFault(answer) ? answer.fault : answer[0]?.value;
  };

  test('a car is made with one form, shows its life, and its sign-in opens it alone', async () => {
    assert.match((await developer.get(carsPath())).body, /No simulated car yet/);
    const refused = await developer.post(carsPath(), { ...order, model: 'spaceship' });
    assert.deepEqual([refused.status, refused.body.includes('Choose one of these')], [422, true]);
    const path = await make();
    const page = await developer.get(path);
    const car = await madeCar(path);
    for (const words of [
      'TESLA Model Y, 2021',
      car.username,
      car.password,
      'The coming day',
      'Fast-forward',
      'Odometer',
    ])
      assert.ok(page.body.includes(words), words);
    assert.match((await developer.get(carsPath())).body, /TESLA Model Y/);
    assert.ok(!page.body.includes('Open Connect for'), 'there is no application yet');
    await developer.post(href(routes.developers.createApplication, { id }), {
      id: crypto.randomUUID(),
      name: 'Trips',
      purpose: 'Counts the miles of a day.',
      privacyPolicyUrl: 'https://start.example/privacy',
      redirectUris: 'http://127.0.0.1:9/done',
    });
    const link =
      /href="([^"]+)"[^>]*>(?:(?!<\/a>)[\s\S])*Open Connect for Trips/.exec((await developer.get(path)).body)?.[1] ??
      '';
    const visitor = world.visitor();
    const { location: step = '' } = await visitor.get(link.replaceAll('&amp;', '&'));
    const login = await visitor.follow(await visitor.post(step, {}));
    assert.match(login.body, /id="sign-in-button"/, 'no brand is asked for');
    assert.match(login.body, /Tesla/i);

    const { signIn } = simulator();
    assert.ok(signIn.kind === 'form');
    const signed = await signIn.signIn(
      { username: car.username.toUpperCase(), password: car.password },
      world.clock.now(),
    );
    assert.ok(!isFault(signed));
    const cars = await simulator().listVehicles(signed.credentials, world.clock.now());
    assert.ok(!isFault(cars) && cars.length === 1 && cars[0]?.make === 'TESLA');
    for (const wrong of [
      { username: car.username, password: 'guess' },
      { username: 'model-y-00000000', password: car.password },
      { username: '', password: '' },
    ])
      assert.ok(isFault(await signIn.signIn(wrong, world.clock.now())));
    // Name and password lie nowhere in the clear.
    const { rows } = await world.database.pool.query('select t::text as row from vehicles.simulated_car t');
    assert.ok(rows.every(({ row }) => !row.includes(car.password) && !row.includes(car.username)));
  });

  test('time, battery, cable and answers are changed by hand, and what cannot be is said', async () => {
    const path = await make();
    const before = Number(await reading(path, 'odometer'));
    const act = (fields: Record<string, string>) => developer.post(path, fields);
    assert.equal((await act({ do: 'forward', to: 'week' })).status, 303);
    assert.ok(Number(await reading(path, 'odometer')) > before + 100, 'it drove for a week');
    assert.equal((await act({ do: 'forward', to: 'drive' })).status, 303);
    assert.match((await developer.get(path)).body, /Driving/);
    const moving = await act({ do: 'level', level: '40' });
    assert.deepEqual([moving.status, moving.body.includes('The vehicle is moving')], [422, true]);
    assert.equal((await act({ do: 'forward', to: 'home' })).status, 303);
    assert.equal((await act({ do: 'level', level: '40' })).status, 303);
    assert.equal(await reading(path, 'battery_level'), 0.4);
    const wasIn = await reading(path, 'plugged_in');
    assert.equal((await act({ do: wasIn ? 'unplug' : 'plug-in' })).status, 303);
    assert.equal(await reading(path, 'plugged_in'), !wasIn);
    for (const wrong of [
      { do: 'level', level: '400' },
      { do: 'forward', to: 'mars' },
      { do: 'answer', refusal: 'NO' },
      {},
    ])
      assert.equal((await act(wrong)).status, 422, JSON.stringify(wrong));
    assert.equal((await act({ do: 'answer', refusal: 'VEHICLE_STATE.ASLEEP' })).status, 303);
    assert.equal(await reading(path, 'odometer'), 'VEHICLE_STATE.ASLEEP');
    assert.match((await developer.get(path)).body, /Answers every request with VEHICLE_STATE.ASLEEP/);
    assert.equal((await act({ do: 'answer', refusal: '' })).status, 303);
    assert.equal(typeof (await reading(path, 'odometer')), 'number');
    assert.match((await developer.get(path)).body, /clock was put ahead/);
    const standing = await make({ ...order, profile: 'standing' });
    const never = await developer.post(standing, { do: 'forward', to: 'drive' });
    assert.deepEqual([never.status, never.body.includes('does not do that')], [422, true]);
  });

  test('a removed car is missing for who asks for it, at once', async () => {
    const path = await make();
    const { id: carId } = await madeCar(path);
    const owner = (await personActor(world, 'owner')).id;
    await linkVehicles(world.kernel, system('test'), { owner, provider: 'simulator', credentials: `car:${carId}` });
    assert.equal(typeof (await reading(path, 'odometer')), 'number');
    assert.match((await developer.get(`${path}/remove`)).body, /hear that the vehicle\s+is missing/);
    assert.equal((await developer.post(`${path}/remove`, {})).status, 303);
    const gone = await simulator().read({ vehicle: carId, credentials: null }, ['odometer'], world.clock.now());
    assert.deepEqual(gone, { fault: 'CONNECTED_SERVICES_ACCOUNT.VEHICLE_MISSING' });
    assert.equal((await developer.get(path)).status, 404);
  });

  test('members look and change nothing; strangers find nothing, and a car is found in its own garage only', async () => {
    const path = await make();
    const { id: carId } = await madeCar(path);
    const member = await signInAs(world, 'researcher');
    const paths = [carsPath(), path, `${path}/remove`];
    for (const one of paths) assert.equal((await member.get(one)).status, 404, one);
    assert.equal((await member.post(path, { do: 'forward', to: 'day' })).status, 404);
    await insertMember(world.kernel, id, (await personActor(world, 'researcher')).id, 'member');
    const seen = await member.get(path);
    assert.equal(seen.status, 200);
    assert.ok(!seen.body.includes('Fast-forward') && !seen.body.includes('Remove this car'));
    for (const [one, fields] of [
      [carsPath(), order],
      [path, { do: 'forward', to: 'day' }],
      [`${path}/remove`, {}],
    ] as const)
      assert.equal((await member.post(one, fields)).status, 403, one);
    const other = await createOrganization(world.kernel, await personActor(world, 'researcher'), 'Elsewhere');
    assert.equal((await member.get(href(routes.garage.car, { id: other, car: carId }))).status, 404);
  });

  test('a garage has room for so many cars', async () => {
    const { kernel } = world;
    while ((await listMadeCars(kernel, id)).length < MOST_CARS)
      await makeCar(kernel, id, { model: 'golf', profile: 'everyday', region: 'EUROPE' });
    const full = await developer.post(carsPath(), order);
    assert.deepEqual([full.status, full.body.includes(`at most ${MOST_CARS}`)], [422, true]);
  });
});
