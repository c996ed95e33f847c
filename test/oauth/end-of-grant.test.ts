// When an owner takes access back, everything that came of it is dead: codes, tokens, refreshing, in every process.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { connectChecks } from '../../src/connect/connect-checks.ts';
import {
  findGrantOfOwner,
  giveGrant,
  issueAccessToken,
  listGrantsOfOwner,
  readNotice,
  revokeGrant,
} from '../../src/connect/index.ts';
import { tokenRecognizer } from '../../src/connect/recognize-token.ts';
import { listenForGrants, lookupTokens } from '../../src/connect/token-store.ts';
import type { Actor, Person } from '../../src/core/actor.ts';
import { isRefusal } from '../../src/core/errors.ts';
import { personOf } from '../support/sign-in.ts';
import { type Authority, authorize, connect, openAuthority, post, readOdometer } from './support.ts';

let authority: Authority & AsyncDisposable;
let olivia: Person;
let robin: Person;
before(async () => {
  authority = await openAuthority();
  const { world } = authority;
  const person = async (who: 'owner' | 'researcher'): Promise<Person> => ({
    kind: 'person',
    id: await personOf(world, who),
    session: 'ses',
    staffRole: undefined,
    signedInAt: world.clock.now(),
  });
  olivia = await person('owner');
  robin = await person('researcher');
});
after(() => authority[Symbol.asyncDispose]());

/** The grant that a recognized token is of. */
const grantIn = (actor: Actor | undefined): string | undefined =>
  actor?.kind === 'application' ? actor.grant : undefined;

/** The one active grant that the Volt is in. */
const grantOfVolt = async () => {
  const grants = await listGrantsOfOwner(authority.world.kernel, olivia);
  const found = grants.filter(
    ({ revokedAt, vehicles }) => revokedAt === undefined && vehicles.includes(authority.vehicles['volt'] ?? ''),
  );
  assert.equal(found.length, 1);
  return found[0] ?? assert.fail();
};

test('revoking ends access, refresh, introspection and a code under way, at once', async () => {
  const { kernel } = authority.world;
  const tokens = await connect(authority);
  const { id } = await grantOfVolt();
  assert.equal(await readOdometer(authority, tokens.access_token), 200);
  await revokeGrant(kernel, olivia, id, 'owner');
  assert.equal(await readOdometer(authority, tokens.access_token), 401);
  const refreshed = await post(authority, '/oauth/token', {
    grant_type: 'refresh_token',
    refresh_token: tokens.refresh_token ?? '',
  });
  assert.equal(refreshed.status, 400);
  const { body } = await post(authority, '/oauth/introspect', { token: tokens.access_token });
  assert.deepEqual(body, { active: false });

  const url = await authorize(authority);
  await revokeGrant(kernel, olivia, (await grantOfVolt()).id, 'owner');
  const exchanged = await post(authority, '/oauth/token', {
    grant_type: 'authorization_code',
    code: url.searchParams.get('code') ?? '',
    redirect_uri: authority.redirectUri,
  });
  assert.equal(exchanged.status, 400);
});

test('reads that race with the end never succeed after it', async () => {
  const { kernel } = authority.world;
  const application = authority.client.client_id;
  for (let round = 0; round < 10; round += 1) {
    const grant = await giveGrant(kernel, {
      owner: olivia.id,
      application,
      vehicles: [authority.vehicles['volt'] ?? ''],
      scopes: ['read_odometer'],
    });
    const token = await issueAccessToken(kernel, grant);
    const racing = Array.from({ length: 5 }, () => readOdometer(authority, token));
    await revokeGrant(kernel, olivia, grant, 'owner');
    const late = await Promise.all(Array.from({ length: 5 }, () => readOdometer(authority, token)));
    assert.deepEqual(late, [401, 401, 401, 401, 401]);
    for (const status of await Promise.all(racing)) assert.ok(status === 200 || status === 401);
  }
});

test('refreshing that races with the end leaves no token that works', async () => {
  const { kernel } = authority.world;
  for (let round = 0; round < 5; round += 1) {
    const { refresh_token = '' } = await connect(authority);
    const { id } = await grantOfVolt();
    const [refreshed] = await Promise.all([
      post(authority, '/oauth/token', { grant_type: 'refresh_token', refresh_token }),
      revokeGrant(kernel, olivia, id, 'owner'),
    ]);
    if (refreshed.status === 200)
      assert.equal(await readOdometer(authority, String(refreshed.body['access_token'])), 401);
    await assert.rejects(issueAccessToken(kernel, id), error => isRefusal(error, 'not_found'));
  }
});

/** What another process knows of tokens, told by notices alone. */
function anotherProcess() {
  const { kernel } = authority.world;
  const other = tokenRecognizer(lookupTokens(kernel), kernel.isListening, kernel.clock);
  listenForGrants(kernel, other.forgetGrant, other.forgetAll);
  return other;
}

async function tokenForVolt(): Promise<{ grant: string; token: string }> {
  const { kernel } = authority.world;
  const grant = await giveGrant(kernel, {
    owner: olivia.id,
    application: authority.client.client_id,
    vehicles: [authority.vehicles['volt'] ?? ''],
    scopes: ['read_odometer'],
  });
  return { grant, token: await issueAccessToken(kernel, grant) };
}

test('another process hears of the end by a notice and drops what it knows', async () => {
  const { kernel } = authority.world;
  const other = anotherProcess();
  const { grant, token } = await tokenForVolt();
  assert.equal(grantIn(await other.recognize(token)), grant);
  assert.equal(grantIn(await other.recognize(token)), grant);
  await revokeGrant(kernel, olivia, grant, 'owner');
  for (let tries = 0; tries < 100 && (await other.recognize(token)) !== undefined; tries += 1) await pause(10);
  assert.equal(await other.recognize(token), undefined);
});

