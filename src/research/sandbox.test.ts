// Sandboxes from the one press to the last job: the real SDK reads a simulated car, and no way leads to a real one.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { personActor } from '../../test/support/a-report.ts';
import { personOf, signInAs } from '../../test/support/sign-in.ts';
import type { Page, Visitor } from '../../test/support/visitor.ts';
import { openWorld, type World } from '../../test/support/world.ts';
import { href, routes } from '../catalog/routes.ts';
import { connectChecks } from '../connect/connect-checks.ts';
import { areOfOneWorld } from '../connect/consent/sandbox-rule.ts';
import { giveGrant } from '../connect/index.ts';
import { system } from '../core/actor.ts';
import { DAY } from '../core/clock.ts';
import { newUuid } from '../core/ids.ts';
import { registerApplication } from '../developers/create-application.ts';
import { createOrganization } from '../developers/create-organization.ts';
import { linkVehicles, listOwnedVehicles } from '../vehicles/index.ts';
import { researchModule } from './module.ts';
import { findOwnSandbox } from './sandbox-store.ts';

type Access = { accessToken: string; refreshToken: string };
type Smartcar = {
  AuthClient: new (options: {
    clientId: string;
    clientSecret: string;
    redirectUri: string;
  }) => { exchangeCode(code: string): Promise<Access>; exchangeRefreshToken(token: string): Promise<Access> };
  Vehicle: new (id: string, token: string) => { odometer(): Promise<{ distance: number }> };
  getVehicles(token: string): Promise<{ vehicles: string[] }>;
};

const SECRET = /data-copy[^>]*>\s*([\w-]{43})\s*</;
const at = routes.research;

/** Presses the one button. */
async function press(visitor: Visitor): Promise<{ page: Page; secret: string }> {
  const page = await visitor.post(at.sandbox.path, {});
  assert.equal(page.status, 200, page.body.slice(0, 500));
  return { page, secret: SECRET.exec(page.body)?.[1] ?? assert.fail('no secret was told') };
}

const authorizeUrl = (application: string, redirectUri: string) =>
  href(routes.connect.authorize, undefined, {
    response_type: 'code',
    client_id: application,
    redirect_uri: redirectUri,
    scope: 'required:read_odometer',
    state: 'st',
  });

/** A private window in which the simulated owner signs in by a link from the researcher's page. */
async function owner(world: World, researcher: Visitor, which: '1' | '2' = '1'): Promise<Visitor> {
  const made = await researcher.post(at.ownerLink.path, { owner: which });
  const link = /(http:\/\/[^\s<]+\/sign-in\/link\?token=[\w-]+)/.exec(made.body)?.[1] ?? assert.fail('no link');
  const window = world.visitor();
  assert.match((await window.get(link)).body, /sandbox\.invalid/);
  const entered = await window.post(routes.accounts.signInLink.path, {
    token: new URL(link).searchParams.get('token') ?? '',
  });
  assert.equal(entered.location, routes.privacy.home.path);
  return window;
}

/** What Connect shows this visitor for the application. */
async function askAt(
  visitor: Visitor,
  application: string,
  redirectUri: string,
): Promise<{ step: string; page: Page }> {
  const step = (await visitor.get(authorizeUrl(application, redirectUri))).location ?? assert.fail('no step');
  return { step, page: await visitor.open(step) };
}

/** Allows everything that the page offers, with all cars. @returns the code */
async function allow(visitor: Visitor, application: string, redirectUri: string): Promise<string> {
  const { step, page } = await askAt(visitor, application, redirectUri);
  const value = (name: string) =>
    [
      ...page.body.matchAll(new RegExp(`name="${name}"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="${name}"`, 'g')),
    ].map(([, a, b]) => a ?? b ?? '');
  const allowed = await visitor.post(`${step}/consent`, {
    notice: value('notice')[0],
    vehicles: value('vehicles'),
    'allow-read_odometer': 'on',
  });
  assert.equal(allowed.status, 303, allowed.body.slice(0, 800));
  const back = await visitor.follow(allowed);
  return new URL(back.location ?? '').searchParams.get('code') ?? assert.fail(`no code: ${back.location}`);
}

const countAll = async (world: World, sandbox: string, owner: string) => {
  const { rows } = await world.database.pool.query<Record<string, string>>(
    `select (select count(*) from accounts.person where sandbox = $1) as people,
            (select count(*) from developers.organization where sandbox = $1) as organizations,
            (select count(*) from vehicles.vehicle where sandbox = $1) as cars,
            (select count(*) from connect."grant" where sandbox = $1 or owner = $2) as grants,
            (select count(*) from core.data_key where subject = $2) as keys,
            (select count(*) from research.sandbox where id = $1) as sandboxes`,
    [sandbox, owner],
  );
  return Object.fromEntries(Object.entries(rows[0] ?? {}).map(([name, count]) => [name, Number(count)]));
};

