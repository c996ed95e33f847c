import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mailedLink, personOf, signInAs, tokenOf, useMailedLink } from '../../../test/support/sign-in.ts';
import type { Page } from '../../../test/support/visitor.ts';
import { openWorld } from '../../../test/support/world.ts';
import { MINUTE } from '../../core/clock.ts';

const ROBIN = 'robin@research.example';

test('a mailed link signs in once, makes an account on first use, and leads back to where one was', async () => {
  await using world = await openWorld();
  const robin = world.visitor();
  const asked = await robin.open('/account?tab=1');
  assert.match(asked.body, /name="next" value="\/account\?tab=1"/);
  const sent = await robin.post('/sign-in', { email: 'Robin@Research.Example', next: '/account?tab=1' });
  assert.equal(sent.location, '/sign-in/sent');

  const link = await mailedLink(world, ROBIN);
  for (let opening = 0; opening < 3; opening++) {
    const page = await robin.get(link);
    assert.equal(page.status, 200);
    assert.match(page.body, /Sign in as robin@research\.example/);
    assert.doesNotMatch(page.body, /another browser/);
  }
  const done = await robin.post('/sign-in/link', { token: tokenOf(link) });
  assert.equal(done.location, '/account?tab=1');
  assert.match((await robin.follow(done)).body, /robin@research\.example/);

  const again = await world.visitor().post('/sign-in/link', { token: tokenOf(link) });
  assert.equal(again.status, 410);
  assert.equal((await world.visitor().get(link)).status, 410);
});

test('an unknown address, one with an account and one of staff get the same answer, byte for byte', async () => {
  await using world = await openWorld();
  await personOf(world, 'owner');
  await personOf(world, 'admin');
  const answers: { page: Page; after: Page }[] = [];
  for (const email of ['nobody@nowhere.example', 'olivia@owner.example', 'ada@telltale.example']) {
    const visitor = world.visitor();
    const page = await visitor.post('/sign-in', { email });
    answers.push({ page, after: await visitor.follow(page) });
  }
  const shape = ({ page, after }: { page: Page; after: Page }) => ({
    status: page.status,
    body: page.body,
    headers: Object.keys(page.headers).sort(),
    location: page.location,
    after: after.body,
  });
  const [first, ...others] = answers.map(shape);
  for (const other of others) assert.deepEqual(other, first);
  const mails = await world.mails();
  const texts = mails.map(({ text }) => text.replace(/token=\S+/, ''));
  assert.equal(mails.length, 3);
  assert.equal(new Set(texts).size, 1);
});

test('one address gets only a few mails, and nobody learns that it had them', async () => {
  await using world = await openWorld();
  const answers = new Set<string>();
  for (let round = 0; round < 8; round++)
    answers.add((await world.visitor().post('/sign-in', { email: ROBIN })).location ?? 'none');
  assert.deepEqual([...answers], ['/sign-in/sent']);
  assert.equal((await world.mails()).length, 5);
  await world.visitor().post('/sign-in', { email: 'other@research.example' });
  assert.equal((await world.mails()).length, 6);
});

test('many tries from one network are refused for a while', async () => {
  await using world = await openWorld();
  const visitor = world.visitor();
  const statuses: number[] = [];
  for (let round = 0; round < 22; round++)
    statuses.push((await visitor.post('/sign-in/link', { token: `guess-${round}` })).status);
  assert.deepEqual([...new Set(statuses)], [410, 429]);
  world.clock.advance(5 * MINUTE);
  assert.equal((await visitor.post('/sign-in/link', { token: 'guess' })).status, 410);
});

test('of several uses of one link at once, exactly one wins', async () => {
  await using world = await openWorld();
  await world.visitor().post('/sign-in', { email: ROBIN });
  const token = tokenOf(await mailedLink(world, ROBIN));
  const answers = await Promise.all(Array.from({ length: 6 }, () => world.visitor().post('/sign-in/link', { token })));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 410, 410, 410, 410, 410]);
});

