import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openWorld, type World, type WorldOptions } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { DAY, HOUR } from '../../core/clock.ts';
import { encryptTo } from '../../core/openpgp/openpgp-message.ts';
import { makeProgramKey } from '../../program/keys/change-key.ts';
import { findCurrentKey } from '../../program/keys/key-store.ts';
import { defaultBudgets } from '../abuse/admission.ts';
import { saveBudgets } from '../abuse/intake-store.ts';
import { endPauseJob, pauseIntake } from '../abuse/pause-intake.ts';
import { listAttachments } from '../attachment-store.ts';
import { listMessages } from '../conversation-store.ts';
import { readReport } from '../report-store.ts';
import { acceptMail } from './accept-mail.ts';
import { listMails } from './mail-store.ts';
import { openSmtpListener, type SmtpListener } from './smtp-listener.ts';
import { sweepMailsJob } from './sweep-mails.ts';

const staff = system('test');
const INTAKE = 'security@cars.example';
const environment = { SMTP_LISTEN: '127.0.0.1:0', MAIL_INTAKE_ADDRESS: INTAKE };

type Post = World & {
  readonly listener: SmtpListener;
  readonly send: (mail: SendMailOptions) => Promise<string>;
  readonly received: () => ReturnType<typeof listMails>;
};

async function openPost(options: WorldOptions = {}): Promise<Post & AsyncDisposable> {
  const world = await openWorld({ ...options, environment: { ...environment, ...options.environment } });
  const listener = await openSmtpListener(world.kernel, INTAKE, { host: '127.0.0.1', port: 0 });
  const transport = createTransport({ host: '127.0.0.1', port: listener.port, ignoreTLS: true });
  const closeWorld = world.close;
  const close = async (): Promise<void> => {
    transport.close();
    await listener.close();
    await closeWorld();
  };
  return Object.assign(world, {
    listener,
    send: async (mail: SendMailOptions) => {
      // Ids sort by time: no two mails of a test come at the same moment.
      world.clock.advance(1000);
      return (await transport.sendMail({ from: 'Robin <robin@finder.example>', to: INTAKE, ...mail })).response;
    },
    received: () => listMails(world.kernel, staff, { filter: undefined, before: undefined, limit: 100 }),
    close,
    [Symbol.asyncDispose]: close,
  });
}

const finding = {
  subject: 'Trips of other owners can be exported',
  text: 'Open https://api.cars.example/export?trip=2 without a session.\n\nIt answers with the trip.',
};

const reportsIn = async (world: World): Promise<string[]> =>
  (await world.database.pool.query<{ id: string }>('select id from reports.report order by id')).rows.map(
    ({ id }) => id,
  );

test('a mail becomes a report in new, with its files, and its sender is answered once with number and code', async () => {
  await using post = await openPost();
  const answer = await post.send({
    ...finding,
    messageId: '<first@finder.example>',
    attachments: [
      { filename: 'request.txt', content: 'GET /export?trip=2 HTTP/1.1' },
      { filename: 'tool.exe', content: Buffer.from([0x4d, 0x5a, 0, 0, 1, 2, 3, 0]) },
    ],
  });
  assert.match(answer, /^250 2\.0\.0 Taken in as mli_/);
  const [waiting] = await post.received();
  assert.equal(waiting?.state, 'waiting', 'it is kept before anybody has read it');
  const mails = await post.mails();
  const [id = ''] = await reportsIn(post);
  const report = await readReport(post.kernel, staff, id);
  assert.deepEqual(
    [report.state, report.title, report.content.description, report.contact],
    ['new', finding.subject, finding.text, 'robin@finder.example'],
  );
  assert.equal(report.content.location, 'https://api.cars.example/export?trip=2');
  assert.deepEqual(
    (await listAttachments(post.kernel, staff, id)).map(({ name }) => name),
    ['request.txt'],
  );
  const [mail] = await post.received();
  assert.deepEqual([mail?.outcome, mail?.report, mail?.thanked], ['report', id, true]);
  assert.match(mail?.facts?.notes.join() ?? '', /tool\.exe was not taken/);
  assert.equal(mail?.envelope?.client, null, 'the address of the client is forgotten');

  const thanks = mails.filter(({ to }) => to === 'robin@finder.example');
  assert.equal(thanks.length, 1);
  assert.ok(thanks[0]?.text.includes(report.number));
  assert.ok(!thanks[0]?.text.includes('Trips'), 'a mail never says what a report is about');
  assert.equal(thanks[0]?.inReplyTo, '<first@finder.example>');
  const code = /^ {4}(\S+)$/m.exec(thanks[0]?.text ?? '')?.[1] ?? '';
  const visitor = post.visitor();
  const opened = await visitor.post(href(routes.reports.return), { code });
  assert.match((await visitor.follow(opened)).body, /Trips of other owners/);
});

