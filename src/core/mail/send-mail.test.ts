import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { selfSignedCertificate } from '../../../test/support/self-signed-certificate.ts';
import { openWorld } from '../../../test/support/world.ts';
import { mailEndsFolder } from '../data-folder.ts';
import { newUuid } from '../ids.ts';
import { redact } from '../redacted.ts';
import { countJobs } from '../work/job-list.ts';
import { openWorkers } from '../work/jobs.ts';
import { listMails, withdrawMails } from './mail.ts';
import { openMailEnds } from './mail-ends.ts';
import { type MailTransport, sendMailJob, smtpTransport } from './send-mail.ts';

type Received = {
  readonly to: readonly string[];
  readonly from: string;
  readonly content: string;
  readonly secure: boolean;
};
type Post = {
  readonly url: (host?: string, user?: string) => string;
  readonly received: Received[];
  refuse?: number | undefined;
};

/** A post office on a free port; `refuse` makes it answer the next messages with that SMTP code. */
async function postOffice(t: TestContext, options: SMTPServerOptions = {}, address = '127.0.0.1'): Promise<Post> {
  const received: Received[] = [];
  const post: Post = {
    received,
    url: (host = address, user = '') => `smtp://${user}${host}:${(server.server.address() as AddressInfo).port}`,
  };
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 20,
    ...selfSignedCertificate(),
    ...options,
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (post.refuse !== undefined) return done(Object.assign(new Error('not now'), { responseCode: post.refuse }));
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          to: rcptTo.map(({ address }) => address),
          from: mailFrom === false ? '' : mailFrom.address,
          content: Buffer.concat(chunks).toString(),
          secure: session.secure,
        });
        return done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>(resolve => server.listen(0, address, resolve));
  t.after(() => new Promise<void>(resolve => server.close(resolve)));
  return post;
}

const FROM = 'Telltale <no-reply@telltale.example>';
function transportTo(t: TestContext, url: string): MailTransport {
  const transport = smtpTransport(redact(url), FROM);
  t.after(() => transport.close());
  return transport;
}
const mail = { to: 'ada@example.com', subject: 'Grüße', text: 'First line\n.\nlast line' };

test('a mail arrives as text with a steady number, marked as made by a machine', async t => {
  const post = await postOffice(t, { hideSTARTTLS: true });
  const transport = transportTo(t, post.url());
  await transport.check();
  await transport.send(mail, 'mal_1');
  const [got] = post.received;
  assert.deepEqual([got?.from, got?.to], ['no-reply@telltale.example', ['ada@example.com']]);
  const content = got?.content ?? '';
  assert.match(content, /^Message-ID: <mal_1@telltale\.example>\r?$/m);
  assert.match(content, /^Auto-Submitted: auto-generated\r?$/m);
  assert.match(content, /^Subject: =\?UTF-8\?/m);
  assert.match(content, /^Content-Type: text\/plain; charset=utf-8/m);
  assert.match(content, /First line\r\n\.\r\nlast line/, 'a line with a dot does not end it');
});

test('user and password are decoded from the URL', async t => {
  const signedIn: string[] = [];
  const post = await postOffice(t, {
    hideSTARTTLS: true,
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: ({ username = '', password = '' }, _, done) => {
      signedIn.push(`${username} ${password}`);
      done(null, { user: username });
    },
  });
  await transportTo(t, post.url('127.0.0.1', 'mailer%40x:p%3A%2Fs@')).send(mail, 'mal_1');
  assert.deepEqual(signedIn, ['mailer@x p:/s']);
});

test('off loopback nothing is sent in the clear: no STARTTLS, or a certificate that nobody vouches for, is a failure', async t => {
  // 127.0.0.2 is only this machine, but not one of the names that the transport takes for it.
  const plain = await postOffice(t, { disabledCommands: ['STARTTLS'] }, '127.0.0.2');
  await assert.rejects(transportTo(t, plain.url()).send(mail, 'mal_1'), /TLS|not implemented|disabled/i);
  const selfMade = await postOffice(t, {}, '127.0.0.2');
  await assert.rejects(transportTo(t, selfMade.url()).send(mail, 'mal_1'), /certificate/i);
  assert.deepEqual([...plain.received, ...selfMade.received], []);
});

