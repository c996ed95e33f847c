// However exchanging, refreshing, reusing and revoking interleave: of a grant whose tokens were ended none is usable.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { consumeArtifact, findArtifact, saveArtifact } from '../../src/connect/artifact-store.ts';
import { recognizerOf } from '../../src/connect/authenticate-bearer.ts';
import { endTokens } from '../../src/connect/end-grant.ts';
import { giveGrant, listGrantsOfOwner, revokeGrant } from '../../src/connect/index.ts';
import { insertAccessToken } from '../../src/connect/token-store.ts';
import { DAY, HOUR, after as later, MINUTE } from '../../src/core/clock.ts';
import { hashToken } from '../../src/core/crypto/tokens.ts';
import { personOf } from '../support/sign-in.ts';
import { redeem, refresh } from './clients.ts';
import { type Authority, authorize, openAuthority, post } from './support.ts';

let authority: Authority & AsyncDisposable;
before(async () => {
  authority = await openAuthority({ limitsOff: true });
});
after(() => authority[Symbol.asyncDispose]());

const GRACE = 10 * MINUTE;
const CODE = 10 * MINUTE;

type Op = { readonly kind: 'refresh' | 'revoke' | 'reuse-code' | 'owner' | 'wait'; readonly which: number };
type Held = { readonly refresh: string; readonly access: string; usedAt: number | undefined };

const op = fc.record<Op>({
  kind: fc.constantFrom(
    ...('refresh refresh refresh refresh refresh refresh refresh refresh wait wait'.split(' ') as Op['kind'][]),
    'revoke',
    'reuse-code',
    'owner',
  ),
  which: fc.nat({ max: 7 }),
});
/** What goes off at the same moment. */
const script = fc.array(fc.array(op, { minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 7 });

async function olivia() {
  const id = await personOf(authority.world, 'owner');
  const signedInAt = authority.world.clock.now();
  return { kind: 'person', id, session: 'ses', staffRole: undefined, signedInAt } as const;
}

async function activeGrant(): Promise<string> {
  const grants = await listGrantsOfOwner(authority.world.kernel, await olivia());
  const active = grants.filter(
    ({ revokedAt, vehicles, application }) =>
      revokedAt === undefined &&
      vehicles.includes(authority.vehicles['volt'] ?? '') &&
      application.id === authority.client.client_id,
  );
  assert.equal(active.length, 1);
  return active[0]?.id ?? '';
}

test('no interleaving leaves a usable token of what was ended, nor ends what was not', async () => {
  const { kernel, clock, database } = authority.world;
  const now = () => clock.now().getTime();
  let ended = 0;
  let lived = 0;
  await fc.assert(
    fc.asyncProperty(script, async batches => {
      const code = (await authorize(authority)).searchParams.get('code') ?? '';
      const grant = await activeGrant();
      const held: Held[] = [];
      const keep = (body: Record<string, unknown>): void => {
        held.push({
          refresh: String(body['refresh_token']),
          access: String(body['access_token']),
          usedAt: undefined,
        });
      };
      const first = await redeem(authority, code);
      assert.equal(first.status, 200);
      keep(first.body);
      const begunAt = now();
      // What is cached before the end must not outlive it.
      await recognizerOf(kernel).recognize(held[0]?.access ?? '');
      let isDead = false;
      for (const batch of batches) {
        const waits = batch.filter(({ kind }) => kind === 'wait').length;
        // Access tokens live for two hours, and what expired would prove nothing.
        if (waits > 0 && now() < begunAt + 90 * MINUTE) clock.advance(GRACE);
        const begun = held.slice();
        const results = await Promise.all(
          batch.map(async ({ kind, which }): Promise<'ended' | 'refreshed' | 'refused' | 'nothing'> => {
            const one = begun[which % begun.length] ?? assert.fail();
            if (kind === 'owner') {
              await revokeGrant(kernel, await olivia(), grant, 'owner').catch(() => undefined);
              return 'ended';
            }
            if (kind === 'revoke') {
              await post(authority, '/oauth/revoke', { token: which % 2 === 0 ? one.access : one.refresh });
              return 'ended';
            }
            if (kind === 'reuse-code') {
              assert.equal((await redeem(authority, code)).status, 400);
              // One that has expired is nobody's, used or not.
              return now() < begunAt + CODE ? 'ended' : 'nothing';
            }
            if (kind === 'wait') return 'nothing';
            const isReuse = one.usedAt !== undefined && now() - one.usedAt >= GRACE;
            one.usedAt ??= now();
            const { status, body } = await refresh(authority, one.refresh);
            if (status === 200) keep(body);
            if (isReuse) assert.equal(status, 400);
            return isReuse ? 'ended' : status === 200 ? 'refreshed' : 'refused';
          }),
        );
        isDead = results.includes('ended');
        if (isDead) break;
        assert.ok(!results.includes('refused'), 'a good token was refused though nothing had ended');
      }
      const { rows } = await database.pool.query(
        `select (select count(*) from connect.access_token where "grant" = $1)
              + (select count(*) from connect.artifact where "grant" = $1) as count`,
        [grant],
      );
      const known = await Promise.all(held.map(({ access }) => recognizerOf(kernel).recognize(access)));
      if (isDead) {
        ended += 1;
        assert.equal(Number(rows[0]?.count), 0);
        assert.deepEqual(new Set(known), new Set([undefined]));
        for (const one of held) assert.equal((await refresh(authority, one.refresh)).status, 400);
      } else {
        lived += 1;
        assert.ok(known.every(actor => actor?.kind === 'application' && actor.grant === grant));
      }
    }),
    { numRuns: 40 },
  );
  assert.ok(ended > 3 && lived > 0, `${ended} ended, ${lived} lived`);
});

test('what was brought before the end can store nothing after it, though the owner’s grant stands', async () => {
  const { kernel, clock } = authority.world;
  const grant = await giveGrant(kernel, {
    owner: (await olivia()).id,
    application: authority.client.client_id,
    vehicles: [authority.vehicles['volt'] ?? ''],
    scopes: ['read_odometer'],
  });
  const save = (id: string, family: number | undefined) =>
    saveArtifact(kernel, 'RefreshToken', id, {}, DAY / 1000, { id: grant, family });
  assert.equal(await save('brought', undefined), true);
  const found = await findArtifact(kernel, 'RefreshToken', 'brought');
  assert.deepEqual(found?.source, { grant, family: 0 });
  assert.equal(await consumeArtifact(kernel, 'RefreshToken', 'brought', 0), true);
  await endTokens(kernel, grant);
  const insert = (hash: string, family: number | undefined) =>
    insertAccessToken(kernel, {
      hash: hashToken(hash),
      grant,
      scopes: [],
      expiresAt: later(clock.now(), HOUR),
      family,
    });
  assert.deepEqual([await insert('late', 0), await save('late', 0)], [false, false]);
  assert.deepEqual([await insert('new', 1), await save('new', 1)], [true, true]);
  // One that waits for the end while it is being told comes too late as well.
  const [, inserted, saved] = await Promise.all([endTokens(kernel, grant), insert('racing', 1), save('racing', 1)]);
  const { rows } = await authority.world.database.pool.query(
    `select (select count(*) from connect.access_token where "grant" = $1)
          + (select count(*) from connect.artifact where "grant" = $1) as count`,
    [grant],
  );
  assert.equal(Number(rows[0]?.count), 0, `${inserted} ${saved}`);
});