test('an answer to the reply address, or to a mail of ours, goes into the conversation, and nobody else’s does', async () => {
  await using post = await openPost();
  await post.send(finding);
  const thanks = (await post.mails())[0];
  const [id = ''] = await reportsIn(post);
  assert.match(thanks?.replyTo ?? '', /^security\+[a-z2-7]{26}@cars\.example$/);
  await post.send({
    from: 'robin@other-device.example',
    to: (thanks?.replyTo ?? '').toUpperCase(),
    subject: 'Re: We have your report',
    text: 'It also works with POST.\n\nOn Monday, the team wrote:\n> Thank you.\n> More.\n',
    attachments: [{ filename: 'post.txt', content: 'POST /export' }],
  });
  await post.settle();
  // The address was lost, but the mail says what it answers.
  await post.send({ text: 'And with PUT.', inReplyTo: `<mal_x.${thanks?.thread}@cars.example>` });
  const guessed = 'a'.repeat(26);
  await post.send({ to: INTAKE.replace('@', `+${guessed}@`), subject: 'Re: your report', text: 'I am Robin.' });
  await post.settle();
  const messages = await listMessages(post.kernel, staff, id);
  assert.deepEqual(
    messages.map(({ body, role }) => [body, role]),
    [
      ['It also works with POST.\n\n_Sent with it: post.txt_', 'reporter'],
      ['And with PUT.', 'reporter'],
    ],
  );
  assert.equal((await reportsIn(post)).length, 2, 'a guessed token makes a report of its own');
});

test('nothing is lost: a crash leaves the mail with its sender or with us, at every step, and it makes one report', async () => {
  await using post = await openPost();
  const { pool } = post.database;
  const failing = async (table: string, when: string) => {
    await pool.query(`create or replace function pg_temp_fail() returns trigger language plpgsql as
      $$ begin raise exception 'the power went out'; end $$`);
    await pool.query(`create trigger fail before ${when} on ${table} for each row execute function pg_temp_fail()`);
    return () => pool.query(`drop trigger fail on ${table}`);
  };
  // While it is taken in: the sender is told to come again, and nothing half is left.
  for (const table of ['reports.mail', 'core.file']) {
    const repair = await failing(table, 'insert');
    await assert.rejects(post.send({ ...finding, messageId: '<one@finder.example>' }), /451/);
    await repair();
    assert.equal((await post.received()).length, 0);
  }
  await post.send({ ...finding, messageId: '<one@finder.example>' });
  // While it is processed: whatever fails, the mail waits on, and is processed in the end.
  for (const [table, when] of [
    ['reports.report', 'insert'],
    ['reports.receipt', 'insert'],
    ['core.mail', 'insert'],
    ['reports.mail', 'update'],
    ['core.audit_entry', 'insert'],
  ] as const) {
    const repair = await failing(table, when);
    await post.settle().catch(() => undefined);
    await repair();
    assert.deepEqual([(await post.received())[0]?.state, (await reportsIn(post)).length], ['waiting', 0], table);
    post.clock.advance(HOUR);
  }
  // Between our commit and our 250: the sender comes again with the same mail.
  await post.send({ ...finding, messageId: '<one@finder.example>', headers: { 'X-Second-Try': 'yes' } });
  post.clock.advance(2 * HOUR);
  await sweepMailsJob.run(post.kernel, {});
  const mails = await post.mails();
  assert.equal((await reportsIn(post)).length, 1);
  assert.deepEqual((await post.received()).map(({ outcome }) => outcome).sort(), ['duplicate', 'report']);
  assert.equal(mails.filter(({ to }) => to === 'robin@finder.example').length, 1);
});

test('a mail that breaks its reading again and again becomes a report with nothing but the raw mail', async () => {
  await using post = await openPost();
  await post.send(finding);
  await post.database.pool.query('update reports.mail set tries = 10');
  await post.settle();
  const [mail] = await post.received();
  const report = await readReport(post.kernel, staff, mail?.report ?? '');
  assert.equal(report.title, 'A mail without a subject');
  assert.match(mail?.facts?.notes.join() ?? '', /could not be read/);
  const triager = await signInAs(post, 'triager');
  const raw = await triager.get(href(routes.reports.mailRaw, { id: mail?.id ?? '' }));
  assert.match(raw.body, /It answers with the trip\./);
  assert.match(String(raw.headers['content-disposition']), /^attachment/);
});

