import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aReport } from '../../../test/support/a-report.ts';
import { personOf, signInAs, tokenOf } from '../../../test/support/sign-in.ts';
import type { Visitor } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { DAY, HOUR, MINUTE } from '../../core/clock.ts';
import { caseChecks } from '../cases/case-checks.ts';
import { advisoriesModule } from '../module.ts';

const { cases, coordination } = routes;
const VENDOR = 'psirt@vendor.example';

/** Opens a case as staff; gives its id. */
async function openCaseAs(visitor: Visitor, fields: Record<string, string> = {}): Promise<string> {
  const answer = await visitor.post(href(cases.create), {
    title: 'Charger firmware accepts unsigned updates',
    summary: 'Anyone on the same network can install **their own** firmware.',
    isVendor: 'on',
    ...fields,
  });
  assert.equal(answer.status, 303, answer.body.slice(0, 400));
  return answer.location?.split('/').at(-1) ?? '';
}

const invite = (visitor: Visitor, id: string, fields: Record<string, string> = {}) =>
  visitor.post(href(cases.invite, { id }), { name: 'Volta Chargers', email: VENDOR, role: 'vendor', ...fields });

/** Follows the newest link that was mailed to the address; gives the visitor and the address of their page. */
async function enterAs(world: World, email: string): Promise<{ visitor: Visitor; page: string; id: string }> {
  const mail = (await world.mails()).find(({ to, text }) => to === email && text.includes('token='));
  const link = /https?:\/\/\S+token=\S+/.exec(mail?.text ?? '')?.[0] ?? '';
  const visitor = world.visitor();
  assert.equal((await visitor.get(link)).status, 200);
  const entered = await visitor.post(href(coordination.enter), { token: tokenOf(link) });
  assert.equal(entered.status, 303);
  const page = entered.location ?? '';
  return { visitor, page, id: page.split('/').at(-1) ?? '' };
}

const proposalOf = (body: string): string => /name="proposal" value="([^"]+)"/.exec(body)?.[1] ?? '';
const embargo = {
  step: 'propose',
  date: '2026-12-24',
  time: '17:00',
  zone: 'Europe/Berlin',
  reason: 'Two releases away.',
};

test('who is erased leaves a seat without name and address; one that is held keeps them until its hold ends', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  const triager = await signInAs(world, 'triager');
  for (const title of ['One', 'Two']) await invite(triager, await openCaseAs(triager, { title }));
  const person = await personOf(world, { name: 'Vera', email: VENDOR });
  const data = advisoriesModule.personalData;
  assert.ok(data?.items?.haveOwnKeys);
  const [first, second] = await data.items.list(kernel, person);
  assert.match(first?.words ?? '', /name and address in case/);
  assert.notEqual(first?.id, second?.id);
  const named = async () =>
    (
      await world.database.pool.query<{ id: string }>(
        'select id from advisories.participant where coalesce(email_index, email_index_even) is not null and id = any ($1)',
        [[first?.id, second?.id]],
      )
    ).rows.map(({ id }) => id);
  await data.erase(kernel, person, { kept: [first?.id ?? ''], left: [] });
  assert.deepEqual(await named(), [first?.id]);
  // The account is gone by then, and with it the address by which seats are found.
  await world.database.pool.query('delete from accounts.person where id = $1', [person]);
  await data.erase(kernel, person, { kept: [], left: [first?.id ?? ''] });
  assert.deepEqual(await named(), []);
});

