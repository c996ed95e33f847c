// The newsletter through its doors: asked for, confirmed, written, sent to nobody twice, ended.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { signInAs } from '../../test/support/sign-in.ts';
import type { Visitor } from '../../test/support/visitor.ts';
import { openWorld, type World } from '../../test/support/world.ts';
import { href, routes } from '../catalog/routes.ts';
import { DAY, SECOND } from '../core/clock.ts';
import type { Mail } from '../core/mail/mail.ts';
import { type MailTransport, sendMailJob } from '../core/mail/send-mail.ts';
import { acceptMail } from '../reports/mailin/accept-mail.ts';
import { sendIssueJob } from './issues/send-issue.ts';
import { forgetUnconfirmedJob } from './subscribers/subscribe.ts';

let world: World;
let anna: Visitor;
before(async () => {
  world = await openWorld({ limitsOff: true });
});
beforeEach(async () => {
  anna = await signInAs(world, 'admin');
});
after(() => world.close());

const { newsletter } = routes;
const linkIn = (text: string, path: string) =>
  new RegExp(`http://127\\.0\\.0\\.1:8080(${path}\\?\\S+)`).exec(text)?.[1] ?? '';
const mailTo = async (address: string) => (await world.mails()).filter(({ to }) => to === address);
const ask = (email: string, topics: readonly string[] = ['newsletter'], visitor = world.visitor()) => {
  // Mails of one moment have no order.
  world.clock.advance(SECOND);
  return visitor.post(href(newsletter.subscribe), { email, topics, from: '/program' });
};

async function subscribe(email: string, topics?: readonly string[]): Promise<void> {
  assert.equal((await ask(email, topics)).status, 303);
  const link = linkIn((await mailTo(email))[0]?.text ?? '', href(newsletter.confirm));
  const t = new URL(link, 'http://x').searchParams.get('t') ?? '';
  assert.match((await world.visitor().post(href(newsletter.confirm), { t })).body, /it is confirmed/);
}

async function write(title: string): Promise<string> {
  const made = await anna.post(href(newsletter.newIssue), {
    title,
    body: `Words of *${title}*, with a [link](https://telltale.example/).`,
    revision: '0',
  });
  assert.equal(made.status, 303, made.body);
  return /issues\/(iss_[0-9a-z]{26})/.exec(made.location ?? '')?.[1] ?? '';
}

const send = (id: string) => anna.post(href(newsletter.send, { id }), { revision: '1' });

async function settleAll(): Promise<void> {
  for (let step = 0; step < 4; step += 1) {
    world.clock.advance(6 * SECOND);
    await world.settle();
  }
}

test('every public page has the form, and whoever mistypes is told what to do and keeps what was typed', async () => {
  for (const route of [routes.site.home, routes.program.show, routes.trust.show, newsletter.archive]) {
    const { body } = await world.visitor().get(href(route));
    assert.match(body, /<form class="newsletter-form" method="post" action="\/newsletter">/, route.path);
  }
  const wrong = await ask('ada@localhost');
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /Check it for a typing mistake/);
  assert.match(wrong.body, /value="ada@localhost"/);
  assert.equal((await ask('')).status, 422);
  assert.match((await ask('ada@example.org', [])).body, /Choose what you want/);
  const thanks = await world.visitor().follow(await ask('thanks@example.org'));
  assert.match(thanks.body, /Thank you/);
});

test('nobody is mailed before they confirmed, a link alone confirms nothing, and the consent is proven', async () => {
  await ask('ada@example.org');
  const [mail] = await mailTo('ada@example.org');
  assert.match(mail?.subject ?? '', /Please confirm/);
  const id = await write('Before Ada');
  assert.equal((await send(id)).status, 303);
  await settleAll();
  assert.equal((await mailTo('ada@example.org')).length, 1);

  const link = linkIn(mail?.text ?? '', href(newsletter.confirm));
  const page = await world.visitor().get(link);
  assert.match(page.body, /may mail me: Newsletter/);
  assert.match(String(page.headers['cache-control']), /no-store/);
  const { rows } = await world.database.pool.query(
    "select count(*) from newsletter.subscriber where state = 'confirmed'",
  );
  assert.equal(Number(rows[0].count), 0, 'a program that opens links confirms nothing');
  const t = new URL(link, 'http://x').searchParams.get('t') ?? '';
  const forged = `${t.slice(0, -1)}${t.endsWith('A') ? 'B' : 'A'}`;
  assert.equal((await world.visitor().post(href(newsletter.confirm), { t: forged })).status, 410);
  assert.match((await world.visitor().post(href(newsletter.confirm), { t })).body, /it is confirmed/);
  assert.equal((await world.visitor().post(href(newsletter.confirm), { t })).status, 410, 'a link works once');

  const audit = await world.database.pool.query(
    "select action, details from core.audit_entry where action like 'newsletter.%' and subject like 'sub_%' order by at, id",
  );
  const confirmed = audit.rows.filter(({ action }) => action === 'newsletter.confirm');
  assert.equal(confirmed.length, 1);
  assert.match(JSON.stringify(confirmed[0].details), /[0-9a-f]{64}/, 'the hash of what was agreed to');
});