test('programs are never answered: out-of-office notes, bounces, lists, our own mails, mails in a circle', async () => {
  await using post = await openPost();
  await post.send(finding);
  const thanks = (await post.mails())[0];
  const [id = ''] = await reportsIn(post);
  const before = (await post.mails()).length;
  await post.send({
    to: thanks?.replyTo,
    text: 'I am away.',
    headers: { 'Auto-Submitted': 'auto-replied (vacation)' },
  });
  await post.send({ from: INTAKE, text: 'Thank you' });
  await post.send({ text: 'Scanner found something', headers: { 'Auto-Submitted': 'auto-generated' } });
  await post.send({ text: 'Digest', headers: { 'List-Id': '<bugs.example>' } });
  await post.send({
    envelope: { from: '', to: INTAKE },
    from: 'MAILER-DAEMON@relay.example',
    raw: [
      'From: MAILER-DAEMON@relay.example',
      `To: ${INTAKE}`,
      'Subject: Undelivered',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: message/rfc822',
      '',
      `Message-ID: <mal_x.${thanks?.thread}@cars.example>`,
      '',
      '--b--',
      '',
    ].join('\r\n'),
  });
  await post.settle();
  const outcomes = (await post.received()).map(({ outcome }) => outcome);
  assert.deepEqual(outcomes.toReversed(), ['report', 'automatic', 'loop', 'report', 'report', 'bounce']);
  assert.equal((await post.mails()).filter(({ to }) => to === 'robin@finder.example').length, 1);
  assert.ok(before >= 1);
  const messages = await listMessages(post.kernel, staff, id);
  assert.equal(messages.length, 1);
  assert.equal(messages[0]?.audience, 'internal');
  assert.match(messages[0]?.body ?? '', /came back/);

  for (let round = 0; round < 6; round++)
    await post.send({ from: 'a@loop.example', subject: `Re: ${round}`, text: `round ${round}` });
  const looped = (await post.mails()).filter(({ to }) => to === 'a@loop.example');
  assert.equal(looped.length, 3, 'a sender is answered three times a day');
  assert.equal((await reportsIn(post)).length, 9, 'but nothing of it is lost');
});

test('what was set aside can be made a report by an admin, once', async () => {
  await using post = await openPost();
  await post.send({ ...finding, headers: { 'Auto-Submitted': 'auto-replied' } });
  await post.settle();
  const [mail] = await post.received();
  assert.equal(mail?.outcome, 'automatic');
  const admin = await signInAs(post, 'admin');
  const viewer = await signInAs(post, { name: 'V', email: 'v@x.example', staffRole: 'viewer' });
  const at = href(routes.reports.mailAgain, { id: mail?.id ?? '' });
  assert.equal((await viewer.post(at)).status, 403);
  assert.match((await admin.get(href(routes.reports.mails))).body, /Make it a report/);
  assert.equal((await admin.post(at)).status, 303);
  await post.settle();
  assert.equal((await reportsIn(post)).length, 1);
  assert.equal((await admin.post(at)).status, 409);
  assert.match((await admin.get(href(routes.reports.mails))).body, /Became a report/);
});

test('the mail server takes mails for the intake only, of bounded size, as often as one network may', async () => {
  await using post = await openPost();
  await assert.rejects(post.send({ ...finding, to: 'someone@else.example' }), /550/);
  await assert.rejects(post.send({ ...finding, to: 'other@cars.example' }), /550/);
  assert.match(await post.send({ ...finding, to: 'Postmaster@cars.example' }), /^250/);
  const big = Buffer.alloc(41 * 1024 * 1024, `${'a'.repeat(900)}\r\n`).toString();
  await assert.rejects(post.send({ ...finding, raw: `Subject: big\r\n\r\n${big}` }), /552/);
  assert.equal((await post.received()).length, 1);
  await assert.rejects(async () => {
    for (let count = 0; count < 125; count++) await post.kernel.rateLimiter.take('mail', '127.0.0.1');
  });
  await assert.rejects(post.send(finding), /451 4\.7\.1/);
});

