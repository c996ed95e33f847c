// Once no app may use any car of an account at a maker, the sign-in there is taken back at the maker, and its owner sees
// what became of that. The maker is Tesla's stand-in.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { type FakeTesla, openTesla, SECRET, teslaCar } from '../../../test/makers/tesla-stand-in.ts';
import { personOf, signInAs } from '../../../test/support/sign-in.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { giveGrant, issueAccessToken, listGrantsOfOwner, pauseGrant, revokeGrant } from '../../connect/index.ts';
import { type Person, system } from '../../core/actor.ts';
import { DAY } from '../../core/clock.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import { linkVehicles } from '../link-vehicles.ts';
import { vehiclesPersonalData } from '../personal-data.ts';
import { isFault } from '../providers/provider.ts';
import { findProvider } from '../providers/registry.ts';
import { endSignInJob } from './let-go.ts';

const [MODEL_3, MODEL_Y] = ['5YJ3E1EA0KF000316', '7SAYGDEF6NF000003'] as const;
const [ONE_APP, OTHER_APP] = ['8229df9f-91a0-4ff0-a1ae-a1f38ee24d07', '1b3b3e54-3ad3-4b44-8b0c-2f44f4d1f7aa'] as const;

let fake: FakeTesla;
let world: World;
let count = 0;
before(async () => {
  fake = await openTesla([]);
  const environment = { TESLA_CLIENT_ID: 'client-1', TESLA_CLIENT_SECRET: SECRET, TESLA_ORIGIN: fake.origin };
  // Ahead of the real clock, by which jobs wait.
  world = await openWorld({ environment, fetch: fake.fetch, limitsOff: true, now: new Date('2031-03-04T06:00:00Z') });
});
after(async () => {
  await world.close();
  await fake.close();
  await fake.proxy.close();
});
beforeEach(() => {
  const now = world.clock.now();
  fake.cars.splice(0, fake.cars.length, teslaCar(MODEL_3, now), teslaCar(MODEL_Y, now));
  fake.revocation = 'works';
  fake.revoked.length = 0;
});

async function signIn(owner: string): Promise<string[]> {
  const provider = findProvider(world.kernel, 'tesla');
  assert.ok(provider?.signIn.kind === 'redirect');
  const [codeVerifier, redirectUri] = ['v'.repeat(43), 'http://127.0.0.1:8080/connect/callback'];
  const codeChallenge = hashToken(codeVerifier).toString('base64url');
  const { code } = fake.visit(provider.signIn.authorizeUrl({ state: 's', redirectUri, codeChallenge }));
  const signedIn = await provider.signIn.exchange({ code, redirectUri, codeVerifier }, world.clock.now());
  assert.ok(!isFault(signedIn));
  return linkVehicles(world.kernel, system('test'), { owner, provider: 'tesla', credentials: signedIn.credentials });
}

/** A new owner who has signed in at Tesla and shared nothing yet. */
async function newOwner() {
  count += 1;
  const who = { name: 'Terry', email: `terry${count}@owners.example` };
  const id = await personOf(world, who);
  const person: Person = { kind: 'person', id, session: 's', staffRole: undefined, signedInAt: world.clock.now() };
  const visitor = await signInAs(world, who);
  const cars = await signIn(id);
  const give = (application: string, ...vehicles: string[]) =>
    giveGrant(world.kernel, { owner: id, application, vehicles, scopes: ['read_odometer'] });
  const revoke = async (grant: string): Promise<void> => {
    await revokeGrant(world.kernel, person, grant, 'owner');
    await world.settle();
  };
  const page = async (): Promise<string> => (await visitor.get(href(routes.privacy.home))).body;
  return { who, id, person, cars, give, revoke, page };
}

const read = async (grant: string, vehicle: string): Promise<{ status: number; body: string }> => {
  const url = href(routes.vehicles.odometer, { version: '2.0', id: vehicle });
  const token = await issueAccessToken(world.kernel, grant);
  return world.visitor().get(url, { authorization: `Bearer ${token}` });
};
const ends = async (owner: string | null) =>
  (
    await world.database.pool.query<{ id: string; state: string; credentials: Buffer | null }>(
      'select id, state, credentials from vehicles.ended_sign_in where owner is not distinct from $1 order by id',
      [owner],
    )
  ).rows;
const keysOf = async (subject: string): Promise<number> =>
  (await world.database.pool.query('select 1 from core.data_key where subject = $1', [subject])).rows.length;

