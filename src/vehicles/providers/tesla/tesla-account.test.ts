// An owner's account at Tesla: signing in, tokens that run out and are renewed, and what ends a sign-in.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { platformFaults } from '../../../../test/support/platform-answers.ts';
import { CALLBACK, MODEL_3, openTeslaWorld, PUBLIC_KEY } from '../../../../test/support/tesla-world.ts';
import { HOUR, MINUTE } from '../../../core/clock.ts';
import type { Kernel } from '../../../core/kernel.ts';
import { readingValue } from '../provider.ts';
import { findProvider } from '../registry.ts';

const tesla = await openTeslaWorld();
const { fake, world, connect, read, odometer, faultOf, refusedCars, accountsIn } = tesla;
after(tesla.close);
beforeEach(tesla.begin);

test('the owner signs in with code and PKCE; the cars of the account are kept, the tokens once and sealed', async () => {
  const ids = await connect();
  assert.equal(ids.length, 2);
  const [first, ...others] = await accountsIn();
  assert.deepEqual(others, []);
  const rows = JSON.stringify([first, (await world.database.pool.query('select * from vehicles.connection')).rows]);
  for (const secret of ['NA_refresh', MODEL_3, 'account-1']) {
    assert.ok(!rows.includes(secret));
    assert.ok(!rows.includes(Buffer.from(secret).toString('hex')));
  }
  assert.deepEqual(await connect(), ids, 'signing in again keeps the cars');
  assert.equal((await accountsIn()).length, 1);
  const attributes = await read(ids[1] ?? '', 'read_vehicle_info', ['attributes']);
  assert.deepEqual(readingValue(attributes, 'attributes'), {
    make: 'TESLA',
    model: 'Model Y',
    year: 2022,
    powertrain: 'BEV',
  });
});

test('Tesla finds the public key where it looks for it', async () => {
  const reply = await world.visitor().get('/.well-known/appspecific/com.tesla.3p.public-key.pem');
  assert.deepEqual(platformFaults('tesla-key', reply), []);
  assert.equal(reply.body, PUBLIC_KEY);
});

test('a code that was not fetched by who sent the owner opens nothing', async () => {
  const provider = findProvider(world.kernel, 'tesla');
  assert.ok(provider?.signIn.kind === 'redirect');
  const { code } = fake.visit(
    provider.signIn.authorizeUrl({ state: 's', redirectUri: CALLBACK, codeChallenge: 'c'.repeat(43) }),
  );
  const answer = await provider.signIn.exchange({ code, redirectUri: CALLBACK, codeVerifier: 'x' }, world.clock.now());
  assert.deepEqual(answer, { fault: 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED' });
});

test('tokens that ran out are renewed once, whoever reads at the same time, in this process or another', async () => {
  const [one = '', two = ''] = await connect();
  // What a process keeps for itself hangs on its pool: another pool over the same database is another process.
  const other: Kernel = { ...world.kernel, pool: Object.create(world.kernel.pool) };
  for (const round of [1, 2]) {
    world.clock.advance(8 * HOUR);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        odometer(index % 2 === 0 ? one : two, { kernel: index % 3 === 0 ? other : world.kernel }),
      ),
    );
    assert.ok(answers.every(readings => readings.length === 1));
    assert.equal(fake.renewals, round);
  }
});

test('a token that Tesla ended early is renewed as well, and no new one is asked for in vain', async () => {
  const [car = ''] = await connect();
  world.clock.advance(10 * MINUTE);
  let refusals = 0;
  fake.trouble = ({ path }) => {
    if (!path.includes('vehicle_data') || refusals > 0) return undefined;
    refusals += 1;
    return { status: 401, body: { error: 'token expired' } };
  };
  assert.equal((await odometer(car)).length, 1);
  assert.equal(fake.renewals, 1);
  fake.trouble = ({ path }) => (path.includes('vehicle_data') ? { status: 401, body: {} } : undefined);
  assert.equal(await faultOf(odometer(car)), 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED');
  assert.equal(await faultOf(odometer(car)), 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED');
  assert.equal(fake.renewals, 1);
});

test('a sign-in that Tesla ended stays ended until the owner signs in again, for every car of the account', async () => {
  const [one = '', two = ''] = await connect();
  fake.signOut();
  world.clock.advance(8 * HOUR);
  assert.equal(await faultOf(odometer(one)), 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED');
  assert.deepEqual((await refusedCars()).sort(), [one, two].sort());
  fake.heard.length = 0;
  assert.equal(await faultOf(odometer(two)), 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED');
  assert.deepEqual(fake.heard, [], 'Tesla is not asked again');
  await connect();
  assert.equal((await odometer(two)).length, 1);
  assert.deepEqual(await refusedCars(), []);
});

test('a server of Tesla that fails at the renewal ends no sign-in', async () => {
  const [car = ''] = await connect();
  world.clock.advance(8 * HOUR);
  fake.trouble = ({ path }) => (path === '/oauth2/v3/token' ? { status: 503, body: 'maintenance' } : undefined);
  assert.equal(await faultOf(odometer(car)), 'UPSTREAM.UNKNOWN_ISSUE');
  fake.trouble = () => undefined;
  assert.equal((await odometer(car)).length, 1);
});