test('an encrypted mail is opened where this server keeps the key, PGP/MIME and inline, files included', async () => {
  await using post = await openPost();
  await makeProgramKey(post.kernel, staff, INTAKE);
  const key = await findCurrentKey(post.kernel);
  const encrypt = (text: string) => encryptTo(Buffer.from(text), key?.publicKey ?? '', post.clock.now());
  const inner = [
    'Content-Type: multipart/mixed; boundary=in',
    'Subject: The true subject',
    '',
    '--in',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Secret steps: über alles.',
    '--in',
    'Content-Type: text/plain; name=poc.txt',
    'Content-Disposition: attachment; filename=poc.txt',
    '',
    'proof',
    '--in--',
    '',
  ].join('\r\n');
  const armored = (await encrypt(inner)).replaceAll('\n', '\r\n');
  await post.send({
    raw: [
      'From: robin@finder.example',
      `To: ${INTAKE}`,
      'Subject: ...',
      'MIME-Version: 1.0',
      'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=out',
      '',
      '--out',
      'Content-Type: application/pgp-encrypted',
      '',
      'Version: 1',
      '',
      '--out',
      'Content-Type: application/octet-stream; name=encrypted.asc',
      '',
      armored,
      '--out--',
      '',
    ].join('\r\n'),
  });
  // One after the other, so that the reports' ids are in this order.
  await post.settle();
  await post.send({ subject: 'Inline', text: `Hello\n\n${await encrypt('Inline steps.')}\nBye` });
  await post.settle();
  const [first = '', second = ''] = await reportsIn(post);
  const mime = await readReport(post.kernel, staff, first);
  assert.deepEqual([mime.title, mime.content.description], ['The true subject', 'Secret steps: über alles.']);
  assert.deepEqual(
    (await listAttachments(post.kernel, staff, first)).map(({ name }) => name),
    ['poc.txt'],
  );
  assert.match((await readReport(post.kernel, staff, second)).content.description, /^Hello\s+Inline steps\.\s+Bye$/);
  assert.deepEqual(
    (await post.received()).map(({ facts }) => facts?.encryption),
    ['opened', 'opened'],
  );
});

test('an encrypted mail that this server cannot open is a report with the message in it', async () => {
  await using post = await openPost();
  await makeProgramKey(post.kernel, staff, INTAKE);
  const key = await findCurrentKey(post.kernel);
  const block = await encryptTo(Buffer.from('words'), key?.publicKey ?? '', post.clock.now());
  await post.database.pool.query("update program.openpgp_key set custody = 'team', private_key = null");
  await post.send({ subject: 'Encrypted', text: block });
  await post.settle();
  const [id = ''] = await reportsIn(post);
  assert.match((await readReport(post.kernel, staff, id)).content.description, /^-----BEGIN PGP MESSAGE-----/);
  assert.match((await post.received())[0]?.facts?.notes.join() ?? '', /this server cannot open it/);
});

test('DKIM, SPF and DMARC are noted and decide nothing', async () => {
  const dns = async (name: string, type: string): Promise<string[][]> => {
    const records: Record<string, string> = {
      'finder.example TXT': 'v=spf1 ip4:127.0.0.1 -all',
      '_dmarc.finder.example TXT': 'v=DMARC1; p=reject',
      'forged.example TXT': 'v=spf1 -all',
      '_dmarc.forged.example TXT': 'v=DMARC1; p=reject',
    };
    const found = records[`${name} ${type}`];
    if (found === undefined) throw Object.assign(new Error('no record'), { code: 'ENOTFOUND' });
    return [[found]];
  };
  await using post = await openPost({ dns });
  await post.send(finding);
  await post.send({ ...finding, from: 'ceo@forged.example', subject: 'Forged' });
  await post.settle();
  const [forged, honest] = await post.received();
  const results = (mail: typeof forged) => {
    const { spf, dmarc } = mail?.facts?.authentication ?? {};
    return [spf?.result, dmarc?.result, dmarc?.policy, mail?.outcome];
  };
  assert.deepEqual(results(honest), ['pass', 'pass', 'reject', 'report']);
  assert.deepEqual(results(forged), ['fail', 'fail', 'reject', 'report']);
  const triager = await signInAs(post, 'triager');
  const page = await triager.get(href(routes.reports.triage, { id: forged?.report ?? '' }));
  for (const words of [
    'Came by e-mail',
    'ceo@forged.example',
    'DMARC fail',
    'SPF fail',
    'Download the mail as it came',
  ])
    assert.ok(page.body.includes(words), words);
});

