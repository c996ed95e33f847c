// The weekly test of the contacts: what the web must answer, a mail that must come back, and who hears when it does not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTransport } from 'nodemailer';
import { openRunningWorld } from '../../../test/support/running-world.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { DAY, HOUR, MINUTE } from '../../core/clock.ts';
import type { FetchOptions } from '../../core/fetch.ts';
import type { Kernel } from '../../core/kernel.ts';
import { makeProgramKey } from '../../program/keys/change-key.ts';
import { openSmtpListener } from '../../reports/mailin/smtp-listener.ts';
import { askContact } from './ask-contact.ts';
import type { Contact } from './contact.ts';
import { faultOf } from './read-answer.ts';
import { contactChecks, endContactTestsJob, publishedContacts, testContactsJob } from './test-contacts.ts';
import { newestTests } from './test-store.ts';

const statesOf = async ({ kernel }: World): Promise<Record<string, string>> =>
  Object.fromEntries((await newestTests(kernel, new Date(0))).map(({ contact, state }) => [contact, state]));

const check = async ({ kernel }: World) => contactChecks[0]?.run(kernel);

const byKind = async (kernel: Kernel, kind: Contact['kind']): Promise<Contact> => {
  const found = (await publishedContacts(kernel)).find(contact => contact.kind === kind);
  assert.ok(found, kind);
  return found;
};

test('what a server on loopback publishes is read from inside, and the guard stays shut', async () => {
  await using world = await openWorld();
  const admin = await signInAs(world, 'admin');
  assert.match((await world.visitor().get(href(routes.program.show))).body, /were not tested yet/);
  assert.equal((await check(world))?.ok, true);
  await makeProgramKey(world.kernel, system('test'), 'security@localhost');
  const asked = await admin.post(href(routes.record.testContacts));
  assert.equal(asked.status, 303);
  assert.match((await admin.follow(asked)).body, /The test has begun/);
  await world.settle();
  assert.deepEqual(await statesOf(world), {
    csaf: 'unsure',
    feed: 'unsure',
    form: 'unsure',
    key: 'unsure',
    'mail:security@localhost': 'unsure',
    policy: 'unsure',
    'security-txt': 'unsure',
  });
  const page = await admin.get(href(routes.record.contacts));
  assert.match(page.body, /says what it must when this server asks itself/);
  assert.match(page.body, /No mail leaves this server/);
  assert.match((await world.visitor().get(href(routes.record.statistics))).body, /Contacts last tested on/);
  assert.equal((await check(world))?.ok, true);

  // Nothing private is asked, our own address neither; only this server's own paths are asked from inside.
  const elsewhere = await askContact(world.kernel, {
    id: 'web',
    kind: 'web',
    name: '',
    address: 'https://127.0.0.1:9/contact',
  });
  assert.deepEqual(elsewhere, { how: 'no-answer', reason: 'It is no public https address.' });
  const alike = await askContact(world.kernel, {
    id: 'web',
    kind: 'web',
    name: '',
    address: `${world.kernel.config.publicUrl}.evil.example/`,
  });
  assert.equal(alike.how, 'no-answer');

  // What the answers must say.
  for (const [kind, body, fault] of [
    ['form', '<p>Gone</p>', /no form/],
    ['policy', '<p>Welcome to nginx</p>', /does not show version/],
    ['security-txt', 'Contact: mailto:security@localhost\r\n', /Expires/],
    ['feed', '<html></html>', /no Atom feed/],
    ['csaf', '{"metadata_version":"2.0"}', /lacks canonical_url/],
    ['key', 'no key', /Nobody can encrypt/],
  ] as const) {
    const contact = await byKind(world.kernel, kind);
    const contentType = kind === 'security-txt' ? 'text/plain; charset=utf-8' : 'text/html; charset=utf-8';
    assert.match((await faultOf(world.kernel, contact, { status: 200, contentType, body })) ?? '', fault, kind);
    assert.match((await faultOf(world.kernel, contact, { status: 503, contentType, body })) ?? '', /503/);
  }
  const signed = await byKind(world.kernel, 'security-txt');
  const file = (await world.visitor().get(href(routes.program.securityTxt))).body;
  const contentType = 'text/plain; charset=utf-8';
  assert.equal(await faultOf(world.kernel, signed, { status: 200, contentType, body: file }), null);
  const unsigned = file.replace('Preferred-Languages: en', 'Preferred-Languages: de');
  assert.notEqual(unsigned, file);
  assert.match(
    (await faultOf(world.kernel, signed, { status: 200, contentType, body: unsigned })) ?? '',
    /no good signature/,
  );
  world.clock.advance(175 * DAY);
  assert.match((await faultOf(world.kernel, signed, { status: 200, contentType, body: file })) ?? '', /within 14 days/);
  assert.equal((await check(world))?.ok, false, 'an old test says nothing');
});