test('T24 T29 known and unknown addresses get the same answer, and one mail each', async () => {
  await subscribe('known@example.org');
  const visitor = world.visitor();
  const [known, unknown] = [
    await ask('KNOWN@example.org', undefined, visitor),
    await ask('new@example.org', undefined, visitor),
  ];
  const blank = ({ status, location, body, headers }: typeof known) => ({
    status,
    location,
    body,
    type: headers['content-type'],
  });
  assert.deepEqual(blank(known), blank(unknown));
  assert.match((await mailTo('known@example.org'))[0]?.subject ?? '', /already/);
  assert.match((await mailTo('new@example.org'))[0]?.subject ?? '', /confirm/);
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
    assert.equal((await ask(email)).status, 422, email);
  const made = await anna.post(href(newsletter.newIssue), {
    title: 'Hello\r\nBcc: everybody@example.org',
    body: 'Twenty characters at least <script>alert(1)</script>.',
    revision: '0',
  });
  const id = /iss_[0-9a-z]{26}/.exec(made.location ?? '')?.[0] ?? '';
  assert.equal((await anna.post(href(newsletter.test, { id }))).status, 303);
  const mail = (await world.mails()).find(({ subject }) => subject.startsWith('Test:'));
  assert.equal(mail?.subject, 'Test: Hello Bcc: everybody@example.org');
  assert.doesNotMatch((await anna.get(href(newsletter.edit, { id }))).body, /<script>alert/);
});

test('an issue goes to whoever confirmed its topic, once, with a way to end it by one click', async () => {
  await subscribe('bo@example.org', ['newsletter', 'subprocessors']);
  await subscribe('cy@example.org', ['updates']);
  const id = await write('November');
  assert.match((await anna.get(href(newsletter.send, { id }))).body, /You have not mailed a test/);
  assert.equal((await send(id)).status, 303);
  assert.equal((await send(id)).status, 409, 'it cannot be sent twice');
  await settleAll();
  const got = (await mailTo('bo@example.org')).filter(({ subject }) => subject === 'November');
  assert.equal(got.length, 1);
  assert.equal((await mailTo('cy@example.org')).filter(({ subject }) => subject === 'November').length, 0);
  assert.match(got[0]?.list?.id ?? '', /^newsletter\./);
  assert.doesNotMatch(got[0]?.text ?? '', /<img|\.gif|\.png/);

  const at = got[0]?.list?.unsubscribe ?? '';
  assert.equal((await world.visitor().get(at)).status, 200);
  assert.equal((await mailTo('bo@example.org')).length, 2, 'looking ends nothing');
  // As a mail program does: without cookies, from nowhere.
  const form = 'List-Unsubscribe=One-Click';
  const clicked = await world.app.server.inject({
    method: 'POST',
    url: at.replace(/^https?:\/\/[^/]+/, ''),
    headers: { host: '127.0.0.1:8080', 'content-type': 'application/x-www-form-urlencoded' },
    payload: form,
  });
  assert.equal(clicked.statusCode, 200);
  const page = await world.visitor().get(at);
  assert.match(page.body, /You get: Changes of sub-processors/, 'the other list goes on');
  const asMultipart = await world.visitor().upload(at, { 'List-Unsubscribe': 'One-Click' }, []);
  assert.equal(asMultipart.status, 200);
  const t = new URL(at).searchParams.get('t') ?? '';
  assert.equal((await world.visitor().post(href(newsletter.unsubscribe), { t })).status, 303);
  assert.match((await world.visitor().get(at)).body, /You get no mails from us/);
  const { rows } = await world.database.pool.query(
    "select count(*) from newsletter.subscriber where state = 'ended' and address is null and address_index is null",
  );
  assert.equal(Number(rows[0].count), 1, 'the address is forgotten');
  const forged = await world.visitor().get(`${href(newsletter.unsubscribe)}?t=${t.slice(0, -2)}AA`);
  assert.match(forged.body, /You get no mails/);
});

test('whoever was erased or never confirmed is forgotten', async () => {
  await ask('late@example.org');
  await world.settle();
  world.clock.advance(8 * DAY);
  await forgetUnconfirmedJob.run(world.kernel, {});
  const { rows } = await world.database.pool.query("select count(*) from newsletter.subscriber where state = 'asked'");
  assert.equal(Number(rows[0].count), 0);
});

