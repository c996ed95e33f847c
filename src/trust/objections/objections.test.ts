// Objections to sub-processors through the door: proven first, read by admins alone, answered, kept and forgotten.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { DAY } from '../../core/clock.ts';
import { personalData } from '../personal-data.ts';
import { forgetUnprovenJob } from './object.ts';

let world: World;
before(async () => {
  world = await openWorld({ limitsOff: true });
  await world.seed();
  await world.settle();
});
after(() => world.close());

const form = href(routes.trust.object, { id: 'tsp_example_mail' });
const words = 'For ACME, contract 17: <b>our</b> mails must not leave the company.';
const mailsTo = async (address: string) => (await world.mails()).filter(({ to }) => to === address);
const linkIn = (text: string) => /(\/trust\/objection\?t=\S+)/.exec(text)?.[1] ?? '';
const rows = async () => (await world.database.pool.query('select * from trust.objection order by id')).rows;

test('an objection of somebody unknown counts once the mailed link is confirmed, and its page has the answer', async () => {
  const buyer = world.visitor();
  const page = await buyer.get(href(routes.trust.show));
  assert.ok(page.body.includes(form), 'the notice leads to the form');
  const empty = await buyer.post(form, { email: 'nobody', words: '' });
  assert.equal(empty.status, 422);
  assert.match(empty.body, /address that we can mail to/);
  const sent = await buyer.post(form, { email: 'Buyer@ACME.example', words });
  assert.equal(sent.status, 303);
  assert.match((await buyer.follow(sent)).body, /Look into your mail/);
  await world.settle();
  const [mail] = await mailsTo('buyer@acme.example');
  assert.ok(mail && !mail.text.includes('contract 17'), 'the mail does not say what');
  const link = linkIn(mail.text);

  const admin = await signInAs(world, 'admin');
  const desk = href(routes.trust.objections);
  assert.doesNotMatch((await admin.get(desk)).body, /contract 17/, 'not before it is proven');
  const asked = await buyer.get(link);
  assert.match(asked.body, /Yes, I object/);
  assert.match(asked.body, /&lt;b>our&lt;\/b>/);
  assert.equal(asked.headers['referrer-policy'], 'no-referrer');
  assert.doesNotMatch((await admin.get(desk)).body, /contract 17/, 'a link that programs open changes nothing');
  const token = new URL(link, 'http://x').searchParams.get('t') ?? '';
  assert.equal((await buyer.post(href(routes.trust.objection), { t: token })).status, 303);
  assert.match((await buyer.get(link)).body, /It is with the team/);
  assert.match((await admin.get(desk)).body, /contract 17/);
  await world.settle();
  const told = (await world.mails()).filter(({ subject }) => subject === 'Somebody objects to a sub-processor');
  assert.ok(told.length >= 1 && told.every(({ text }) => !text.includes('contract 17')), 'admins hear of it');

  const row = (await rows()).find(({ id }) => link.includes(id));
  const answerAt = href(routes.trust.objectionAnswer, { id: row.id });
  assert.equal((await admin.post(answerAt, { outcome: '', answer: '' })).status, 422);
  for (const [who, status] of [
    ['owner', 404],
    ['triager', 403],
  ] as const)
    assert.equal((await (await signInAs(world, who)).post(answerAt, { outcome: 'stays', answer: 'x' })).status, status);
  const answered = { outcome: 'exempt', answer: 'Your mails go another way.' };
  const kept = await admin.post(answerAt, { outcome: '', answer: 'Half an answer.' });
  assert.match(kept.body, /Half an answer\./);
  assert.equal((await admin.post(answerAt, answered)).status, 303);
  assert.equal((await admin.post(answerAt, answered)).status, 409, 'it is answered once');
  assert.doesNotMatch((await admin.get(desk)).body, /contract 17/, 'it waits no more');
  assert.match((await admin.get(`${desk}?show=all`)).body, /contract 17/);
  await world.settle();
  const mails = await mailsTo('buyer@acme.example');
  assert.equal(mails.length, 2);
  assert.ok(mails.every(({ text }) => !text.includes('another way')));
  assert.equal(linkIn(mails.find(({ subject }) => subject.includes('answered'))?.text ?? ''), link);
  assert.match((await buyer.get(link)).body, /does not work with this customer[\s\S]*Your mails go another way/);

  for (const wrong of ['', token.slice(0, -2), token.replace(row.id, 'tob_none'), `${token}.x`, '../..', '.'])
    assert.equal((await buyer.get(href(routes.trust.objection, undefined, { t: wrong }))).status, 404, wrong);
  for (const column of ['email', 'words', 'answer'])
    assert.doesNotMatch(row[column]?.toString('latin1') ?? '', /ACME|acme|contract/);
});

