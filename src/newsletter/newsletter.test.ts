// The newsletter through its doors: asked for, confirmed, written, read, ended.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { linkIn, type NewsletterWorld, openNewsletter } from '../../test/support/newsletter-world.ts';
import { signInAs } from '../../test/support/sign-in.ts';
import { openWorld } from '../../test/support/world.ts';
import { href, routes } from '../catalog/routes.ts';
import { DAY } from '../core/clock.ts';
import { forgetUnconfirmedJob } from './subscribers/subscribe.ts';

let here: NewsletterWorld;
before(async () => {
  here = await openNewsletter();
});
beforeEach(() => here.signIn());
after(() => here.world.close());

const { newsletter } = routes;

test('every public page has the form, and whoever mistypes is told what to do and keeps what was typed', async () => {
  for (const route of [routes.site.home, routes.program.show, routes.trust.show, newsletter.archive]) {
    const { body } = await here.world.visitor().get(href(route));
    assert.match(body, /<form class="newsletter-form" method="post" action="\/newsletter">/, route.path);
  }
  const wrong = await here.ask('ada@localhost');
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /Check it for a typing mistake/);
  assert.match(wrong.body, /value="ada@localhost"/);
  assert.equal((await here.ask('')).status, 422);
  assert.match((await here.ask('ada@example.org', [])).body, /Choose what you want/);
  const thanks = await here.world.visitor().follow(await here.ask('thanks@example.org'));
  assert.match(thanks.body, /Thank you/);
});

test('nobody is mailed before they confirmed, a link alone confirms nothing, and the consent is proven', async () => {
  await here.ask('ada@example.org');
  const [mail] = await here.mailTo('ada@example.org');
  assert.match(mail?.subject ?? '', /Please confirm/);
  const id = await here.write('Before Ada');
  assert.equal((await here.send(id)).status, 303);
  await here.settleAll();
  assert.equal((await here.mailTo('ada@example.org')).length, 1);

  const link = linkIn(mail?.text ?? '', href(newsletter.confirm));
  const page = await here.world.visitor().get(link);
  assert.match(page.body, /may mail me: Newsletter/);
  assert.match(String(page.headers['cache-control']), /no-store/);
  const { rows } = await here.world.database.pool.query(
    "select count(*) from newsletter.subscriber where state = 'confirmed'",
  );
  assert.equal(Number(rows[0].count), 0, 'a program that opens links confirms nothing');
  const t = new URL(link, 'http://x').searchParams.get('t') ?? '';
  const forged = `${t.slice(0, -1)}${t.endsWith('A') ? 'B' : 'A'}`;
  assert.equal((await here.world.visitor().post(href(newsletter.confirm), { t: forged })).status, 410);
  assert.match((await here.world.visitor().post(href(newsletter.confirm), { t })).body, /it is confirmed/);
  assert.equal((await here.world.visitor().post(href(newsletter.confirm), { t })).status, 410, 'a link works once');

  const audit = await here.world.database.pool.query(
    "select action, details from core.audit_entry where action like 'newsletter.%' and subject like 'sub_%' order by at, id",
  );
  const confirmed = audit.rows.filter(({ action }) => action === 'newsletter.confirm');
  assert.equal(confirmed.length, 1);
  assert.match(JSON.stringify(confirmed[0].details), /[0-9a-f]{64}/, 'the hash of what was agreed to');
});

test('T24 T29 known and unknown addresses get the same answer, and one mail each', async () => {
  await here.subscribe('known@example.org');
  const visitor = here.world.visitor();
  const [known, unknown] = [
    await here.ask('KNOWN@example.org', undefined, visitor),
    await here.ask('new@example.org', undefined, visitor),
  ];
  const blank = ({ status, location, body, headers }: typeof known) => ({
    status,
    location,
    body,
    type: headers['content-type'],
  });
  assert.deepEqual(blank(known), blank(unknown));
  assert.match((await here.mailTo('known@example.org'))[0]?.subject ?? '', /already/);
  assert.match((await here.mailTo('new@example.org'))[0]?.subject ?? '', /confirm/);
});

test('T24 an address cannot be flooded', async () => {
  await using limited = await openWorld();
  for (let time = 0; time < 6; time += 1)
    assert.equal(
      (await limited.visitor().post(href(newsletter.subscribe), { email: 'flood@example.org', topics: 'newsletter' }))
        .status,
      303,
    );
  assert.equal((await limited.mails()).filter(({ to }) => to === 'flood@example.org').length, 3);
});

