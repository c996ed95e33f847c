// However an owner's changes and an application's calls interleave: after a pause, a narrowing or an end is committed no
// call gets what it took away, in any process; what was handed out before stands in the log; a pause takes nothing for good.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as rest } from 'node:timers/promises';
import fc from 'fast-check';
import { href, routes } from '../../src/catalog/routes.ts';
import { listGrantsOfOwner, narrowPermissions, pauseGrant, resumeGrant, revokeGrant } from '../../src/connect/index.ts';
import { tokenRecognizer } from '../../src/connect/recognize-token.ts';
import { listenForGrants, lookupTokens } from '../../src/connect/token-store.ts';
import type { Person } from '../../src/core/actor.ts';
import { isRounded } from '../../src/vehicles/index.ts';
import { personOf } from '../support/sign-in.ts';
import { redeem, refresh } from './clients.ts';
import { type Authority, authorize, hiddenFields, openAuthority, openConsent, post } from './support.ts';

let authority: Authority & AsyncDisposable;
let olivia: Person;
before(async () => {
  authority = await openAuthority({ limitsOff: true });
  olivia = {
    kind: 'person',
    id: await personOf(authority.world, 'owner'),
    session: 'ses',
    staffRole: undefined,
    signedInAt: authority.world.clock.now(),
  };
});
after(() => authority[Symbol.asyncDispose]());

const DATA = { odometer: 'read_odometer', vin: 'read_vin', location: 'read_location' } as const;
type Data = keyof typeof DATA;
type Change = 'pause' | 'resume' | 'narrow-odometer' | 'narrow-vin' | 'narrow-location' | 'revoke';
/** One change at most, and calls that go off at the same moment. */
type Step = { readonly change: Change | null; readonly reads: readonly Data[]; readonly refreshes: number };

const data = fc.constantFrom<Data>('odometer', 'vin', 'location');
const step: fc.Arbitrary<Step> = fc.record({
  change: fc.option(
    fc.constantFrom<Change>(
      'pause',
      'pause',
      'pause',
      'resume',
      'resume',
      'resume',
      'narrow-odometer',
      'narrow-vin',
      'narrow-location',
      'revoke',
    ),
    { freq: 3 },
  ),
  reads: fc.array(data, { maxLength: 3 }),
  refreshes: fc.nat({ max: 2 }),
});

type Model = { readonly state: 'open' | 'paused' | 'over'; readonly scopes: ReadonlySet<string> };
const opens = ({ state, scopes }: Model, what: Data): boolean => state === 'open' && scopes.has(DATA[what]);

function changed(model: Model, change: Change): Model {
  const { state, scopes } = model;
  if (state === 'over') return model;
  if (change === 'revoke') return { ...model, state: 'over' };
  if (change === 'pause') return { ...model, state: 'paused' };
  if (change === 'resume') return { ...model, state: 'open' };
  const left = new Set([...scopes].filter(scope => scope !== `read_${change.slice('narrow-'.length)}`));
  return { state: left.size === 0 ? 'over' : state, scopes: left };
}