test('T17 T19 what comes twice at once counts once, and no id of somebody else opens anything', async () => {
  const twice = world.visitor();
  assert.equal((await twice.post(form, { email: 'twice@acme.example', words: 'Twice, please.' })).status, 303);
  await world.settle();
  const link = linkIn((await mailsTo('twice@acme.example'))[0]?.text ?? '');
  const token = new URL(link, 'http://x').searchParams.get('t') ?? '';
  const confirms = await Promise.all([1, 2, 3].map(() => twice.post(href(routes.trust.objection), { t: token })));
  assert.deepEqual(
    confirms.map(({ status }) => status),
    [303, 303, 303],
  );
  const id = token.split('.')[0] ?? '';
  const noted = async (action: string) =>
    (await world.database.pool.query('select 1 from core.audit_entry where action = $1 and subject = $2', [action, id]))
      .rows.length;
  assert.equal(await noted('trust.object'), 1);
  const admin = await signInAs(world, 'admin');
  const at = (objection: string) => href(routes.trust.objectionAnswer, { id: objection });
  for (const other of ['tob_none', 'tsp_example_mail', '..'])
    assert.equal((await admin.post(at(other), { outcome: 'stays', answer: 'x' })).status, 404, other);
  const answers = await Promise.all(['One.', 'Other.'].map(answer => admin.post(at(id), { outcome: 'stays', answer })));
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [303, 409]);

  assert.match((await twice.get(href(routes.trust.objectionWithdraw, undefined, { t: token }))).body, /Take it back/);
  assert.equal((await rows()).filter(row => row.id === id).length, 1, 'looking deletes nothing');
  assert.equal((await twice.post(href(routes.trust.objectionWithdraw), { t: `${token}x` })).status, 404);
  assert.match((await twice.post(href(routes.trust.objectionWithdraw), { t: token })).body, /taken back/);
  assert.equal((await rows()).filter(row => row.id === id).length, 0);
  assert.equal((await twice.get(link)).status, 404);
  assert.equal((await twice.post(href(routes.trust.objectionWithdraw), { t: token })).status, 404);
  assert.equal(await noted('trust.withdraw-objection'), 1);
});

test('T16 a sub-processor that is not published cannot be objected to', async () => {
  const admin = await signInAs(world, 'admin');
  const draft = {
    revision: '0',
    name: 'Hidden Supplier Inc',
    purpose: 'Nobody knows yet',
    dataCategories: 'Mails',
    countries: 'France',
    transfer: 'None',
    effectiveFrom: '2027-12-01',
  };
  assert.equal((await admin.post(href(routes.trust.newItem, { kind: 'subprocessor' }), draft)).status, 303);
  const list = (await admin.get(href(routes.trust.edit))).body;
  const id = /href="\/admin\/trust\/items\/(tsp_[0-9a-z]{26})"/.exec(list)?.[1] ?? '';
  assert.notEqual(id, '');
  const blank = (text: string, id: string) => text.replaceAll(id, '').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '');
  const [hidden, none] = await Promise.all(
    [id, 'tsp_none'].map(each => world.visitor().get(href(routes.trust.object, { id: each }))),
  );
  assert.equal(hidden?.status, 404);
  assert.equal(blank(hidden?.body ?? '', id), blank(none?.body ?? '', 'tsp_none'));
  assert.equal(
    (await world.visitor().post(href(routes.trust.object, { id }), { email: 'a@b.example', words })).status,
    404,
  );
});

test('somebody signed in objects at once, finds it in their copy, and an erasure takes it', async () => {
  const owner = await signInAs(world, 'owner');
  const sent = await owner.post(form, { email: 'somebody@else.example', words: 'Mine: please not.' });
  assert.equal(sent.status, 303);
  assert.match((await owner.follow(sent)).body, /It is with the team/);
  await world.settle();
  assert.equal((await mailsTo('somebody@else.example')).length, 0, 'their own address counts');
  const row = (await rows()).find(({ person }) => person !== null);
  assert.equal(row.state, 'made');
  const held = JSON.stringify(await personalData.export(world.kernel, row.person));
  assert.match(held, /Mine: please not/);
  assert.doesNotMatch(held, /contract 17/);
  await world.kernel.transaction(kernel => personalData.erase(kernel, row.person));
  assert.ok(!(await rows()).some(({ id }) => id === row.id));
  assert.equal((await owner.get(sent.location ?? '')).status, 404);
});