test('a mail comes back through the intake and is no report; one that does not come back is told to the admins once', async () => {
  await using world = await openWorld({
    environment: {
      SMTP_URL: 'smtp://127.0.0.1:1',
      SMTP_LISTEN: '127.0.0.1:0',
      PUBLIC_URL: 'https://cars.example',
      SECURITY_CONTACT: 'mailto:security@cars.example',
    },
  });
  const listener = await openSmtpListener(world.kernel, 'security@cars.example', { host: '127.0.0.1', port: 0 });
  const post = createTransport({ host: '127.0.0.1', port: listener.port, ignoreTLS: true });
  try {
    await signInAs(world, 'admin');
    await makeProgramKey(world.kernel, system('test'), 'security@cars.example');
    await testContactsJob.run(world.kernel, {});
    const probes = (await world.mails()).filter(({ to }) => to === 'security@cars.example');
    assert.equal(probes.length, 1);
    const [probe] = probes;
    world.clock.advance(3 * MINUTE);
    // As a server on the way may leave it: another Message-ID, the subject as it was.
    await post.sendMail({
      from: 'Telltale <no-reply@cars.example>',
      to: 'security@cars.example',
      subject: probe?.subject,
      text: probe?.text,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    await world.settle();
    const states = await statesOf(world);
    assert.equal(states['mail:security@cars.example'], 'works');
    assert.equal(states['form'], 'fails', 'a test has no network');
    const [ended] = (await newestTests(world.kernel, new Date(0))).filter(({ contact }) => contact.startsWith('mail:'));
    assert.match(
      ended?.finding ?? '',
      /within 3 minutes and was recognized; what was encrypted in it to the published key opened/,
    );
    const { rows } = await world.database.pool.query('select outcome from reports.mail');
    assert.deepEqual(rows, [{ outcome: 'probe' }]);
    assert.equal((await world.database.pool.query('select 1 from reports.report')).rows.length, 0);

    const alarms = async () =>
      (await world.mails()).filter(({ subject }) => subject === 'A published contact does not work');
    const before = (await alarms()).length;
    assert.ok(before >= 5, 'each failing contact once');
    assert.equal((await check(world))?.ok, false);

    // Within a week nothing is tested again; after it, it is, and this time the mail gets lost.
    world.clock.advance(3 * DAY);
    await testContactsJob.run(world.kernel, {});
    assert.equal((await world.mails()).filter(({ to }) => to === 'security@cars.example').length, 1);
    world.clock.advance(4 * DAY);
    await testContactsJob.run(world.kernel, {});
    await world.settle();
    world.clock.advance(HOUR);
    await endContactTestsJob.run(world.kernel, {});
    assert.equal((await statesOf(world))['mail:security@cars.example'], 'fails');
    assert.equal((await alarms()).length, before + 1, 'only what did not fail before');
    // An answer to it, and a token that is not ours, are somebody's words.
    const answer = {
      subject: `Re: ${probe?.subject}`,
      inReplyTo: '<mal_1@cars.example>',
      text: 'By the way: a finding',
    };
    const forged = { subject: `Weekly test of this address (probe-${'a'.repeat(32)})`, text: 'A finding' };
    for (const mail of [answer, forged])
      await post.sendMail({ from: 'mallory@evil.example', to: 'security@cars.example', ...mail });
    await world.settle();
    assert.equal((await world.database.pool.query('select 1 from reports.report')).rows.length, 2, 'no report is lost');
  } finally {
    post.close();
    await listener.close();
  }
});

test('what answers over the network and says what it must works', async () => {
  await using world = await openRunningWorld({
    fetch: { allowHttp: true, allow: address => address === '127.0.0.1', resolve: toLoopback },
  });
  await testContactsJob.run(world.kernel, { now: 'yes' });
  const states = await statesOf(world);
  assert.deepEqual(
    ['form', 'policy', 'security-txt', 'feed', 'csaf'].map(contact => states[contact]),
    ['works', 'works', 'works', 'works', 'works'],
  );
  const admin = await signInAs(world, 'admin');
  assert.match((await admin.get(href(routes.record.contacts))).body, /reached over the network and says what it must/);
});

const toLoopback = ((_host: string, _options: unknown, done: (error: null, found: unknown[]) => void) =>
  done(null, [{ address: '127.0.0.1', family: 4 }])) as unknown as NonNullable<FetchOptions['resolve']>;