test('no address and no subject can add a header or a recipient', async t => {
  const post = await postOffice(t, { hideSTARTTLS: true });
  const transport = transportTo(t, post.url());
  const hostile = [
    { ...mail, subject: 'Hello\r\nBcc: eve@example.com' },
    { ...mail, subject: 'Hello\nBcc: eve@example.com\n\nA body' },
    { ...mail, to: 'ada@example.com\r\nBcc: eve@example.com' },
    { ...mail, to: 'ada@example.com, eve@example.com' },
    { ...mail, to: 'ada@example.com>\r\nRCPT TO:<eve@example.com' },
  ];
  for (const each of hostile) await transport.send(each, 'mal_1').catch(() => undefined);
  assert.ok(post.received.length >= 2);
  for (const { to, content } of post.received) {
    assert.equal(to.length, 1);
    assert.doesNotMatch(to.join(), /^eve@/);
    assert.doesNotMatch(content, /^(?:Bcc|RCPT)/im);
  }
});

test('what the post office puts off is tried again, and sent once', async t => {
  const post = await postOffice(t, { hideSTARTTLS: true });
  await using world = await openWorld({ now: new Date('2026-01-01T00:00:00Z') });
  const { kernel } = world;
  const workers = await openWorkers(kernel, [sendMailJob(transportTo(t, post.url()))], [], { start: false });
  post.refuse = 451;
  await kernel.compose(kernel, mail);
  await workers.settle();
  assert.equal((await listMails(kernel, 1))[0]?.state, 'waiting');
  assert.equal((await countJobs(kernel)).retrying, 1);
  assert.doesNotMatch(world.logLines.join(), /ada@example\.com/, 'and the log does not name the recipient');

  post.refuse = undefined;
  for (let round = 0; round < 2; round++) {
    await sql`update graphile_worker._private_jobs set run_at = now()`.execute(kernel.db);
    await workers.settle();
  }
  assert.equal(post.received.length, 1);
  assert.match(post.received[0]?.content ?? '', /Message-ID: <mal_/);
  const [sent] = await listMails(kernel, 1);
  assert.equal(sent?.state, 'sent');
});

test('two processes at work send every mail once, and a job that is run again sends none', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  const sent: string[] = [];
  const slow: MailTransport = {
    send: async (_, id) => {
      await pause(5);
      sent.push(id);
    },
    check: async () => undefined,
    close: () => undefined,
  };
  const job = sendMailJob(slow);
  const processes = [
    await openWorkers(kernel, [job], [], { start: true }),
    await openWorkers(kernel, [job], [], { start: true }),
  ];
  try {
    for (let i = 0; i < 20; i++) await kernel.compose(kernel, mail);
    for (let waited = 0; waited < 10_000 && sent.length < 20; waited += 20) await pause(20);
    for (let waited = 0; waited < 5_000 && (await countJobs(kernel)).running > 0; waited += 20) await pause(20);
  } finally {
    for (const { close } of processes) await close();
  }
  assert.deepEqual([sent.length, new Set(sent).size], [20, 20]);
  for (const id of sent.slice(0, 3)) await job.run(kernel, { mail: id });
  await job.run(kernel, { mail: 'mal_unknown' });
  assert.equal(sent.length, 20);
});

test('a mail to a list is taken right before its end: broken off earlier it is sent later, and two that send it at once send one', async t => {
  const post = await postOffice(t, { hideSTARTTLS: true });
  await using world = await openWorld();
  const { kernel } = world;
  const transport = transportTo(t, post.url());
  const list = { id: 'news.telltale.example', unsubscribe: 'https://telltale.example/out' };
  const compose = async (): Promise<string> => {
    await kernel.compose(kernel, { ...mail, list });
    return (await listMails(kernel, 10)).find(({ state }) => state === 'waiting')?.id ?? '';
  };
  const stateOf = async (id: string) => (await listMails(kernel, 10)).find(one => one.id === id)?.state;

  const first = await compose();
  await assert.rejects(
    transport.send({ ...mail, list }, first, async () => {
      throw new Error('the database is away');
    }),
    /database is away/,
  );
  await pause(100);
  assert.deepEqual(post.received, [], 'a message without an end is dropped');
  const job = sendMailJob(transport);
  const [one, other] = [sendMailJob(transportTo(t, post.url())), sendMailJob(transportTo(t, post.url()))];
  await job.run(kernel, { mail: first });
  assert.deepEqual([post.received.length, await stateOf(first)], [1, 'sent']);

  for (let round = 0; round < 5; round++) {
    const id = await compose();
    await Promise.allSettled([one.run(kernel, { mail: id }), other.run(kernel, { mail: id })]);
    assert.deepEqual([post.received.length, await stateOf(id)], [2 + round, 'sent']);
  }

  // The server has everything, and its answer is lost.
  const last = await compose();
  const lost: MailTransport = {
    ...transport,
    send: async (one, id, atEnd) => {
      await transport.send(one, id, atEnd);
      throw Object.assign(new Error('gone'), { code: 'ECONNECTION', command: 'DATA' });
    },
  };
  await sendMailJob(lost).run(kernel, { mail: last });
  await job.run(kernel, { mail: last });
  assert.deepEqual([post.received.length, await stateOf(last)], [7, 'handing-over']);
});