test('a case from a report: embargo first, then the vendor reads, answers and writes; mails say nothing', async () => {
  await using world = await openWorld();
  const triager = await signInAs(world, 'triager');
  const report = await aReport(world, { email: 'sam@inbox.example', fields: { credit: 'Sam R.' } });
  const form = await triager.get(href(cases.create, undefined, { report: report.id }));
  assert.match(form.body, /Trips of other owners can be exported/);
  assert.match(form.body, /They take part as “Sam R\.”/);

  const before = await triager.get(href(routes.reports.triage, { id: report.id }));
  assert.match(before.body, /Open a case/);
  const id = await openCaseAs(triager, { report: report.id, invitesReporter: 'on' });
  const panel = await triager.get(href(routes.reports.triage, { id: report.id }));
  assert.match(panel.body, /CASE-2026-0001/);
  assert.doesNotMatch(panel.body, /Open a case/);
  assert.equal((await triager.post(href(cases.embargo, { id }), embargo)).status, 303);
  assert.equal((await invite(triager, id)).status, 303);

  const vendor = await enterAs(world, VENDOR);
  const gated = await vendor.visitor.get(vendor.page);
  assert.equal(gated.status, 200);
  assert.match(gated.body, /Agree to keep silent first/);
  assert.match(gated.body, /Thu 24 Dec, 17:00 CET/);
  assert.match(gated.body, /Europe\/Berlin/);
  assert.ok(!gated.body.includes('unsigned updates'), 'nothing is told before the promise');
  const early = await vendor.visitor.post(href(coordination.message, { id: vendor.id }), { text: 'Hello?' });
  assert.equal(early.status, 403);

  const agreed = await vendor.visitor.post(href(coordination.embargo, { id: vendor.id }), {
    step: 'agree',
    proposal: proposalOf(gated.body),
  });
  assert.equal(agreed.status, 303);
  const open = await vendor.visitor.get(vendor.page);
  assert.match(open.body, /unsigned updates/);
  assert.match(open.body, /<strong>their own<\/strong>/);
  assert.match(open.body, /Under embargo/);
  assert.ok(!open.body.includes('sam@inbox.example'), 'addresses are for the team alone');
  assert.ok(open.body.includes('Sam R.'));

  const vulnerability = /name="vulnerability" value="([^"]+)"/.exec(open.body)?.[1] ?? '';
  const wrong = await vendor.visitor.post(href(coordination.status, { id: vendor.id }), {
    step: 'status',
    vulnerability,
    status: 'not_affected',
  });
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /Say why it is not affected/);
  const said = await vendor.visitor.post(href(coordination.status, { id: vendor.id }), {
    step: 'status',
    vulnerability,
    status: 'not_affected',
    justification: 'component_not_present',
    note: 'Since model year 2024.',
  });
  assert.equal(said.status, 303);
  await vendor.visitor.post(href(coordination.status, { id: vendor.id }), {
    step: 'statement',
    statement: 'Volta chargers verify *every* update.',
  });
  world.clock.advance(MINUTE);
  await vendor.visitor.post(href(coordination.message, { id: vendor.id }), {
    audience: 'private',
    text: 'Just to you.',
  });
  await vendor.visitor.post(href(coordination.step, { id: vendor.id }), { to: 'valid' });

  const page = await triager.get(href(cases.show, { id }));
  for (const words of [
    'Not affected',
    'The component is not part of it',
    'Just to you.',
    'Volta chargers verify',
    'Confirmed',
  ])
    assert.ok(page.body.includes(words), words);
  const sam = await enterAs(world, 'sam@inbox.example');
  const samSees = await sam.visitor.get(sam.page);
  assert.match(samSees.body, /unsigned updates/, 'who found it need not promise first');
  assert.ok(!samSees.body.includes('Just to you.'), 'private stays between two');

  for (const { subject, text } of await world.mails())
    assert.doesNotMatch(`${subject} ${text}`, /unsigned|firmware|Just to you|2024/, subject);
  const { rows } = await world.database.pool.query(
    'select * from advisories.coordination_case, advisories.case_message, advisories.participant',
  );
  assert.doesNotMatch(JSON.stringify(rows), /unsigned|Just to you|vendor\.example/);
});