test('mails in broken forms are reports all the same', async () => {
  await using post = await openPost();
  const odd = [
    '',
    'no headers at all, just words',
    'Subject: \0\0\r\n\r\n\0',
    'From: <<<>>>\r\nSubject: =?utf-8?B?////?=\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n--x',
    `From: a@b.example\r\nContent-Type: text/html\r\n\r\n<h1>Hello</h1><script>alert(1)</script><p>steps`,
    `From: a@b.example\r\nSubject: long\r\n\r\n${'word '.repeat(20_000)}`,
    `Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=x\r\n\r\n--x\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nAAAA\r\n-----END PGP MESSAGE-----\r\n--x--`,
  ];
  for (const raw of odd) {
    post.clock.advance(1000);
    await acceptMail(post.kernel, {
      via: 'imap',
      content: (async function* () {
        yield Buffer.from(raw);
      })(),
      envelope: { from: null, to: [], client: null },
    });
  }
  await post.settle();
  const mails = await post.received();
  assert.deepEqual(
    mails.map(({ outcome }) => outcome),
    odd.map(() => 'report'),
  );
  const html = await readReport(post.kernel, staff, mails[2]?.report ?? '');
  assert.match(html.content.description, /HELLO|Hello/);
  assert.ok(!html.content.description.includes('alert'));
  assert.deepEqual(
    (await listAttachments(post.kernel, staff, mails[1]?.report ?? '')).map(({ name }) => name),
    ['whole-text.txt'],
  );
});

test('mails pass the policy of every door: kept during a pause and told so, critical ones taken, floods held and thanked', async () => {
  await using post = await openPost();
  const { kernel } = post;
  const held = async () =>
    (
      await post.database.pool.query<{ rule: string | null; held: boolean }>(
        'select held_rule as rule, is_held as held from reports.report order by number',
      )
    ).rows.map(({ rule, held }) => (held ? rule : 'taken'));
  await pauseIntake(kernel, staff, { reason: 'We move house.', endsAt: new Date('2026-11-24T12:00:00Z') });
  await post.send(finding);
  const [told] = await post.mails();
  assert.match(told?.text ?? '', /New reports are paused until 2026-11-24 12:00 UTC: We move house\. Yours is kept/);
  await post.send({ ...finding, subject: 'CRITICAL: trips of other owners', text: 'Anybody reads them, now.' });
  const [thanks] = await post.mails();
  assert.doesNotMatch(thanks?.text ?? '', /paused/);
  assert.deepEqual(await held(), ['paused', 'taken']);
  post.clock.set(new Date('2026-11-24T12:01:00Z'));
  await endPauseJob.run(kernel, {});
  assert.deepEqual(await held(), ['taken', 'taken'], 'what was kept is released at its end');

  await kernel.transaction(kernel => saveBudgets(kernel, staff, { ...defaultBudgets, senderWeek: 3 }));
  for (const text of ['The third finding.', 'The fourth finding.']) await post.send({ ...finding, text });
  const mails = await post.mails();
  assert.deepEqual(await held(), ['taken', 'taken', 'taken', 'sender']);
  const answers = mails.filter(({ to }) => to === 'robin@finder.example').slice(0, 2);
  const plain = answers.map(({ text }) => text.replace(/VDP-\d+-\d+|[0-9A-Z]{4}(?:-[0-9A-Z]{4}){6}/g, '…'));
  assert.equal(plain[0], plain[1], 'the same thanks to the letter');
});

test('what was set aside is removed after 90 days, and its key with it', async () => {
  await using post = await openPost();
  await post.send({ text: 'Away', headers: { 'Auto-Submitted': 'auto-replied' } });
  await post.send(finding);
  await post.settle();
  post.clock.advance(91 * DAY);
  await sweepMailsJob.run(post.kernel, {});
  assert.deepEqual(
    (await post.received()).map(({ outcome }) => outcome),
    ['report'],
  );
});

test('no word of a mail stands readable in the database', async () => {
  await using post = await openPost();
  await post.send({ ...finding, subject: 'Zebrafinch subject', text: 'Zebrafinch words' });
  await post.settle();
  const { rows } = await post.database.pool.query<{ row: string }>(
    `select m::text as row from reports.mail m union all select r::text from reports.report r
     union all select m::text from core.mail m union all select f::text from core.file f
     union all select j::text from graphile_worker._private_jobs j`,
  );
  const all = rows.map(({ row }) => row).join('\n');
  assert.ok(rows.length > 2);
  for (const word of ['Zebrafinch', Buffer.from('Zebrafinch').toString('hex'), 'finder.example'])
    assert.ok(!all.includes(word), word);
  assert.ok(!post.logLines.join('\n').includes('Zebrafinch'));
});