test('what is changed by hand in the tables is heard as well', async () => {
  const { database } = authority.world;
  const other = anotherProcess();
  const known = async () => {
    const { grant, token } = await tokenForVolt();
    // Good by the database's own clock too: of what has run out nobody is told.
    await database.pool.query(
      `update connect.access_token set expires_at = now() + interval '1 hour' where "grant" = $1`,
      [grant],
    );
    assert.equal(grantIn(await other.recognize(token)), grant);
    assert.ok(!(other.recognize(token) instanceof Promise), 'it is at hand');
    return { grant, token };
  };
  for (const byHand of [
    (grant: string) => database.pool.query('delete from connect.access_token where "grant" = $1', [grant]),
    (grant: string) => database.pool.query(`update connect."grant" set scopes = '{}' where id = $1`, [grant]),
    (grant: string) => database.pool.query('delete from connect."grant" where id = $1', [grant]),
    () => database.pool.query('truncate connect.access_token'),
  ]) {
    const { grant, token } = await known();
    await byHand(grant);
    for (let tries = 0; tries < 200 && !(other.recognize(token) instanceof Promise); tries += 1) await pause(10);
    const now = await other.recognize(token);
    assert.ok(now === undefined || (now.kind === 'application' && now.scopes.size === 0), String(byHand));
  }
});

test('a car is in one grant per application: a newer consent takes it over', async () => {
  const { kernel } = authority.world;
  const { volt = '', 'model-y': modelY = '' } = authority.vehicles;
  const give = (vehicles: string[]) =>
    giveGrant(kernel, {
      owner: olivia.id,
      application: authority.client.client_id,
      vehicles,
      scopes: ['read_odometer'],
    });
  const both = await give([volt, modelY]);
  const token = await issueAccessToken(kernel, both);
  assert.equal(await readOdometer(authority, token, 'volt'), 200);
  const one = await give([volt]);
  assert.equal(await readOdometer(authority, token, 'volt'), 403);
  assert.equal(await readOdometer(authority, token, 'model-y'), 200);
  assert.deepEqual((await findGrantOfOwner(kernel, olivia, both)).vehicles, [modelY]);
  // Two consents at the same moment leave one of them.
  await Promise.all([give([volt]), give([volt])]);
  const active = (await listGrantsOfOwner(kernel, olivia)).filter(
    ({ revokedAt, vehicles }) => revokedAt === undefined && vehicles.includes(volt),
  );
  assert.equal(active.length, 1);
  assert.equal((await findGrantOfOwner(kernel, olivia, one)).revokedAt instanceof Date, true);
});

test('grants are their owner’s alone, and end once', async () => {
  const { kernel } = authority.world;
  await connect(authority);
  const { id, application } = await grantOfVolt();
  assert.equal(application.name, 'Evergreen Charging');
  const isNotFound = (error: unknown) => isRefusal(error, 'not_found');
  await assert.rejects(findGrantOfOwner(kernel, robin, id), isNotFound);
  await assert.rejects(revokeGrant(kernel, robin, id, 'owner'), isNotFound);
  assert.deepEqual(await listGrantsOfOwner(kernel, robin), []);
  await revokeGrant(kernel, olivia, id, 'owner');
  await assert.rejects(revokeGrant(kernel, olivia, id, 'owner'), error => isRefusal(error, 'already_done'));
});

test('what the owner was shown is kept word for word, and read by the owner alone', async () => {
  const { kernel } = authority.world;
  await connect(authority, { scope: 'required:read_odometer read_location' });
  const { id } = await grantOfVolt();
  const notice = JSON.parse((await readNotice(kernel, olivia, id)) ?? '{}');
  assert.equal(notice.application.name, 'Evergreen Charging');
  assert.deepEqual(
    notice.permissions.map(({ name, isRequired }: { name: string; isRequired: boolean }) => [name, isRequired]),
    [
      ['read_odometer', true],
      ['read_location', false],
    ],
  );
  assert.equal(await readNotice(kernel, robin, id), undefined);
});

test('an application gives a car back and loses it at once', async () => {
  const { kernel } = authority.world;
  const { volt = '', 'model-y': modelY = '' } = authority.vehicles;
  const grant = await giveGrant(kernel, {
    owner: olivia.id,
    application: authority.client.client_id,
    vehicles: [volt, modelY],
    scopes: ['read_odometer'],
  });
  const token = await issueAccessToken(kernel, grant);
  const disconnect = async (id: string) => {
    const response = await fetch(`${authority.origin}/v2.0/vehicles/${id}/application`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${token}` },
    });
    return [response.status, await response.json()] as const;
  };
  assert.equal(await readOdometer(authority, token, 'volt'), 200);
  assert.deepEqual(await disconnect(volt), [200, { status: 'success' }]);
  assert.equal(await readOdometer(authority, token, 'volt'), 403);
  assert.equal((await disconnect(volt))[0], 403);
  assert.equal(await readOdometer(authority, token, 'model-y'), 200);
  assert.deepEqual(await disconnect(modelY), [200, { status: 'success' }]);
  assert.equal(await readOdometer(authority, token, 'model-y'), 401);
  assert.ok((await findGrantOfOwner(kernel, olivia, grant)).revokedAt);
});

test('after all this the module can still prove what it claims', async () => {
  for (const { name, run } of connectChecks) {
    const { ok, detail } = await run(authority.world.kernel);
    assert.ok(ok, `${name}: ${detail}`);
  }
});