test('unknown, foreign and ended seats are all not found; staff rights do not reach into a seat', async () => {
  await using world = await openWorld();
  const triager = await signInAs(world, 'triager');
  const one = await openCaseAs(triager);
  const other = await openCaseAs(triager, { title: 'Another matter altogether' });
  await invite(triager, one);
  const vendor = await enterAs(world, VENDOR);
  await invite(triager, other, { email: 'cert@other.example', name: 'Other CERT', role: 'coordinator' });
  const cert = await enterAs(world, 'cert@other.example');

  assert.equal((await vendor.visitor.get(vendor.page)).status, 200);
  for (const page of [cert.page, href(coordination.show, { id: 'ptc_01kazyx0000000000000000000' })])
    assert.equal((await vendor.visitor.get(page)).status, 404, page);
  assert.equal((await vendor.visitor.post(href(coordination.message, { id: cert.id }), { text: 'x' })).status, 404);
  assert.equal((await triager.get(vendor.page)).status, 404);
  assert.equal((await world.visitor().get(vendor.page)).status, 401);
  // A seat opens no other door.
  assert.equal((await vendor.visitor.get(href(cases.show, { id: one }))).status, 303);

  // Somebody signed in who also has a link acts by the link there.
  triager.cookies.set('telltale-participant', vendor.visitor.cookies.get('telltale-participant') ?? '');
  assert.equal((await triager.get(vendor.page)).status, 200);

  const person = vendor.id;
  assert.equal((await triager.get(href(cases.participant, { id: other, person }))).status, 404);
  assert.match(
    (await triager.get(href(cases.participant, { id: one, person }, { step: 'remove' }))).body,
    /Take Volta Chargers out/,
  );
  assert.equal((await triager.post(href(cases.participant, { id: one, person }), { step: 'remove' })).status, 303);
  assert.equal((await vendor.visitor.get(vendor.page)).status, 401, 'the session ends at once');
});

test('a link is mailed anew to who asks with the right address, and to nobody else; it ends after a month', async () => {
  await using world = await openWorld();
  const triager = await signInAs(world, 'triager');
  const id = await openCaseAs(triager);
  await invite(triager, id);
  world.clock.advance(31 * DAY);
  const mail = (await world.mails()).find(({ to }) => to === VENDOR);
  const old = /https?:\/\/\S+token=\S+/.exec(mail?.text ?? '')?.[0] ?? '';
  assert.equal((await world.visitor().get(old)).status, 410);

  const visitor = world.visitor();
  const before = (await world.mails()).length;
  const ask = (email: string) => visitor.post(href(coordination.return), { email });
  assert.equal((await ask('nonsense')).status, 422);
  const stranger = await ask('stranger@example.com');
  assert.equal((await world.mails()).length, before);
  const vendor = await ask(VENDOR.toUpperCase());
  assert.deepEqual([stranger.status, stranger.location], [vendor.status, vendor.location]);
  assert.equal((await world.mails()).length, before + 1);
  await enterAs(world, VENDOR);
});