test('T28 neither an address nor a title writes a header', async () => {
  for (const email of [
    'a@example.org\r\nBcc: b@example.org',
    'a@example.org, b@example.org',
    '"a b"@example.org',
    '<script>@example.org',
  ])
    assert.equal((await here.ask(email)).status, 422, email);
  const made = await here.anna.post(href(newsletter.newIssue), {
    title: 'Hello\r\nBcc: everybody@example.org',
    body: 'Twenty characters at least <script>alert(1)</script>.',
    revision: '0',
  });
  const id = /iss_[0-9a-z]{26}/.exec(made.location ?? '')?.[0] ?? '';
  assert.equal((await here.anna.post(href(newsletter.test, { id }))).status, 303);
  const mail = (await here.world.mails()).find(({ subject }) => subject.startsWith('Test:'));
  assert.equal(mail?.subject, 'Test: Hello Bcc: everybody@example.org');
  assert.doesNotMatch((await here.anna.get(href(newsletter.edit, { id }))).body, /<script>alert/);
});

test('an issue goes to whoever confirmed its topic, once, with a way to end it by one click', async () => {
  await here.subscribe('bo@example.org', ['newsletter', 'subprocessors']);
  await here.subscribe('cy@example.org', ['updates']);
  const id = await here.write('November');
  assert.match((await here.anna.get(href(newsletter.send, { id }))).body, /You have not mailed a test/);
  assert.equal((await here.send(id)).status, 303);
  assert.equal((await here.send(id)).status, 409, 'it cannot be sent twice');
  await here.settleAll();
  const got = (await here.mailTo('bo@example.org')).filter(({ subject }) => subject === 'November');
  assert.equal(got.length, 1);
  assert.equal((await here.mailTo('cy@example.org')).filter(({ subject }) => subject === 'November').length, 0);
  assert.match(got[0]?.list?.id ?? '', /^newsletter\./);
  assert.doesNotMatch(got[0]?.text ?? '', /<img|\.gif|\.png/);

  const at = got[0]?.list?.unsubscribe ?? '';
  assert.equal((await here.world.visitor().get(at)).status, 200);
  assert.equal((await here.mailTo('bo@example.org')).length, 2, 'looking ends nothing');
  // As a mail program does: without cookies, from nowhere.
  const form = 'List-Unsubscribe=One-Click';
  const clicked = await here.world.app.server.inject({
    method: 'POST',
    url: at.replace(/^https?:\/\/[^/]+/, ''),
    headers: { host: '127.0.0.1:8080', 'content-type': 'application/x-www-form-urlencoded' },
    payload: form,
  });
  assert.equal(clicked.statusCode, 200);
  const page = await here.world.visitor().get(at);
  assert.match(page.body, /You get: Changes of sub-processors/, 'the other list goes on');
  const asMultipart = await here.world.visitor().upload(at, { 'List-Unsubscribe': 'One-Click' }, []);
  assert.equal(asMultipart.status, 200);
  const t = new URL(at).searchParams.get('t') ?? '';
  assert.equal((await here.world.visitor().post(href(newsletter.unsubscribe), { t })).status, 303);
  assert.match((await here.world.visitor().get(at)).body, /You get no mails from us/);
  const { rows } = await here.world.database.pool.query(
    "select count(*) from newsletter.subscriber where state = 'ended' and address is null and address_index is null",
  );
  assert.equal(Number(rows[0].count), 1, 'the address is forgotten');
  const forged = await here.world.visitor().get(`${href(newsletter.unsubscribe)}?t=${t.slice(0, -2)}AA`);
  assert.match(forged.body, /You get no mails/);
});

test('whoever was erased or never confirmed is forgotten', async () => {
  await here.ask('late@example.org');
  await here.world.settle();
  here.world.clock.advance(8 * DAY);
  await forgetUnconfirmedJob.run(here.world.kernel, {});
  const { rows } = await here.world.database.pool.query(
    "select count(*) from newsletter.subscriber where state = 'asked'",
  );
  assert.equal(Number(rows[0].count), 0);
});

test('the archive has what went out, and drafts are for nobody outside', async () => {
  const draft = await here.write('Secret draft');
  const archive = await here.world.visitor().get(href(newsletter.archive));
  assert.match(archive.body, /November/);
  assert.doesNotMatch(archive.body, /Secret draft/);
  assert.match((await here.world.visitor().get(href(newsletter.issue, { number: '1' }))).body, /<em>Before Ada<\/em>/);
  for (const number of ['99', '0', '01', draft])
    assert.equal((await here.world.visitor().get(href(newsletter.issue, { number }))).status, 404);
  const atom = await here.world.visitor().get(href(newsletter.issuesAtom));
  assert.match(String(atom.headers['content-type']), /^application\/atom\+xml/);
  assert.match(atom.body, /<title>November<\/title>/);
  const stale = await here.anna.post(href(newsletter.edit, { id: draft }), {
    title: 'Newer',
    body: 'Another text that is long enough.',
    revision: '7',
  });
  assert.equal(stale.status, 422);
  assert.match(stale.body, /Somebody else saved this/);
  assert.equal((await (await signInAs(here.world, 'triager')).get(href(newsletter.manage))).status, 403);
});