test('after a kill between any two steps nothing is sent twice', async () => {
  for (const name of ['k1', 'k2', 'k3', 'k4', 'k5']) await subscribe(`${name}@example.org`);
  await world.settle();
  const id = await write('Killed on the way');
  assert.equal((await send(id)).status, 303);

  // While mails are written: everything of the step is undone.
  let composed = 0;
  const dying = {
    ...world.kernel,
    transaction: (work: Parameters<typeof world.kernel.transaction>[0]) =>
      world.kernel.transaction(kernel =>
        work({
          ...kernel,
          compose: async (...args) => {
            composed += 1;
            if (composed === 3) throw new Error('killed');
            return kernel.compose(...args);
          },
        }),
      ),
  } as typeof world.kernel;
  await assert.rejects(sendIssueJob.run(dying, { issue: id }), /killed/);
  const written = async () => {
    const { rows } = await world.database.pool.query('select mail from newsletter.delivery where issue = $1', [id]);
    return rows.map(({ mail }) => mail as string);
  };
  assert.equal((await written()).length, 0);
  await sendIssueJob.run(world.kernel, { issue: id });
  await sendIssueJob.run(world.kernel, { issue: id });
  await sendIssueJob.run(world.kernel, { issue: id });
  const mails = await written();
  const { rows } = await world.database.pool.query(
    "select count(*) from newsletter.subscriber where state = 'confirmed' and 'newsletter' = any(topics)",
  );
  assert.equal(mails.length, Number(rows[0].count), 'each subscriber has one');

  // While they are handed over: the server takes it, and we die before we have noted that.
  const taken = new Map<string, number>();
  let call = 0;
  const transport: MailTransport = {
    send: async (mail: Mail, _, atEnd) => {
      call += 1;
      if (call === 1) throw Object.assign(new Error('greylisted'), { responseCode: 451, command: 'RCPT TO' });
      if (call === 2) throw Object.assign(new Error('no route'), { code: 'ECONNECTION', command: 'CONN' });
      if (call === 5) throw new Error('killed before the end');
      await atEnd?.();
      taken.set(mail.to, (taken.get(mail.to) ?? 0) + 1);
      if (call === 4) throw new Error('killed');
    },
    check: async () => undefined,
    close: () => undefined,
  };
  const job = sendMailJob(transport);
  for (let round = 0; round < 3; round += 1)
    for (const mail of mails) await job.run(world.kernel, { mail }).catch(() => undefined);
  assert.ok(
    [...taken.values()].every(times => times === 1),
    JSON.stringify([...taken]),
  );
  assert.equal(taken.size, mails.length, 'and none is missing that was not taken');
  await world.settle();
});

test('mails are written at the pace that the operator set, and a step that runs again writes nothing', async () => {
  for (const name of ['p1', 'p2', 'p3', 'p4', 'p5', 'p6']) await subscribe(`${name}@example.org`);
  await world.settle();
  const id = await write('Slowly');
  await send(id);
  const slow = { ...world.kernel, config: { ...world.kernel.config, newsletterPerSecond: 1 } };
  const now = world.clock.now().getTime();
  const first = { issue: id, after: '', due: String(now) };
  const written = async () =>
    (await world.database.pool.query('select 1 from newsletter.delivery where issue = $1', [id])).rows.length;
  await sendIssueJob.run(slow, first);
  assert.equal(await written(), 5, 'what may go in five seconds');
  await sendIssueJob.run(slow, first);
  assert.equal(await written(), 5, 'as after a kill between the commit and the end of the job');
  const { rows } = await world.database.pool.query(
    "select payload from graphile_worker._private_jobs where payload->>'issue' = $1 and payload->>'after' <> ''",
    [id],
  );
  assert.deepEqual(
    rows.map(({ payload }) => Number(payload.due) - now),
    [5000],
    'one next step, when the first has had its time',
  );
  // Two minutes late, it may hurry for five seconds.
  world.clock.advance(120 * SECOND);
  await sendIssueJob.run(slow, rows[0].payload);
  const next = await world.database.pool.query(
    "select payload from graphile_worker._private_jobs where payload->>'issue' = $1 order by id desc limit 1",
    [id],
  );
  assert.equal(Number(next.rows[0].payload.due), now + 120_000);
  await settleAll();
  for (const name of ['p1', 'p6'])
    assert.equal((await mailTo(`${name}@example.org`)).filter(({ subject }) => subject === 'Slowly').length, 1);
});