test('a link ends after a quarter of an hour, and when a newer one was used', async () => {
  await using world = await openWorld();
  const visitor = world.visitor();
  await visitor.post('/sign-in', { email: ROBIN });
  const first = await mailedLink(world, ROBIN);
  world.clock.advance(MINUTE);
  await useMailedLink(world, visitor, ROBIN);
  assert.equal((await visitor.get(first)).status, 410);

  await visitor.post('/sign-in', { email: ROBIN });
  const late = await mailedLink(world, ROBIN);
  world.clock.advance(15 * MINUTE);
  assert.equal((await visitor.get(late)).status, 410);
  assert.equal((await visitor.post('/sign-in/link', { token: tokenOf(late) })).status, 410);
});

test('in another browser the link works, and the page says that it is another one', async () => {
  await using world = await openWorld();
  await world.visitor().post('/sign-in', { email: ROBIN });
  const link = await mailedLink(world, ROBIN);
  const phone = world.visitor();
  assert.match((await phone.get(link)).body, /asked for in another browser/);
  const done = await phone.post('/sign-in/link', { token: tokenOf(link) });
  assert.equal((await phone.follow(done)).status, 200);
});

test('nobody is sent to another site after signing in', async () => {
  await using world = await openWorld();
  const elsewhere = ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'];
  for (const [index, next] of elsewhere.entries()) {
    const visitor = world.visitor();
    const page = await visitor.get(`/sign-in?next=${encodeURIComponent(next)}`);
    assert.doesNotMatch(page.body, /evil|alert/);
    assert.equal((await useMailedLink(world, visitor, `r${index}@research.example`, next)).location, '/account');
  }
});

test('a session token that was known before the sign-in is worth nothing after it', async () => {
  await using world = await openWorld();
  const victim = await signInAs(world, 'owner');
  const planted = new Map(victim.cookies);
  await useMailedLink(world, victim, 'olivia@owner.example');
  assert.notEqual(victim.cookies.get('telltale-session'), planted.get('telltale-session'));
  assert.equal((await victim.get('/account')).status, 200);

  const thief = world.visitor();
  for (const [name, value] of planted) thief.cookies.set(name, value);
  assert.equal((await thief.get('/account')).location, '/sign-in?next=%2Faccount');

  const made = world.visitor();
  made.cookies.set('telltale-session', 'A'.repeat(43));
  await useMailedLink(world, made, ROBIN);
  assert.notEqual(made.cookies.get('telltale-session'), 'A'.repeat(43));
});

test('a wrong address is asked for again, with what was typed', async () => {
  await using world = await openWorld();
  const page = await world.visitor().post('/sign-in', { email: 'robin@<b>', next: '/triage' });
  assert.equal(page.status, 422);
  assert.match(page.body, /value="robin@&lt;b(?:>|&gt;)"/);
  assert.match(page.body, /name="next" value="\/triage"/);
  assert.equal((await world.mails()).length, 0);
});

test('another site cannot make a browser use a link', async () => {
  await using world = await openWorld();
  await world.visitor().post('/sign-in', { email: ROBIN });
  const token = tokenOf(await mailedLink(world, ROBIN));
  const page = await world.visitor().post('/sign-in/link', { token }, { 'sec-fetch-site': 'cross-site' });
  assert.equal(page.status, 403);
  assert.equal((await world.visitor().post('/sign-in/link', { token })).status, 303);
});

test('neither addresses nor tokens stand in the log or in readable columns', async () => {
  await using world = await openWorld({ logLevel: 'debug' });
  const visitor = world.visitor();
  await useMailedLink(world, visitor, ROBIN);
  const token = visitor.cookies.get('telltale-session') ?? '';
  await world.settle();
  const { rows } = await world.kernel.pool.query<{ text: string }>(
    `select row_to_json(t)::text as text from accounts.person t union all select row_to_json(t)::text from accounts.session t
     union all select row_to_json(t)::text from accounts.link t union all select row_to_json(t)::text from core.audit_entry t
     union all select row_to_json(t)::text from core.event t union all select row_to_json(t)::text from core.mail t`,
  );
  const everything = [...world.logLines, ...rows.map(({ text }) => text)].join('\n');
  assert.equal(rows.length > 4, true);
  for (const secret of ['robin', Buffer.from('robin@').toString('hex'), token, Buffer.from(token).toString('hex')])
    assert.equal(everything.includes(secret), false, secret);
});
