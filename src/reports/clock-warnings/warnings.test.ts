// Warnings about clocks, each once and to the right people; blockers one by one, with their pauses in the ledger.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendReport } from '../../../test/support/send-report.ts';
import { personOf, signInAs } from '../../../test/support/sign-in.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { demoPeople } from '../../catalog/demo-people.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { DAY, HOUR } from '../../core/clock.ts';
import { readReport } from '../report-store.ts';
import { warnOfClocksJob } from './warn.ts';

const warned = async (world: World, to: string) =>
  (await world.mails()).filter(mail => mail.to === to && /due/.test(mail.subject + mail.text)).map(({ text }) => text);
const run = (world: World) => warnOfClocksJob.run(world.kernel, {});

test('three quarters, the end, and a quarter more: whoever has it hears twice, the admins the third time', async () => {
  await using world = await openWorld();
  const { id, number } = await sendReport(world, world.visitor());
  const tara = await signInAs(world, 'triager');
  await personOf(world, 'admin');
  await tara.post(href(routes.reports.assign, { id }), { revision: '0', assignee: await personOf(world, 'triager') });
  const [hers, theirs] = [demoPeople.triager.email, demoPeople.admin.email];

  await run(world);
  assert.deepEqual(await warned(world, hers), []);
  // Monday noon; an answer is due on Thursday noon, three quarters of that are over on Wednesday at six.
  world.clock.advance(2 * DAY + 5 * HOUR);
  await run(world);
  assert.deepEqual(await warned(world, hers), []);
  world.clock.advance(HOUR);
  await run(world);
  await run(world);
  const first = await warned(world, hers);
  assert.equal(first.length, 1, 'once');
  assert.match(first[0] ?? '', new RegExp(`${number}: first answer is due soon`));
  assert.doesNotMatch(first.join(), /Trips of other owners/);
  world.clock.advance(18 * HOUR);
  await run(world);
  assert.equal((await warned(world, hers)).length, 2);
  assert.match((await warned(world, hers)).join(), /first answer is overdue/);
  assert.deepEqual(await warned(world, theirs), []);
  world.clock.advance(18 * HOUR);
  await run(world);
  assert.match((await warned(world, theirs)).join(), /first answer is long overdue/);
  const page = (await (await signInAs(world, 'triager')).get(href(routes.reports.triage, { id }))).body;
  assert.match(page, /first answer: long overdue; the admins were told/);
});

test('a report that nobody has is for the admins; an answer ends the matter', async () => {
  await using world = await openWorld();
  const { id } = await sendReport(world, world.visitor());
  await personOf(world, 'admin');
  world.clock.advance(3 * DAY);
  await run(world);
  assert.equal((await warned(world, demoPeople.admin.email)).length, 1);
  const tara = await signInAs(world, 'triager');
  await tara.post(href(routes.reports.message, { id }), { audience: 'reporter', text: 'Thank you, we look at it.' });
  world.clock.advance(2 * DAY);
  await run(world);
  assert.doesNotMatch((await warned(world, demoPeople.admin.email)).slice(1).join(), /first answer/);
});

test('blockers open and are ticked off one by one; only waiting for others lets our clocks rest', async () => {
  await using world = await openWorld();
  const sent = await sendReport(world, world.visitor());
  const { id } = sent;
  const tara = await signInAs(world, 'triager');
  const read = () => readReport(world.kernel, system('test'), id);
  const change = async (fields: Record<string, string>) =>
    tara.post(href(routes.reports.blockers, { id }), { revision: String((await read()).revision), ...fields });
  const dueAt = new Date(world.clock.now().getTime() + 7 * DAY).toISOString().slice(0, 10);
  assert.equal((await change({ do: 'open', on: 'owner', kind: 'access', note: 'x' })).status, 400, 'nothing waits yet');
  await tara.post(href(routes.reports.move, { id }), {
    revision: '0',
    kind: 'ask',
    blockedOn: 'reporter',
    blocker: 'impact',
    text: 'Which cars did you try?',
    dueAt,
  });
  assert.equal((await read()).clocks.decideDue, null, 'our clock rests');
  await change({ do: 'open', on: 'owner', kind: 'access', note: 'We need an account on the test bench.' });
  assert.equal((await change({ do: 'open', on: 'owner', kind: 'access', note: 'Again.' })).status, 400);
  assert.equal((await read()).snapshot.blockers.length, 2);

  world.clock.advance(2 * DAY);
  const own = world.visitor();
  await own.post(href(routes.reports.return), { code: sent.code });
  assert.doesNotMatch((await own.get(href(routes.reports.show, { id }))).body, /test bench/, 'that stays inside');
  await own.post(href(routes.reports.reply, { id }), { text: 'Two simulated ones, both with the same result.' });
  const answered = await read();
  assert.equal(answered.state, 'needs_info', 'our own people are still waited for');
  assert.deepEqual(answered.snapshot.blockers, [{ on: 'owner', kind: 'access' }]);
  assert.ok(answered.clocks.decideDue, 'and that is our own time');
  assert.equal(answered.facts.pauses.length, 1);
  assert.ok(answered.facts.pauses[0]?.until);
  // Two days later her session is over.
  const later = await signInAs(world, 'triager');
  const page = (await later.get(href(routes.reports.triage, { id }))).body;
  assert.match(page, /Our clocks rested: 2 d of business time/);
  assert.match(page, /Our clocks went on/);

  const resolve = async () =>
    later.post(href(routes.reports.blockers, { id }), {
      revision: String((await read()).revision),
      do: 'resolve',
      on: 'owner',
      kind: 'access',
    });
  await resolve();
  assert.equal((await read()).state, 'new');
  assert.equal((await resolve()).status, 404);
});
