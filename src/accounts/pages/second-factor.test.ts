import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mailedLink, personOf, signInAs, tokenOf, useMailedLink } from '../../../test/support/sign-in.ts';
import type { Page, Visitor } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { HOUR, MINUTE, SECOND } from '../../core/clock.ts';
import { totpCode } from '../second-factor/totp.ts';

const TARA = 'tara@telltale.example';

/** Signs in by mail up to the second step. */
async function reachSecondStep(world: World, visitor = world.visitor()): Promise<Visitor> {
  world.clock.advance(31 * SECOND);
  const page = await useMailedLink(world, visitor, TARA);
  assert.equal(page.location, '/sign-in/second-factor');
  return visitor;
}

const secretOn = (page: Page): string =>
  (/data-copy="?[^>]*>\s*([A-Z2-7 ]{32,})</.exec(page.body)?.[1] ?? '').replaceAll(' ', '');
const codesOn = (page: Page): string[] => [
  ...new Set(page.body.match(/[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}/g)),
];

/** Signs Tara in for the first time: link, app, recovery codes. */
async function enroll(world: World): Promise<{ secret: string; codes: string[]; visitor: Visitor }> {
  await personOf(world, 'triager');
  const visitor = world.visitor();
  const page = await useMailedLink(world, visitor, TARA, '/account');
  assert.equal(page.location, '/sign-in/enroll');
  const secret = secretOn(await visitor.follow(page));
  const done = await visitor.post('/sign-in/enroll', { code: totpCode(secret, world.clock.now()) });
  assert.equal(done.status, 200);
  return { secret, codes: codesOn(done), visitor };
}

test('staff without a second factor make one before anything else opens', async () => {
  await using world = await openWorld();
  await personOf(world, 'triager');
  const visitor = world.visitor();
  const page = await useMailedLink(world, visitor, TARA, '/account');
  assert.equal(page.location, '/sign-in/enroll');
  assert.equal((await visitor.get('/account')).status, 303);
  assert.equal((await visitor.get('/sign-in/second-factor')).location, '/sign-in');

  const form = await visitor.follow(page);
  assert.match(form.body, /<svg class="qr-code"/);
  assert.doesNotMatch(form.body, /style=/);
  const secret = secretOn(form);
  assert.equal(secret.length, 32);
  assert.equal(secretOn(await visitor.follow(page)), secret);
  assert.equal((await visitor.post('/sign-in/enroll', { code: '000000' })).status, 422);
  assert.equal((await visitor.get('/account')).status, 303);

  const done = await visitor.post('/sign-in/enroll', { code: totpCode(secret, world.clock.now()) });
  assert.equal(codesOn(done).length, 10);
  assert.match(done.body, /href="\/account"/);
  assert.equal((await visitor.get('/account')).status, 200);
  assert.equal((await visitor.post('/sign-in/enroll', { code: totpCode(secret, world.clock.now()) })).status, 410);
});

test('from then on a link alone does not let staff in; a code does, and works once', async () => {
  await using world = await openWorld();
  const { secret } = await enroll(world);
  const first = await reachSecondStep(world);
  assert.equal((await first.get('/account')).status, 303);
  const code = totpCode(secret, world.clock.now());
  const done = await first.post('/sign-in/second-factor', { code });
  assert.equal(done.status, 303);
  assert.equal((await first.follow(done)).status, 200);

  const replayed = world.visitor();
  world.clock.advance(SECOND);
  const page = await useMailedLink(world, replayed, TARA);
  assert.equal(page.location, '/sign-in/second-factor');
  assert.equal((await replayed.post('/sign-in/second-factor', { code })).status, 422);
  world.clock.advance(30 * SECOND);
  assert.equal((await replayed.post('/sign-in/second-factor', { code })).status, 422);
  const next = totpCode(secret, world.clock.now());
  assert.equal((await replayed.post('/sign-in/second-factor', { code: next })).status, 303);
});

test('of several sign-ins with one code at once, exactly one wins', async () => {
  await using world = await openWorld();
  const { secret } = await enroll(world);
  const visitors = [await reachSecondStep(world), await reachSecondStep(world), await reachSecondStep(world)];
  const code = totpCode(secret, world.clock.now());
  const pages = await Promise.all(visitors.map(visitor => visitor.post('/sign-in/second-factor', { code })));
  assert.deepEqual(pages.map(({ status }) => status).sort(), [303, 422, 422]);
});

test('after five wrong codes one starts again; after more the account rests', async () => {
  await using world = await openWorld();
  const { secret } = await enroll(world);
  world.clock.advance(HOUR);
  const visitor = await reachSecondStep(world);
  const wrong = async (who: Visitor) => (await who.post('/sign-in/second-factor', { code: '000000' })).status;
  for (let round = 0; round < 5; round++) assert.equal(await wrong(visitor), 422);
  const right = totpCode(secret, world.clock.now());
  assert.equal((await visitor.post('/sign-in/second-factor', { code: right })).status, 410);

  const other = await reachSecondStep(world);
  assert.deepEqual([await wrong(other), await wrong(other), await wrong(other)], [422, 422, 429]);
  world.clock.advance(10 * MINUTE);
  const code = totpCode(secret, world.clock.now());
  assert.equal((await other.post('/sign-in/second-factor', { code })).status, 303);

  await world.settle();
  const { rows } = await world.kernel.pool.query("select 1 from core.audit_entry where action = 'second-factor.fail'");
  assert.equal(rows.length, 7);
});

test('a recovery code signs in once, and a mail tells of it', async () => {
  await using world = await openWorld();
  const { codes } = await enroll(world);
  const code = codes[3] ?? '';
  const visitor = await reachSecondStep(world);
  assert.equal((await visitor.post('/sign-in/second-factor', { code: code.toLowerCase() })).status, 303);
  assert.match((await visitor.get('/account')).body, /9 of 10 recovery codes/);
  assert.equal((await world.mails()).filter(({ subject }) => /recovery code/i.test(subject)).length, 1);
  const again = await reachSecondStep(world);
  assert.equal((await again.post('/sign-in/second-factor', { code })).status, 422);
});

test('the codes of one person do not open the account of another', async () => {
  await using world = await openWorld();
  const { codes } = await enroll(world);
  const vera = { name: 'Vera', email: 'vera2@telltale.example', staffRole: 'viewer' } as const;
  await personOf(world, vera);
  const visitor = world.visitor();
  const page = await useMailedLink(world, visitor, vera.email);
  const secret = secretOn(await visitor.follow(page));
  await visitor.post('/sign-in/enroll', { code: totpCode(secret, world.clock.now()) });
  const other = world.visitor();
  world.clock.advance(MINUTE);
  assert.equal((await useMailedLink(world, other, vera.email)).location, '/sign-in/second-factor');
  assert.equal((await other.post('/sign-in/second-factor', { code: codes[0] })).status, 422);
});

test('owners need no second factor, and are asked for it once they set one up', async () => {
  await using world = await openWorld();
  const owner = await signInAs(world, 'owner');
  const secret = secretOn(await owner.get('/account/totp'));
  const done = await owner.post('/account/totp', { code: totpCode(secret, world.clock.now()) });
  assert.equal(codesOn(done).length, 10);
  assert.equal((await owner.get('/account/totp')).status, 409);

  const later = world.visitor();
  assert.equal((await useMailedLink(world, later, 'olivia@owner.example')).location, '/sign-in/second-factor');
  const renewed = await owner.post('/account/recovery-codes');
  assert.equal(codesOn(renewed).length, 10);
  assert.equal((await later.post('/sign-in/second-factor', { code: codesOn(done)[0] })).status, 422);
  assert.equal((await later.post('/sign-in/second-factor', { code: codesOn(renewed)[0] })).status, 303);

  assert.match((await owner.get('/account/totp/remove')).body, /Remove your authenticator app/);
  assert.equal((await owner.post('/account/totp/remove')).status, 303);
  world.clock.advance(MINUTE);
  assert.equal((await useMailedLink(world, world.visitor(), 'olivia@owner.example')).location, '/account');
  assert.equal((await world.mails()).filter(({ subject }) => /was removed/.test(subject)).length, 1);
});

test('changing factors wants a fresh sign-in, and staff keep at least one', async () => {
  await using world = await openWorld();
  const { visitor } = await enroll(world);
  assert.equal((await visitor.post('/account/totp/remove')).status, 409);
  world.clock.advance(16 * MINUTE);
  assert.equal((await visitor.post('/account/totp/remove')).status, 403);
  assert.equal((await visitor.get('/account/totp/remove')).status, 403);
  assert.match((await visitor.get('/account')).body, /sign in again first/);
});

test('a half sign-in ends after twenty minutes', async () => {
  await using world = await openWorld();
  const { secret } = await enroll(world);
  const visitor = await reachSecondStep(world);
  world.clock.advance(20 * MINUTE);
  const code = totpCode(secret, world.clock.now());
  assert.equal((await visitor.post('/sign-in/second-factor', { code })).status, 410);
  assert.equal((await visitor.get('/sign-in/second-factor')).location, '/sign-in');
});

test('a session begun by a link alone opens nothing once its person is staff', async () => {
  await using world = await openWorld();
  const robin = { name: 'Robin', email: 'robin@research.example' };
  const visitor = world.visitor();
  await useMailedLink(world, visitor, robin.email);
  assert.equal((await visitor.get('/account')).status, 200);
  await personOf(world, { ...robin, staffRole: 'viewer' });
  assert.equal((await visitor.get('/account')).status, 303);
  assert.equal(tokenOf(await mailedLink(world, robin.email)).length, 43);
});