test('proposals, counter proposals and changes of an embargo, and its end by time', async () => {
  await using world = await openWorld();
  const triager = await signInAs(world, 'triager');
  const id = await openCaseAs(triager);
  await invite(triager, id);
  const vendor = await enterAs(world, VENDOR);
  const staffSays = (fields: Record<string, string>) => triager.post(href(cases.embargo, { id }), fields);
  const vendorSays = (fields: Record<string, string>) =>
    vendor.visitor.post(href(coordination.embargo, { id: vendor.id }), fields);
  const page = async () => (await triager.get(href(cases.show, { id }))).body;

  const wrong = await staffSays({ ...embargo, date: '2026-11-23', time: '12:30', zone: 'Middle/Earth' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /Enter a time zone by its name/);
  assert.match(wrong.body, /value="Middle\/Earth"/);
  assert.equal((await staffSays({ ...embargo, date: '2026-11-23', time: '13:30' })).status, 422, 'too soon');
  assert.equal((await staffSays({ ...embargo, date: '2028-11-23' })).status, 422, 'too long');

  await staffSays(embargo);
  const first = proposalOf(await page());
  await vendorSays({ ...embargo, date: '2027-01-15', reason: 'Our <b>release</b> is later.' });
  assert.equal((await vendorSays({ step: 'agree', proposal: first })).status, 409, 'an overtaken proposal');
  const counter = await page();
  assert.match(counter, /Volta Chargers proposes/);
  assert.match(counter, /Our &lt;b>release|Our &lt;b&gt;release/);
  assert.equal((await staffSays({ step: 'agree', proposal: proposalOf(counter) })).status, 303);
  assert.match(await page(), /Nothing is said in public until/);

  await staffSays({ ...embargo, date: '2027-02-01' });
  assert.match(await page(), /Under embargo, change proposed/);
  await staffSays({ step: 'disagree', proposal: proposalOf(await page()) });
  assert.match(await page(), /Fri 15 Jan 2027, 17:00 CET/);

  world.clock.set(new Date('2027-01-13T12:00:00Z'));
  await runJob(world, 'watch-embargoes');
  await runJob(world, 'watch-embargoes');
  const reminders = (await world.mails()).filter(({ to, text }) => to === VENDOR && text.includes('ends soon'));
  assert.equal(reminders.length, 1, 'reminded once');

  world.clock.set(new Date('2027-01-15T16:00:01Z'));
  await runJob(world, 'watch-embargoes');
  const ended = (await (await signInAs(world, 'triager')).get(href(cases.show, { id }))).body;
  assert.match(ended, /Embargo has ended/);
  assert.match(ended, /The advisory is promised by/);
  const again = await signInAs(world, 'triager');
  const second = await again.post(href(cases.embargo, { id }), { ...embargo, date: '2027-03-01' });
  assert.equal(second.status, 422, 'there is no second one');
  assert.ok((await world.mails()).some(({ to, text }) => to === VENDOR && text.includes('The embargo has ended')));
});

test('what becomes known tears the embargo down, after a question; facts that cannot be are refused in words', async () => {
  await using world = await openWorld();
  const triager = await signInAs(world, 'triager');
  const id = await openCaseAs(triager);
  await invite(triager, id);
  const vendor = await enterAs(world, VENDOR);
  await triager.post(href(cases.embargo, { id }), embargo);
  await vendor.visitor.post(href(coordination.embargo, { id: vendor.id }), {
    step: 'agree',
    proposal: proposalOf((await triager.get(href(cases.show, { id }))).body),
  });
  const record = (fact: string, note = '') => triager.post(href(cases.fact, { id, fact }), { note });

  const tooEarly = await record('F', 'Build 4711.');
  assert.equal(tooEarly.status, 422);
  assert.match(tooEarly.body, /Nobody who could have made a fix/);
  assert.match(tooEarly.body, /Build 4711\./, 'what was typed is kept');
  const owner =
    /participants\/(ptc_\w+)"[^>]*>Telltale/.exec((await triager.get(href(cases.show, { id }))).body)?.[1] ?? '';
  for (const to of ['valid', 'accepted'])
    assert.equal(
      (await triager.post(href(cases.participant, { id, person: owner }), { step: 'progress', to })).status,
      303,
    );
  assert.equal((await record('F')).status, 303);
  assert.equal((await record('Z')).status, 404);

  const asks = await triager.get(href(cases.fact, { id, fact: 'X' }));
  assert.match(asks.body, /embargo that is in force or proposed ends at once/);
  assert.equal((await triager.post(href(cases.close, { id }))).status, 422, 'not while an embargo is in force');
  assert.equal((await record('X', 'Seen on a forum.')).status, 303);
  const page = (await triager.get(href(cases.show, { id }))).body;
  for (const words of [
    'An exploit is public',
    'The public knows, as a consequence',
    'Embargo ended: the secret is out',
    'Seen on a forum.',
  ])
    assert.ok(page.includes(words), words);
  assert.equal((await record('X')).status, 422, 'once is enough');
  assert.equal((await vendor.visitor.post(href(coordination.embargo, { id: vendor.id }), embargo)).status, 422);
  for (const check of caseChecks) assert.ok((await check.run(world.kernel)).ok, check.name);

  assert.equal((await triager.post(href(cases.close, { id }))).status, 303);
  assert.match((await vendor.visitor.get(vendor.page)).body, /This case is closed/);
  assert.equal((await vendor.visitor.post(href(coordination.message, { id: vendor.id }), { text: 'x' })).status, 409);
});

test('new messages are marked, threads are named, and who may not manage may only read', async () => {
  await using world = await openWorld();
  const triager = await signInAs(world, 'triager');
  const viewer = await signInAs(world, 'viewer');
  const id = await openCaseAs(triager);
  await invite(triager, id);
  const vendor = await enterAs(world, VENDOR);
  await vendor.visitor.get(vendor.page);
  world.clock.advance(HOUR);
  await triager.post(href(cases.addVulnerability, { id }), {
    title: 'Second hole',
    summary: '',
    cve: 'cve-2026-12345',
  });
  const secondHole = /<option value="(vul_\w+)"[^>]*>Second hole/.exec(
    (await triager.get(href(cases.show, { id }))).body,
  )?.[1];
  const send = (fields: Record<string, string>) => triager.post(href(cases.message, { id }), fields);
  assert.equal((await send({ audience: 'private', text: 'To whom?' })).status, 422);
  assert.equal((await send({ audience: 'everyone', text: '  ' })).status, 422);
  await send({
    audience: 'everyone',
    text: 'Patch is <script>alert(1)</script> there.',
    ...(secondHole && { vulnerability: secondHole }),
  });
  await send({ audience: 'internal', text: 'They are slow.' });
  world.clock.advance(HOUR);
  const sees = await vendor.visitor.get(vendor.page);
  assert.match(sees.body, />New</);
  assert.match(sees.body, /About: Second hole/);
  assert.match(sees.body, /CVE-2026-12345/);
  assert.ok(!sees.body.includes('<script>alert'));
  assert.ok(!sees.body.includes('They are slow.'));
  world.clock.advance(MINUTE);
  assert.doesNotMatch((await vendor.visitor.get(vendor.page)).body, />New</, 'seen once is seen');

  const reads = await viewer.get(href(cases.show, { id }));
  assert.equal(reads.status, 200);
  assert.match(reads.body, /They are slow\./);
  assert.doesNotMatch(reads.body, /Send message|Invite somebody|Close case/);
  assert.equal((await viewer.post(href(cases.message, { id }), { audience: 'everyone', text: 'x' })).status, 403);
});

test('an edit that somebody else overtook is kept and not written', async () => {
  await using world = await openWorld();
  const triager = await signInAs(world, 'triager');
  const id = await openCaseAs(triager);
  const edit = (title: string) => triager.post(href(cases.edit, { id }), { title, summary: 'New.', revision: '0' });
  assert.equal((await edit('First')).status, 303);
  const late = await edit('Second');
  assert.equal(late.status, 409);
  assert.match(late.body, /value="Second"/);
  assert.match((await triager.get(href(cases.show, { id }))).body, /First/);
  assert.equal((await edit('')).status, 422);
});

test('the list shows open and closed cases with embargo and facts', async () => {
  await using world = await openWorld();
  const triager = await signInAs(world, 'triager');
  assert.match((await triager.get(href(cases.list))).body, /No case is open/);
  const id = await openCaseAs(triager);
  const list = await triager.get(href(cases.list));
  for (const words of ['CASE-2026-0001', 'unsigned updates', 'The vendor knows', 'No embargo'])
    assert.ok(list.body.includes(words), words);
  await triager.post(href(cases.close, { id }));
  assert.match((await triager.get(href(cases.list, undefined, { state: 'closed' }))).body, /unsigned updates/);
});

async function runJob(world: World, name: string): Promise<void> {
  const job = advisoriesModule.jobs?.find(one => one.name === name);
  assert.ok(job);
  await job.run(world.kernel, {});
  await world.settle();
}