test('T24 nobody is mailed at will, nothing unproven is kept, and what has begun cannot be objected to', async () => {
  const limited = await openWorld();
  try {
    await limited.seed();
    for (let round = 0; round < 8; round++)
      assert.equal((await limited.visitor().post(form, { email: 'victim@acme.example', words })).status, 303);
    await limited.settle();
    const mails = (await limited.mails()).filter(({ to }) => to === 'victim@acme.example');
    assert.ok(mails.length >= 1 && mails.length <= 3, `${mails.length} mails`);
  } finally {
    await limited.close();
  }
  assert.equal((await world.visitor().post(form, { email: 'late@acme.example', words })).status, 303);
  const open = (await rows()).filter(({ state }) => state === 'asked').length;
  assert.equal(open, 1);
  world.clock.advance(8 * DAY);
  await forgetUnprovenJob.run(world.kernel, {});
  assert.equal((await rows()).filter(({ state }) => state === 'asked').length, 0);
  assert.equal((await rows()).filter(({ state }) => state === 'answered').length, 1, 'what was proven stays');
  for (const id of ['tsp_example_hosting', 'tsp_none', '..%2f..%2fx'])
    assert.ok([400, 404].includes((await world.visitor().get(`/trust/subprocessors/${id}/object`)).status), id);
  world.clock.advance(40 * DAY);
  assert.equal((await world.visitor().get(form)).status, 404);
  assert.equal((await world.visitor().post(form, { email: 'late@acme.example', words })).status, 404);
  assert.doesNotMatch((await world.visitor().get(href(routes.trust.show))).body, /\/object"/);
});

test('T12 T25 T26 links cannot be guessed, lead nowhere else, and no header gets into what is kept', async () => {
  const spoofed = {
    'x-forwarded-for': '6.6.6.6',
    'x-forwarded-host': 'evil.example',
    forwarded: 'for=6.6.6.6;host=evil.example',
  };
  world.clock.advance(-48 * DAY);
  const tokens: string[] = [];
  for (let index = 0; index < 3; index++) {
    const email = `reader${index}@acme.example`;
    const sent = await world.visitor().post(form, { email, words }, spoofed);
    assert.match(sent.location ?? '', /^\/trust\/subprocessors\/tsp_example_mail\/object\?sent=yes$/);
    const subscribed = await world
      .visitor()
      .post(
        href(routes.newsletter.subscribe),
        { email, topics: 'updates', from: ['//evil.example', '/\\evil.example', '/%5cevil.example'][index] },
        spoofed,
      );
    assert.match(subscribed.location ?? '', /^\/newsletter\/sent/);
    await world.settle();
    const texts = (await mailsTo(email)).map(({ text }) => text).join('\n');
    assert.doesNotMatch(texts, /evil\.example|6\.6\.6\.6/);
    for (const [, token = ''] of texts.matchAll(/[?&]t=(\S+)/g)) tokens.push(token);
  }
  assert.equal(tokens.length, 6);
  assert.equal(new Set(tokens).size, 6);
  for (const token of tokens) {
    const secret = Buffer.from(token.split('.').at(-1) ?? '', 'base64url');
    assert.ok(secret.length >= 16, 'at least 128 bits');
  }
  // The hash is keyed: what one sees of one objection says nothing of another.
  const [one, other] = tokens.filter(token => token.startsWith('tob_'));
  const mixed = `${one?.split('.')[0]}.${other?.split('.')[1]}`;
  assert.equal((await world.visitor().get(href(routes.trust.objection, undefined, { t: mixed }))).status, 404);

  const admin = await signInAs(world, 'admin');
  const at = href(routes.trust.vouch, { id: 'training' });
  assert.equal((await admin.post(at, { result: 'pass', words: 'Looked.', until: '2026-12-24' }, spoofed)).status, 303);
  const kept = await world.database.pool.query(
    "select (select string_agg(signed, '') from trust.evidence) || (select string_agg(audit::text, '') from core.audit_entry audit) as all_of_it",
  );
  assert.doesNotMatch(kept.rows[0].all_of_it, /6\.6\.6\.6|evil\.example/);
});