describe('a researcher’s sandbox', () => {
  let world: World;
  let researcher: Visitor;
  let origin: string;
  let smartcar: Smartcar;
  before(async () => {
    world = await openWorld();
    researcher = await signInAs(world, 'researcher');
    origin = await world.app.server.listen({ host: '127.0.0.1', port: 0 });
    process.env['SMARTCAR_API_ORIGIN'] = origin;
    process.env['SMARTCAR_AUTH_ORIGIN'] = origin;
    smartcar = createRequire(import.meta.url)('smartcar');
  });
  after(() => world.close());

  const mine = async () =>
    (await findOwnSandbox(world.kernel, await personActor(world, 'researcher'))) ?? assert.fail('no sandbox');

  test('one press gives it; the real SDK reads a simulated car; traffic is marked, throttled, and everything ends', async () => {
    assert.match((await researcher.get(routes.program.show.path)).body, /Get safe test cars/);
    assert.match((await researcher.get(routes.reports.mine.path)).body, /action="\/sandbox"/);
    assert.match((await researcher.get(at.sandbox.path)).body, /Get a sandbox/);
    const { page, secret } = await press(researcher);
    const { id, application, owner: riley } = await mine();
    for (const words of [
      application,
      `X-Telltale-Research: ${id}`,
      'CHEVROLET',
      'TESLA',
      'BMW',
      'NISSAN',
      'Make a sign-in link for Sam',
      'first-read.mjs',
    ])
      assert.ok(page.body.includes(words), words);
    assert.equal((await researcher.post(at.sandbox.path, {})).status, 303, 'a second press leads to the same one');
    const again = await researcher.get(at.sandbox.path);
    assert.ok(!again.body.includes(secret), 'the secret is told once');
    assert.deepEqual(await countAll(world, id, riley), {
      people: 2,
      organizations: 1,
      cars: 5,
      grants: 0,
      keys: 1,
      sandboxes: 1,
    });

    const redirectUri = world.kernel.config.publicUrl + at.callback.path;
    const window = await owner(world, researcher);
    assert.match((await window.get(routes.privacy.home.path)).body, /Volt/);
    const code = await allow(window, application, redirectUri);
    assert.match((await world.visitor().get(`${at.callback.path}?code=${code}&state=st`)).body, new RegExp(code));
    const client = new smartcar.AuthClient({ clientId: application, clientSecret: secret, redirectUri });
    const access = await client.exchangeCode(code);
    const { vehicles } = await smartcar.getVehicles(access.accessToken);
    assert.equal(vehicles.length, 3);
    const { distance } = await new smartcar.Vehicle(vehicles[0] ?? '', access.accessToken).odometer();
    assert.ok(distance > 0);
    assert.match((await window.get(routes.privacy.log.path)).body, /Sandbox application/);

    // Sam is another owner of the same sandbox: neither token reaches the other's cars, also not of the same make.
    const { otherOwner, organization } = await mine();
    const sams = (await listOwnedVehicles(world.kernel, otherOwner ?? '')).map(car => car.id);
    assert.equal(sams.length, 2);
    const sam = await owner(world, researcher, '2');
    assert.match((await sam.get(routes.privacy.home.path)).body, /LEAF/);
    const other = await client.exchangeCode(await allow(sam, application, redirectUri));
    assert.deepEqual((await smartcar.getVehicles(other.accessToken)).vehicles.toSorted(), sams.toSorted());
    const across = [
      [access, sams],
      [other, vehicles],
    ] as const;
    for (const [{ accessToken }, cars] of across)
      for (const car of cars) await assert.rejects(new smartcar.Vehicle(car, accessToken).odometer(), /PERMISSION/);
    assert.match((await researcher.get(href(routes.garage.cars, { id: organization }))).body, /LEAF/);

    // Marked in the log by its credentials, and by the header wherever it is set; what is no mark is not logged.
    const lines = () => world.logLines.map(line => JSON.parse(line) as Record<string, unknown>);
    assert.ok(
      lines().some(({ sandbox, route, status }) => sandbox === id && /odometer/.test(String(route)) && status === 200),
    );
    await world.visitor().get(routes.program.show.path, { 'x-telltale-research': id });
    assert.ok(
      lines().some(({ research, sandbox, route }) => research === id && sandbox === null && route === '/program'),
    );
    await world.visitor().get(routes.program.show.path, { 'x-telltale-research': 'Robin <robin@x.example>' });
    assert.ok(!world.logLines.some(line => line.includes('robin@x.example')));

    // A throttle of its own, far below that of an application.
    let status = 200;
    let sent = 0;
    for (; status !== 429 && sent < 200; sent++)
      status = (
        await world.app.server.inject({
          method: 'GET',
          url: '/v2.0/vehicles',
          headers: { authorization: `Bearer ${access.accessToken}` },
        })
      ).statusCode;
    assert.ok(sent > 80 && sent < 125, `${sent} requests until refused`);
    world.clock.advance(3_600_000);

    // Reset: grants and tokens end, the cars come back with other ids; application and secret stay.
    assert.match((await researcher.get(at.reset.path)).body, /Reset your sandbox/);
    assert.equal((await researcher.post(at.reset.path, {})).status, 303);
    await assert.rejects(client.exchangeRefreshToken(access.refreshToken));
    const fresh = await listOwnedVehicles(world.kernel, riley);
    assert.equal(fresh.length, 3);
    assert.ok(fresh.every(car => !vehicles.includes(car.id) && car.sandbox === id));
    assert.equal((await countAll(world, id, riley))['grants'], 0);
    const next = await client.exchangeCode(await allow(await owner(world, researcher), application, redirectUri));
    assert.equal((await smartcar.getVehicles(next.accessToken)).vehicles.length, 3);

    // Extended once.
    const { expiresAt } = await mine();
    assert.equal((await researcher.post(at.extend.path, {})).status, 303);
    assert.equal((await mine()).expiresAt.getTime(), expiresAt.getTime() + 30 * DAY);
    assert.equal((await researcher.post(at.extend.path, {})).status, 409);

    // Told before its end, and gone after it.
    world.clock.set(new Date(expiresAt.getTime() + 28 * DAY));
    const job = researchModule.jobs?.[0] ?? assert.fail();
    await job.run(world.kernel, {});
    await job.run(world.kernel, {});
    const told = (await world.mails()).filter(({ subject }) => /sandbox/i.test(subject));
    assert.equal(told.length, 1);
    assert.match(told[0]?.text ?? '', /extended already/);
    world.clock.set(new Date(expiresAt.getTime() + 30 * DAY));
    await job.run(world.kernel, {});
    assert.deepEqual(await countAll(world, id, riley), {
      people: 0,
      organizations: 0,
      cars: 0,
      grants: 0,
      keys: 0,
      sandboxes: 0,
    });
    await assert.rejects(smartcar.getVehicles(next.accessToken));
    await assert.rejects(client.exchangeRefreshToken(next.refreshToken));
  });

  test('the simulated owner is nobody elsewhere, and a real owner has nothing to give to a sandbox', async () => {
    researcher = await signInAs(world, 'researcher');
    await press(researcher);
    const { application } = await mine();
    const window = await owner(world, researcher);
    const isSentAway = ({ status, location }: Page) =>
      status === 401 || (status === 303 && (location ?? '').startsWith(routes.accounts.signIn.path));
    for (const path of [
      at.sandbox.path,
      routes.developers.home.path,
      routes.reports.mine.path,
      routes.accounts.settings.path,
    ])
      assert.ok(isSentAway(await window.get(path)), path);
    assert.ok(isSentAway(await window.post(at.sandbox.path, {})));
    assert.ok(isSentAway(await window.post(routes.developers.create.path, { name: 'Real Applications Inc.' })));

    const real = await signInAs(world, 'owner');
    const person = await personOf(world, 'owner');
    await linkVehicles(world.kernel, system('test'), {
      owner: person,
      provider: 'simulator',
      credentials: null,
      only: ['volt'],
    });
    const redirectUri = world.kernel.config.publicUrl + at.callback.path;
    const { step, page } = await askAt(real, application, redirectUri);
    assert.match(page.body, /This app can’t have your car/);
    const [car] = await listOwnedVehicles(world.kernel, person);
    const forced = await real.post(`${step}/consent`, {
      notice: 'x',
      vehicles: [car?.id ?? ''],
      'allow-read_odometer': 'on',
    });
    assert.deepEqual([forced.status, forced.location], [303, `${step}/grant`], 'there is nothing to allow');
    const denied = await real.follow(await real.post(`${step}/deny`, {}));
    assert.match(denied.location ?? '', /error=no_vehicles/);

    // What belongs to a sandbox stays one researcher's and one application.
    const { organization } = await mine();
    const invite = await researcher.post(href(routes.developers.inviteMember, { id: organization }), {
      email: 'x@example.com',
      role: 'owner',
    });
    assert.equal(invite.status, 403);
    assert.equal((await researcher.get(href(routes.developers.createApplication, { id: organization }))).status, 403);
  });

  test('staff sees which there are and ends one; others see nothing of it', async () => {
    const triager = await signInAs(world, 'triager');
    const { id } = await mine();
    const list = await triager.get(at.list.path);
    assert.match(list.body, new RegExp(id));
    assert.equal((await researcher.get(at.list.path)).status, 404);
    assert.match((await triager.get(href(at.endOne, { id }))).body, /End the sandbox of/);
    assert.equal((await researcher.post(href(at.endOne, { id }), {})).status, 404);
    assert.equal((await triager.post(href(at.endOne, { id }), {})).status, 303);
    assert.equal((await triager.post(href(at.endOne, { id }), {})).status, 404);
    assert.match((await researcher.get(at.sandbox.path)).body, /Get a sandbox/);
  });

  test('a person’s export tells of it, and erasing them ends it', async () => {
    await press(researcher);
    const { id, owner: riley, person } = await mine();
    const { personalData } = researchModule;
    assert.match(JSON.stringify(await personalData?.export(world.kernel, person)), new RegExp(id));
    await personalData?.erase(world.kernel, person);
    assert.deepEqual(await countAll(world, id, riley), {
      people: 0,
      organizations: 0,
      cars: 0,
      grants: 0,
      keys: 0,
      sandboxes: 0,
    });
  });

  test('whatever applications and cars come together: a grant is of one world, or there is none', async () => {
    const { kernel } = world;
    const other = await signInAs(world, { name: 'Second', email: 'second@research.example' });
    await press(researcher);
    await press(other);
    const sandboxes = [
      await mine(),
      (await findOwnSandbox(kernel, {
        id: await personOf(world, { name: 'Second', email: 'second@research.example' }),
      })) ?? assert.fail(),
    ];
    const developer = await personOf(world, 'developer');
    const organization = await createOrganization(kernel, { id: developer }, 'Real one');
    const real = newUuid(kernel.random);
    await registerApplication(kernel, developer, {
      id: real,
      organization,
      name: 'Real application',
      purpose: 'Something that is real.',
      privacyPolicyUrl: 'https://example.com/p',
      redirectUris: ['https://example.com/cb'],
    });
    const realOwner = await personOf(world, 'owner');
    await linkVehicles(kernel, system('test'), {
      owner: realOwner,
      provider: 'simulator',
      credentials: null,
      only: ['volt', 'model-y'],
    });
    const worlds: readonly (string | null)[] = [null, ...sandboxes.map(({ id }) => id)];
    const applications = [real, ...sandboxes.map(({ application }) => application)];
    const owners = [realOwner, ...sandboxes.map(({ owner }) => owner)];
    const cars = (await Promise.all(owners.map(owner => listOwnedVehicles(kernel, owner)))).flat();
    const [check] = connectChecks.filter(({ name }) => name === 'connect.sandboxes-apart');
    await fc.assert(
      fc.asyncProperty(
        fc.nat(2),
        fc.nat(2),
        fc.uniqueArray(fc.nat(cars.length - 1), { minLength: 1, maxLength: 4 }),
        async (which, whose, chosen) => {
          const vehicles = chosen.map(index => cars[index] ?? assert.fail());
          const isAllowed = areOfOneWorld(
            worlds[which] ?? null,
            vehicles.map(({ sandbox }) => sandbox),
          );
          const given = await giveGrant(kernel, {
            owner: owners[whose] ?? '',
            application: applications[which] ?? '',
            vehicles: vehicles.map(({ id }) => id),
            scopes: ['read_odometer'],
          }).then(
            () => true,
            () => false,
          );
          assert.equal(given, isAllowed);
          return (await check?.run(kernel))?.ok === true;
        },
      ),
      { numRuns: 40 },
    );
    // Neither by linking do the two worlds come into one hand.
    const link = (owner: string, sandbox?: string) =>
      linkVehicles(kernel, system('test'), {
        owner,
        provider: 'simulator',
        credentials: null,
        only: ['leaf'],
        ...(sandbox !== undefined && { sandbox }),
      });
    await assert.rejects(link(owners[1] ?? ''), { code: 'not_allowed' });
    await assert.rejects(link(realOwner, worlds[1] ?? ''), { code: 'not_allowed' });
  });
});

test('one world is the same world for every car', () => {
  const worldOf = fc.constantFrom(null, 'sbx_a', 'sbx_b');
  fc.assert(
    fc.property(worldOf, fc.array(worldOf, { minLength: 1 }), (application, vehicles) => {
      assert.equal(areOfOneWorld(application, vehicles), new Set([application, ...vehicles]).size === 1);
    }),
  );
});