async function read(token: string, what: Data): Promise<{ status: number; request: string }> {
  const { origin, vehicles } = authority;
  const response = await fetch(`${origin}/v2.0/vehicles/${vehicles['volt']}/${what}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await response.arrayBuffer();
  return { status: response.status, request: response.headers.get('sc-request-id') ?? '' };
}

async function apply(change: Change, grant: string): Promise<void> {
  const { kernel } = authority.world;
  const done = {
    pause: () => pauseGrant(kernel, olivia, grant),
    resume: () => resumeGrant(kernel, olivia, grant),
    revoke: () => revokeGrant(kernel, olivia, grant, 'owner'),
    'narrow-odometer': () => narrowPermissions(kernel, olivia, grant, ['read_odometer']),
    'narrow-vin': () => narrowPermissions(kernel, olivia, grant, ['read_vin']),
    'narrow-location': () => narrowPermissions(kernel, olivia, grant, ['read_location']),
  }[change];
  // What has been done already is refused, and changes nothing.
  await done().catch(() => undefined);
}

const activeToken = async (token: string): Promise<unknown> =>
  (await post(authority, '/oauth/introspect', { token })).body['active'];

test('no interleaving of an owner’s changes lets a later call through, nor loses an earlier one from the log', async () => {
  const { kernel, clock, database } = authority.world;
  const other = tokenRecognizer(lookupTokens(kernel), kernel.isListening, clock);
  listenForGrants(kernel, other.forgetGrant, other.forgetAll);
  const seen = { paused: 0, narrowed: 0, over: 0, resumed: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 7 }), async steps => {
      const url = await authorize(authority, {
        scope: 'required:read_odometer required:read_vin required:read_location',
      });
      const first = await redeem(authority, url.searchParams.get('code') ?? '');
      assert.equal(first.status, 200);
      const grant = (await listGrantsOfOwner(kernel, olivia)).find(
        ({ revokedAt, application }) => revokedAt === undefined && application.id === authority.client.client_id,
      );
      const id = grant?.id ?? assert.fail();
      const access = [String(first.body['access_token'])];
      let key = String(first.body['refresh_token']);
      let model: Model = { state: 'open', scopes: new Set(Object.values(DATA)) };
      const answers: { request: string; status: number }[] = [];
      const ask = async (what: Data): Promise<number> => {
        const answer = await read(access.at(-1) ?? '', what);
        answers.push(answer);
        return answer.status;
      };
      for (const { change, reads, refreshes } of steps) {
        const then = change === null ? model : changed(model, change);
        const renew = async (): Promise<void> => {
          const { status, body } = await refresh(authority, key);
          if (status !== 200) {
            assert.ok(model.state !== 'open' || then.state !== 'open', 'a good token was refused');
            return;
          }
          assert.ok(model.state === 'open' || then.state === 'open', 'something came of what was taken back');
          access.push(String(body['access_token']));
          key = String(body['refresh_token']);
        };
        await Promise.all([
          // Whoever changed it looks at once: the answer to the change is the moment from which it holds.
          change === null
            ? undefined
            : apply(change, id).then(async () => {
                for (const what of Object.keys(DATA) as Data[])
                  assert.equal((await ask(what)) === 200, opens(then, what), `${what} after ${change}`);
              }),
          ...reads.map(async what => {
            const isGiven = (await ask(what)) === 200;
            if (opens(model, what) === opens(then, what)) assert.equal(isGiven, opens(then, what), what);
          }),
          (async () => {
            for (let round = 0; round < refreshes; round++) await renew();
          })(),
        ]);
        model = then;
        if (model.state === 'paused') seen.paused += 1;
        if (model.scopes.size < 3) seen.narrowed += 1;
        if (change === 'resume' && model.state === 'open') seen.resumed += 1;
        const isOpen = model.state === 'open';
        assert.deepEqual([await activeToken(access.at(-1) ?? ''), await activeToken(key)], [isOpen, isOpen]);
        // Every token ever given, in another process too: it hears of the change a moment later.
        for (const token of access) {
          let actor = await other.recognize(token);
          for (let tries = 0; tries < 50 && scopesOf(actor) !== scopesIn(model); tries++) {
            await rest(10);
            actor = await other.recognize(token);
          }
          assert.equal(scopesOf(actor), scopesIn(model));
        }
        if (model.state === 'over') {
          seen.over += 1;
          break;
        }
      }
      // What was there before a pause is there after it, and was not taken by refreshing meanwhile.
      if (model.state === 'paused') {
        await resumeGrant(kernel, olivia, id);
        const { status, body } = await refresh(authority, key);
        assert.equal(status, 200);
        for (const what of Object.keys(DATA) as Data[])
          for (const token of [access.at(-1) ?? '', String(body['access_token'])])
            assert.equal((await read(token, what)).status === 200, model.scopes.has(DATA[what]), what);
      }
      // The log knows each call that was recognized: what was given as allowed, what was not as denied.
      const { rows } = await database.pool.query<{ request: string; outcome: string }>(
        'select request, outcome from vehicles.read_event where grant_id = $1',
        [id],
      );
      const logged = new Map(rows.map(({ request, outcome }) => [request, outcome]));
      for (const { request, status } of answers) {
        if (status === 200) assert.equal(logged.get(request), 'allowed');
        else if (status === 403) assert.equal(logged.get(request), 'denied');
        else assert.equal(status, 401);
      }
    }),
    { numRuns: 40 },
  );
  assert.ok(seen.paused > 3 && seen.narrowed > 3 && seen.over > 3 && seen.resumed > 1, JSON.stringify(seen));
});

test('a place that was allowed coarsely is told so by every version of the API, and the notice says which was chosen', async () => {
  const { origin, owner, vehicles } = authority;
  const { path, page } = await openConsent(authority, { scope: 'required:read_location' });
  assert.ok(page.body.includes('How exactly may it see where your car is?'));
  assert.match(page.body, /<input[^>]*value="precise"[^>]*checked/);
  const sent = { ...hiddenFields(page.body), vehicles: [vehicles['volt'] ?? ''], place: 'coarse' };
  const back = await owner.follow(await owner.post(`${path}/consent`, sent));
  const without = await openConsent(authority, { scope: 'required:read_odometer' });
  assert.ok(!without.page.body.includes('name="place"'));
  const code = new URL(back.location ?? '').searchParams.get('code') ?? '';
  const { body } = await redeem(authority, code);
  const get = async (address: string): Promise<Record<string, never>> => {
    const headers = { authorization: `Bearer ${body['access_token']}` };
    return (await (await fetch(origin + address, { headers })).json()) as Record<string, never>;
  };
  const two = await get(`/v2.0/vehicles/${vehicles['volt']}/location`);
  assert.ok(typeof two['latitude'] === 'number' && isRounded(two), JSON.stringify(two));
  const three = await get(`/v3/vehicles/${vehicles['volt']}/signals/location-preciselocation`);
  assert.ok(JSON.stringify(three).includes(String(two['latitude'])), JSON.stringify(three));
  const grant = (await listGrantsOfOwner(authority.world.kernel, olivia)).find(
    ({ revokedAt, isCoarse, vehicles: cars }) => !revokedAt && isCoarse && cars.includes(vehicles['volt'] ?? ''),
  );
  const notice = await owner.get(href(routes.connect.ownerNotice, { id: grant?.id ?? '' }));
  assert.ok(notice.body.includes('To about one kilometer'));
  assert.ok(
    (await owner.get(href(routes.privacy.grant, { id: grant?.id ?? '' }))).body.includes('Nothing that you were shown'),
  );
});

const words = (scopes: Iterable<string>): string => [...scopes].toSorted().join(' ');
const scopesIn = ({ state, scopes }: Model): string => (state === 'open' ? words(scopes) : '');
const scopesOf = (actor: Awaited<ReturnType<ReturnType<typeof tokenRecognizer>['recognize']>>): string =>
  actor?.kind === 'application' ? words(actor.scopes) : '';