test('an address that mails come back from is not mailed again', async () => {
  await subscribe('gone@example.org');
  const id = await write('To gone');
  await send(id);
  await sendIssueJob.run(world.kernel, { issue: id });
  const { rows } = await world.database.pool.query('select mail from newsletter.delivery where issue = $1', [id]);
  const refusing: MailTransport = {
    send: async (mail: Mail) => {
      if (mail.to === 'gone@example.org')
        throw Object.assign(new Error('no such user'), { responseCode: 550, command: 'RCPT TO' });
    },
    check: async () => undefined,
    close: () => undefined,
  };
  for (const { mail } of rows) await sendMailJob(refusing).run(world.kernel, { mail });
  await world.settle();
  const ended = await world.database.pool.query(
    "select count(*) from newsletter.subscriber where ended_by = 'returned'",
  );
  assert.equal(Number(ended.rows[0].count), 1);
});

test('a delivery report ends a subscription when the address is gone for good, and not when a mail is only late', async () => {
  await subscribe('dsn@example.org');
  const id = await write('To dsn');
  await send(id);
  await settleAll();
  const { rows } = await world.database.pool.query(
    'select d.mail from newsletter.delivery d order by (select s.confirmed_at from newsletter.subscriber s where s.id = d.subscriber) desc limit 1',
  );
  const report = (action: string, status: string) =>
    Buffer.from(
      [
        'From: MAILER-DAEMON@relay.example',
        'Subject: Undelivered',
        'MIME-Version: 1.0',
        'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
        '',
        '--b',
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; relay.example',
        '',
        'Final-Recipient: rfc822; dsn@example.org',
        `Action: ${action}`,
        `Status: ${status}`,
        '',
        '--b',
        'Content-Type: message/rfc822',
        '',
        `Message-ID: <${rows[0].mail}@telltale.example>`,
        '',
        '--b--',
        '',
      ].join('\r\n'),
    );
  const comesBack = async (action: string, status: string) => {
    world.clock.advance(SECOND);
    const content = (async function* () {
      yield report(action, status);
    })();
    await acceptMail(world.kernel, { via: 'smtp', content, envelope: { from: '', to: [], client: null } });
    await world.settle();
    const found = await world.database.pool.query(
      'select s.state from newsletter.subscriber s join newsletter.delivery d on d.subscriber = s.id where d.mail = $1',
      [rows[0].mail],
    );
    return found.rows[0].state as string;
  };
  assert.equal(await comesBack('delayed', '4.4.1'), 'confirmed');
  assert.equal(await comesBack('failed', '4.2.2'), 'confirmed', 'a full mailbox may empty itself');
  assert.equal(await comesBack('failed', '5.1.1'), 'ended');
});

test('the archive has what went out, and drafts are for nobody outside', async () => {
  const draft = await write('Secret draft');
  const archive = await world.visitor().get(href(newsletter.archive));
  assert.match(archive.body, /November/);
  assert.doesNotMatch(archive.body, /Secret draft/);
  assert.match((await world.visitor().get(href(newsletter.issue, { number: '1' }))).body, /<em>Before Ada<\/em>/);
  for (const number of ['99', '0', '01', draft])
    assert.equal((await world.visitor().get(href(newsletter.issue, { number }))).status, 404);
  const atom = await world.visitor().get(href(newsletter.issuesAtom));
  assert.match(String(atom.headers['content-type']), /^application\/atom\+xml/);
  assert.match(atom.body, /<title>November<\/title>/);
  const stale = await anna.post(href(newsletter.edit, { id: draft }), {
    title: 'Newer',
    body: 'Another text that is long enough.',
    revision: '7',
  });
  assert.equal(stale.status, 422);
  assert.match(stale.body, /Somebody else saved this/);
  assert.equal((await (await signInAs(world, 'triager')).get(href(newsletter.manage))).status, 403);
});

test('a change of sub-processors is mailed to whoever asked for that, before it takes effect', async () => {
  await subscribe('dpo@example.org', ['subprocessors']);
  const add = (name: string, effectiveFrom: string) =>
    anna.post(href(routes.trust.newItem, { kind: 'subprocessor' }), {
      revision: '0',
      name,
      purpose: 'Backups',
      dataCategories: 'Readings',
      countries: 'Ireland',
      transfer: 'None',
      effectiveFrom,
    });
  await add('First Ltd', '2025-01-01');
  assert.equal((await anna.post(href(routes.trust.publish), { basedOn: '0' })).status, 303);
  await settleAll();
  assert.equal((await mailTo('dpo@example.org')).length, 1, 'what is so already is no change');
  await add('Second Ltd', '2027-06-01');
  assert.equal((await anna.post(href(routes.trust.publish), { basedOn: '1' })).status, 303);
  await settleAll();
  const [notice] = await mailTo('dpo@example.org');
  assert.equal(notice?.subject, 'Second Ltd begins as sub-processor on 1 Jun 2027');
  assert.match(notice?.text ?? '', /Until then you can object/);
  assert.equal((await mailTo('cy@example.org')).filter(({ subject }) => subject.includes('Second Ltd')).length, 0);
});
