// Sending: to nobody twice whatever is killed, at its pace, not to who ended it, not where mails come back from.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { type NewsletterWorld, openNewsletter } from '../../../test/support/newsletter-world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { SECOND } from '../../core/clock.ts';
import { listMails, type Mail } from '../../core/mail/mail.ts';
import { type MailTransport, sendMailJob } from '../../core/mail/send-mail.ts';
import { acceptMail } from '../../reports/mailin/accept-mail.ts';
import { sendIssueJob } from './send-issue.ts';

let here: NewsletterWorld;
before(async () => {
  here = await openNewsletter();
});
beforeEach(() => here.signIn());
after(() => here.world.close());

const { newsletter } = routes;

test('after a kill between any two steps nothing is sent twice', async () => {
  for (const name of ['k1', 'k2', 'k3', 'k4', 'k5']) await here.subscribe(`${name}@example.org`);
  await here.world.settle();
  const id = await here.write('Killed on the way');
  assert.equal((await here.send(id)).status, 303);

  // While mails are written: everything of the step is undone.
  let composed = 0;
  const dying = {
    ...here.world.kernel,
    transaction: (work: Parameters<typeof here.world.kernel.transaction>[0]) =>
      here.world.kernel.transaction(kernel =>
        work({
          ...kernel,
          compose: async (...args) => {
            composed += 1;
            if (composed === 3) throw new Error('killed');
            return kernel.compose(...args);
          },
        }),
      ),
  } as typeof here.world.kernel;
  await assert.rejects(sendIssueJob.run(dying, { issue: id }), /killed/);
  const written = async () => {
    const { rows } = await here.world.database.pool.query('select mail from newsletter.delivery where issue = $1', [
      id,
    ]);
    return rows.map(({ mail }) => mail as string);
  };
  assert.equal((await written()).length, 0);
  await sendIssueJob.run(here.world.kernel, { issue: id });
  await sendIssueJob.run(here.world.kernel, { issue: id });
  await sendIssueJob.run(here.world.kernel, { issue: id });
  const mails = await written();
  const { rows } = await here.world.database.pool.query(
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
    for (const mail of mails) await job.run(here.world.kernel, { mail }).catch(() => undefined);
  assert.ok(
    [...taken.values()].every(times => times === 1),
    JSON.stringify([...taken]),
  );
  assert.equal(taken.size, mails.length, 'and none is missing that was not taken');
  await here.world.settle();
});

test('mails are written at the pace that the operator set, and a step that runs again writes nothing', async () => {
  for (const name of ['p1', 'p2', 'p3', 'p4', 'p5', 'p6']) await here.subscribe(`${name}@example.org`);
  await here.world.settle();
  const id = await here.write('Slowly');
  await here.send(id);
  const slow = { ...here.world.kernel, config: { ...here.world.kernel.config, newsletterPerSecond: 1 } };
  const now = here.world.clock.now().getTime();
  const first = { issue: id, after: '', due: String(now) };
  const written = async () =>
    (await here.world.database.pool.query('select 1 from newsletter.delivery where issue = $1', [id])).rows.length;
  await sendIssueJob.run(slow, first);
  assert.equal(await written(), 5, 'what may go in five seconds');
  await sendIssueJob.run(slow, first);
  assert.equal(await written(), 5, 'as after a kill between the commit and the end of the job');
  const { rows } = await here.world.database.pool.query(
    "select payload from graphile_worker._private_jobs where payload->>'issue' = $1 and payload->>'after' <> ''",
    [id],
  );
  assert.deepEqual(
    rows.map(({ payload }) => Number(payload.due) - now),
    [5000],
    'one next step, when the first has had its time',
  );
  // Two minutes late, it may hurry for five seconds.
  here.world.clock.advance(120 * SECOND);
  await sendIssueJob.run(slow, rows[0].payload);
  const next = await here.world.database.pool.query(
    "select payload from graphile_worker._private_jobs where payload->>'issue' = $1 order by id desc limit 1",
    [id],
  );
  assert.equal(Number(next.rows[0].payload.due), now + 120_000);
  await here.settleAll();
  for (const name of ['p1', 'p6'])
    assert.equal((await here.mailTo(`${name}@example.org`)).filter(({ subject }) => subject === 'Slowly').length, 1);
});

test('an address that mails come back from is not mailed again', async () => {
  await here.subscribe('gone@example.org');
  const id = await here.write('To gone');
  await here.send(id);
  await sendIssueJob.run(here.world.kernel, { issue: id });
  const { rows } = await here.world.database.pool.query('select mail from newsletter.delivery where issue = $1', [id]);
  const refusing: MailTransport = {
    send: async (mail: Mail) => {
      if (mail.to === 'gone@example.org')
        throw Object.assign(new Error('no such user'), { responseCode: 550, command: 'RCPT TO' });
    },
    check: async () => undefined,
    close: () => undefined,
  };
  for (const { mail } of rows) await sendMailJob(refusing).run(here.world.kernel, { mail });
  await here.world.settle();
  const ended = await here.world.database.pool.query(
    "select count(*) from newsletter.subscriber where ended_by = 'returned'",
  );
  assert.equal(Number(ended.rows[0].count), 1);
});

test('a delivery report ends a subscription when the address is gone for good, and not when a mail is only late', async () => {
  await here.subscribe('dsn@example.org');
  const id = await here.write('To dsn');
  await here.send(id);
  await here.settleAll();
  const { rows } = await here.world.database.pool.query(
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
    here.world.clock.advance(SECOND);
    const content = (async function* () {
      yield report(action, status);
    })();
    await acceptMail(here.world.kernel, { via: 'smtp', content, envelope: { from: '', to: [], client: null } });
    await here.world.settle();
    const found = await here.world.database.pool.query(
      'select s.state from newsletter.subscriber s join newsletter.delivery d on d.subscriber = s.id where d.mail = $1',
      [rows[0].mail],
    );
    return found.rows[0].state as string;
  };
  assert.equal(await comesBack('delayed', '4.4.1'), 'confirmed');
  assert.equal(await comesBack('failed', '4.2.2'), 'confirmed', 'a full mailbox may empty itself');
  assert.equal(await comesBack('failed', '5.1.1'), 'ended');
});

test('a change of sub-processors is mailed to whoever asked for that, before it takes effect', async () => {
  await here.subscribe('dpo@example.org', ['subprocessors']);
  await here.subscribe('cy@example.org', ['updates']);
  const add = (name: string, effectiveFrom: string) =>
    here.anna.post(href(routes.trust.newItem, { kind: 'subprocessor' }), {
      revision: '0',
      name,
      purpose: 'Backups',
      dataCategories: 'Readings',
      countries: 'Ireland',
      transfer: 'None',
      effectiveFrom,
    });
  await add('First Ltd', '2025-01-01');
  assert.equal((await here.anna.post(href(routes.trust.publish), { basedOn: '0' })).status, 303);
  await here.settleAll();
  assert.equal((await here.mailTo('dpo@example.org')).length, 1, 'what is so already is no change');
  await add('Second Ltd', '2027-06-01');
  assert.equal((await here.anna.post(href(routes.trust.publish), { basedOn: '1' })).status, 303);
  await here.settleAll();
  const [notice] = await here.mailTo('dpo@example.org');
  assert.equal(notice?.subject, 'Second Ltd begins as sub-processor on 1 Jun 2027');
  assert.match(notice?.text ?? '', /Until then you can object/);
  assert.equal((await here.mailTo('cy@example.org')).filter(({ subject }) => subject.includes('Second Ltd')).length, 0);
});

test('whoever ends it while it is sent gets nothing more, not even what was written already; other topics go on', async () => {
  await here.subscribe('ends@example.org');
  await here.subscribe('keeps@example.org', ['newsletter', 'updates']);
  const id = await here.write('Too late');
  await here.send(id);
  await sendIssueJob.run(here.world.kernel, { issue: id });
  // Not by the mailbox, which runs the jobs first.
  const all = await listMails(here.world.kernel, 100);
  const mails = ['ends@example.org', 'keeps@example.org'].map(address =>
    all.find(({ to, subject }) => to === address && subject === 'Too late'),
  );
  assert.ok(mails.every(mail => mail?.state === 'waiting'));
  const [ends, keeps] = mails.map(mail => new URL(mail?.list?.unsubscribe ?? '').searchParams.get('t') ?? '');
  assert.equal((await here.world.visitor().post(href(newsletter.unsubscribe), { t: ends })).status, 303);
  const kept = await here.world.visitor().post(href(newsletter.unsubscribe), { t: keeps, keep: ['updates'] });
  assert.equal(kept.status, 303, kept.body);
  const taken: string[] = [];
  const transport: MailTransport = {
    send: async (mail: Mail, _, atEnd) => {
      await atEnd?.();
      taken.push(mail.to);
    },
    check: async () => undefined,
    close: () => undefined,
  };
  for (const mail of mails) await sendMailJob(transport).run(here.world.kernel, { mail: mail?.id ?? '' });
  assert.deepEqual(taken, []);
  await here.settleAll();
  for (const address of ['ends@example.org', 'keeps@example.org'])
    assert.ok(
      (await here.mailTo(address)).every(({ subject }) => subject !== 'Too late'),
      address,
    );
  const { rows } = await here.world.database.pool.query(
    "select count(*) from newsletter.subscriber where state = 'confirmed' and topics = '{updates}'",
  );
  assert.equal(Number(rows[0].count), 2, 'the one who keeps another topic, and the one who only ever had it');
});