test('with the last app of the last car goes the sign-in, at Tesla and here; sharing anew needs a new one', async () => {
  const { id, person, cars, give, revoke, page } = await newOwner();
  const [three = '', y = ''] = cars;
  assert.equal(cars.length, 2);
  const first = await give(ONE_APP, three, y);
  // Another yes to the same app takes its place, which ends nothing at the maker.
  const both = await give(ONE_APP, three, y);
  const other = await give(OTHER_APP, y);
  await world.settle();
  assert.notEqual(first, both);
  await revoke(both);
  await pauseGrant(world.kernel, person, other);
  await world.settle();
  assert.deepEqual(fake.revoked, [], 'the account has a car that is still shared, if only paused');
  await revoke(other);
  assert.deepEqual(
    fake.revoked.map(({ hint }) => hint),
    ['refresh_token', 'access_token'],
  );
  const [ended, ...more] = await ends(id);
  assert.deepEqual([ended?.state, ended?.credentials, more], ['done', null, []]);
  assert.equal(await keysOf(ended?.id ?? ''), 0);
  assert.match(await page(), /Our sign-ins at car makers[\s\S]*Tesla[\s\S]*Ended/);
  assert.doesNotMatch(await page(), /Sign in again/);

  const again = await give(OTHER_APP, y);
  const refused = await read(again, y);
  assert.match(refused.body, /CONNECTED_SERVICES_ACCOUNT/);
  assert.match(await page(), /We ended our sign-in at its maker/);
  await signIn(id);
  assert.equal((await read(again, y)).status, 200);
  await revoke(again);
  assert.equal(fake.revoked.length, 4);
});

test('a Tesla that is out is asked again for three days; then its owner is told, and what could be used is gone', async () => {
  const { id, who, cars, give, revoke, page } = await newOwner();
  fake.revocation = 'down';
  await revoke(await give(ONE_APP, ...cars));
  const [ended] = await ends(id);
  assert.equal(ended?.state, 'waiting');
  assert.match(await page(), /Being ended/);
  const again = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time++) {
      world.clock.advance(DAY);
      await endSignInJob.run(world.kernel, { id: ended?.id ?? '' });
    }
  };
  await again(7);
  assert.equal((await ends(id))[0]?.state, 'waiting');
  await again(1);
  assert.deepEqual(
    (await ends(id)).map(({ state, credentials }) => [state, credentials]),
    [['failed', null]],
  );
  assert.equal(await keysOf(ended?.id ?? ''), 0);
  const shown = await page();
  assert.match(shown, /Not ended/);
  assert.match(shown, /user\/revoke\/consent\?revoke_client_id=client-1/);
  const mails = (await world.mails()).filter(({ to, subject }) => to === who.email && /car maker/.test(subject));
  assert.equal(mails.length, 1);
  assert.doesNotMatch(mails[0]?.text ?? '', /Tesla|Model/);
});

test('a Tesla without the endpoint is not asked again', async () => {
  const { id, cars, give, revoke } = await newOwner();
  fake.revocation = 'absent';
  await revoke(await give(ONE_APP, ...cars));
  assert.equal((await ends(id))[0]?.state, 'failed');
});

test('what was never shared is left alone; tokens that Tesla refuses already are done with', async () => {
  const { id, cars, give, revoke } = await newOwner();
  fake.revocation = 'unknown';
  await revoke(await give(ONE_APP, ...cars));
  assert.equal((await ends(id))[0]?.state, 'done');
  const another = await newOwner();
  await world.settle();
  assert.deepEqual(await ends(another.id), []);
});

test('an erased owner’s sign-in is still taken back, without their name, and then forgotten', async () => {
  const { id, cars, give, person } = await newOwner();
  await give(ONE_APP, ...cars);
  fake.revocation = 'down';
  for (const { id: grant } of await listGrantsOfOwner(world.kernel, person))
    await revokeGrant(world.kernel, person, grant, 'erased');
  await world.kernel.transaction(async kernel => {
    await vehiclesPersonalData.erase(kernel, id);
    await kernel.vault.shred(kernel.db, id);
  });
  await world.settle();
  assert.deepEqual(await ends(id), []);
  const [waiting, ...more] = await ends(null);
  assert.deepEqual([waiting?.state, more], ['waiting', []]);
  fake.revocation = 'works';
  await endSignInJob.run(world.kernel, { id: waiting?.id ?? '' });
  assert.equal(fake.revoked.length, 2);
  assert.deepEqual(await ends(null), []);
});