test('a mail to a list whose process was killed is sent once: when its mark is missing it was not ended, and only then', async t => {
  const post = await postOffice(t, { hideSTARTTLS: true });
  await using world = await openWorld();
  const { kernel } = world;
  const job = sendMailJob(transportTo(t, post.url()));
  const list = { id: 'news.telltale.example', unsubscribe: 'https://telltale.example/out' };
  const ends = openMailEnds(world.dataDir, kernel.random);
  const takenBy = async (end: string): Promise<string> => {
    await kernel.compose(kernel, { ...mail, list });
    const id = (await listMails(kernel, 20)).find(({ state }) => state === 'waiting')?.id ?? '';
    await kernel.db
      .updateTable('core.mail')
      .set({ state: 'handing-over', end_mark: end })
      .where('id', '=', id)
      .execute();
    return id;
  };
  const outcome = async (id: string) => {
    const before = post.received.length;
    // The second of two that find it left behind comes too late.
    await Promise.allSettled([job.run(kernel, { mail: id }), job.run(kernel, { mail: id })]);
    const found = (await listMails(kernel, 20)).find(one => one.id === id);
    return [post.received.length - before, found?.state, found?.end === undefined];
  };

  assert.deepEqual(await outcome(await takenBy(`${ends.place} ${newUuid(kernel.random)}`)), [1, 'sent', true]);
  const ended = newUuid(kernel.random);
  assert.ok(ends.mark(ended));
  assert.deepEqual(await outcome(await takenBy(`${ends.place} ${ended}`)), [0, 'handing-over', false]);
  const elsewhere = `${newUuid(kernel.random)} ${newUuid(kernel.random)}`;
  assert.deepEqual(
    await outcome(await takenBy(elsewhere)),
    [0, 'handing-over', false],
    'another machine: nobody knows',
  );

  const unwanted = await takenBy(`${ends.place} ${newUuid(kernel.random)}`);
  await withdrawMails(kernel, [unwanted]);
  assert.deepEqual(await outcome(unwanted), [0, undefined, true], 'what was taken back meanwhile stays so');

  // Taken for dead while it stood still: what it would end is somebody else's by now.
  await kernel.compose(kernel, { ...mail, list });
  const id = (await listMails(kernel, 20)).find(({ state }) => state === 'waiting')?.id ?? '';
  const random = { ...kernel.random, bytes: (count: number) => Buffer.alloc(count, 7) };
  assert.ok(ends.mark(newUuid(random)));
  const before = post.received.length;
  await assert.rejects(job.run({ ...kernel, random }, { mail: id }), /taken for dead/);
  await pause(50);
  assert.equal(post.received.length, before, 'a message without an end is dropped');
});

test('marks of another start of the machine, or of a folder that was lost, are not relied on', async () => {
  await using world = await openWorld();
  const { random } = world.kernel;
  const first = openMailEnds(world.dataDir, random, 'boot-1');
  assert.equal(openMailEnds(world.dataDir, random, 'boot-1').place, first.place, 'another process of the same start');
  assert.deepEqual([first.mark('a'), openMailEnds(world.dataDir, random, 'boot-1').mark('a')], [true, false]);
  const second = openMailEnds(world.dataDir, random, 'boot-2');
  assert.notEqual(second.place, first.place);
  assert.ok(first.mark('b'), 'another machine that starts on the same folder takes nothing away');
  assert.equal(openMailEnds(world.dataDir, random, 'boot-1').place, first.place);
  rmSync(path.join(mailEndsFolder(world.dataDir), 'boot-1'), { recursive: true });
  assert.notEqual(openMailEnds(world.dataDir, random, 'boot-1').place, first.place, 'its folder had gone');
});
