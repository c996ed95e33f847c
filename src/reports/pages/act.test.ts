// What reporters do after sending, what they are told, and what they cannot reach.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aReport, personActor } from '../../../test/support/a-report.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import type { Visitor } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { after, DAY, HOUR } from '../../core/clock.ts';
import { currentProgram } from '../../program/index.ts';
import { addToConversation } from '../add-to-conversation.ts';
import { listMessages } from '../conversation-store.ts';
import { makeMove } from '../make-move.ts';
import type { Move } from '../report-moves.ts';
import { lockReport, readReport } from '../report-store.ts';

const show = (id: string): string => href(routes.reports.show, { id });

async function comeBack(world: World, code: string): Promise<Visitor> {
  const visitor = world.visitor();
  const back = await visitor.post(href(routes.reports.return), { code });
  assert.equal(back.status, 303, back.body);
  return visitor;
}

async function staffMoves(world: World, id: string, move: Move, reason: string, who: 'triager' | 'admin' = 'triager') {
  const actor = await personActor(world, who);
  const terms = await currentProgram(world.kernel);
  const moved = await world.kernel.transaction(async kernel =>
    makeMove(kernel, actor, { report: await lockReport(kernel, actor, id), move, terms, reason }),
  );
  assert.ok(moved.ok, JSON.stringify(moved));
}

const closing = {
  kind: 'close',
  closing: { reason: 'not_applicable', text: 'This is how it is meant to work.' },
} as const;

test('a question stops our clocks, the answer brings the report back and them with it', async () => {
  await using world = await openWorld();
  const { id, code } = await aReport(world);
  const before = await readReport(world.kernel, system('test'), id);
  world.clock.advance(DAY);
  const ask: Move = {
    kind: 'ask',
    blockers: [{ on: 'reporter', kind: 'access' }],
    dueAt: after(world.clock.now(), 14 * DAY),
  };
  await staffMoves(world, id, ask, 'Which account did you use for this?');
  const asked = await readReport(world.kernel, system('test'), id);
  assert.deepEqual([asked.state, asked.clocks.decideDue], ['needs_info', null]);
  assert.deepEqual(asked.dueAt, ask.dueAt);
  assert.deepEqual(asked.answeredAt, world.clock.now());

  const reporter = await comeBack(world, code);
  const page = await reporter.get(show(id));
  assert.match(page.body, /Which account did you use/);
  assert.match(page.body, /Your answer/);
  world.clock.advance(2 * DAY);
  const later = await comeBack(world, code);
  assert.equal(
    (await later.post(href(routes.reports.reply, { id }), { text: 'The one called **test**.' })).status,
    303,
  );
  const back = await readReport(world.kernel, system('test'), id);
  assert.equal(back.state, 'new');
  assert.ok(back.clocks.decideDue && before.clocks.decideDue);
  assert.ok(back.clocks.decideDue.getTime() >= before.clocks.decideDue.getTime() + 2 * DAY);
  assert.match((await later.get(show(id))).body, /The one called <strong>test<\/strong>/);
});

test('internal notes never reach the reporter; an empty message is refused and what was typed is kept', async () => {
  await using world = await openWorld();
  const { id, code } = await aReport(world);
  const triager = await personActor(world, 'triager');
  const terms = await currentProgram(world.kernel);
  for (const [audience, body] of [
    ['internal', 'looks like a beg bounty'],
    ['reporter', 'Thank you for this'],
  ] as const)
    await world.kernel.transaction(async kernel =>
      addToConversation(kernel, triager, { report: await lockReport(kernel, triager, id), terms, audience, body }),
    );
  const reporter = await comeBack(world, code);
  const page = await reporter.get(show(id));
  assert.match(page.body, /Thank you for this/);
  assert.doesNotMatch(page.body, /beg bounty/);
  assert.doesNotMatch(page.body, /Tara Lind/);
  assert.equal((await reporter.post(href(routes.reports.reply, { id }), { text: '  ' })).status, 422);
  const long = await reporter.post(href(routes.reports.reply, { id }), { text: `${'x'.repeat(20_000)}tail` });
  assert.equal(long.status, 422);
  assert.match(long.body, /tail<\/textarea>/);
  assert.equal((await listMessages(world.kernel, triager, id)).length, 2);
});

test('withdrawing asks first and can be done once; the code still opens the report', async () => {
  await using world = await openWorld();
  const { id, code } = await aReport(world);
  const reporter = await comeBack(world, code);
  assert.match((await reporter.get(href(routes.reports.withdraw, { id }))).body, /Withdraw VDP-2026-0001\?/);
  assert.equal((await reporter.post(href(routes.reports.withdraw, { id }))).status, 303);
  assert.match((await reporter.get(show(id))).body, /Closed: withdrawn/);
  assert.equal((await reporter.post(href(routes.reports.withdraw, { id }))).status, 422);
});

test('a second look is given once, with a reason, and its decision is not left to the same triager', async () => {
  await using world = await openWorld();
  const { id, code } = await aReport(world);
  await staffMoves(world, id, closing, closing.closing.text);
  const reporter = await comeBack(world, code);
  assert.match((await reporter.get(show(id))).body, /This is how it is meant to work/);
  const at = href(routes.reports.appeal, { id });
  const tooShort = await reporter.post(at, { text: 'No.' });
  assert.equal(tooShort.status, 422);
  assert.match(tooShort.body, />No\.<\/textarea>/);
  assert.equal((await reporter.post(at, { text: 'The second account sees it as well, see step 3.' })).status, 303);
  const open = await readReport(world.kernel, system('test'), id);
  assert.deepEqual([open.state, open.endedAt, open.snapshot.appealed], ['new', null, true]);
  assert.equal(open.snapshot.barredTriagerId, (await personActor(world, 'triager')).id);
  await staffMoves(world, id, closing, closing.closing.text, 'admin');
  assert.equal((await reporter.post(at, { text: 'The second account sees it as well, see step 3.' })).status, 422);
  assert.doesNotMatch((await reporter.get(show(id))).body, /Ask for a second look/);
});

test('the fix is tried by the reporter: fixed resolves, still there sends it back', async () => {
  await using world = await openWorld();
  const { id, code } = await aReport(world);
  const triager = await personActor(world, 'triager');
  const { targetId } = await readReport(world.kernel, system('test'), id);
  const due = after(world.clock.now(), 30 * DAY);
  await staffMoves(
    world,
    id,
    {
      kind: 'triage',
      severity: 2,
      taxonomyId: 'other',
      targetId: targetId ?? '',
      unique: true,
      exploited: 'no',
      issueId: 'iss_1',
    },
    'Confirmed.',
  );
  await staffMoves(world, id, { kind: 'accept', fixOwnerId: triager.id, dueAt: due }, 'On it.');
  await staffMoves(world, id, { kind: 'mark_fixed', fixReference: 'v2' }, 'Please try again.');
  const reporter = await comeBack(world, code);
  const at = href(routes.reports.retest, { id });
  assert.match((await reporter.get(show(id))).body, /Does the fix work\?/);
  assert.equal((await reporter.post(at, {})).status, 422);
  assert.equal((await reporter.post(at, { outcome: 'not_fixed' })).status, 422);
  assert.equal(
    (await reporter.post(at, { outcome: 'not_fixed', observation: 'The link with number 13 still opens.' })).status,
    303,
  );
  const again = await readReport(world.kernel, system('test'), id);
  assert.deepEqual([again.state, again.snapshot.reopened, again.dueAt], ['accepted', 1, again.clocks.updateDue]);
  await staffMoves(world, id, { kind: 'mark_fixed', fixReference: 'v3' }, 'Now really.');
  assert.equal((await reporter.post(at, { outcome: 'fixed' })).status, 303);
  assert.match((await reporter.get(show(id))).body, /Resolved/);
});

test('a receipt code opens one report for some hours, in this browser, until one leaves', async () => {
  await using world = await openWorld();
  const mine = await aReport(world);
  const other = await aReport(world);
  const reporter = await comeBack(world, mine.code);
  assert.equal((await reporter.get(show(mine.id))).status, 200);
  for (const path of [
    show(other.id),
    href(routes.reports.receipt, { id: other.id }),
    href(routes.reports.withdraw, { id: other.id }),
  ])
    assert.equal((await reporter.get(path)).status, 404);
  assert.equal((await reporter.post(href(routes.reports.reply, { id: other.id }), { text: 'hello' })).status, 404);
  assert.match((await reporter.get(href(routes.reports.queue))).location ?? '', /^\/sign-in/);

  assert.equal((await reporter.post(href(routes.reports.leave))).status, 303);
  assert.notEqual((await reporter.get(show(mine.id))).status, 200);
  const later = await comeBack(world, mine.code);
  world.clock.advance(12 * HOUR + 1000);
  assert.notEqual((await later.get(show(mine.id))).status, 200);
});

test('codes that are mistyped or unknown say so, and guessing is slowed down', async () => {
  await using world = await openWorld();
  const visitor = world.visitor();
  const at = href(routes.reports.return);
  assert.match((await visitor.post(at, { code: 'VDP-2026-0001' })).body, /not a receipt code as we give them/);
  const elsewhere = '0000-0000-0000-0000-0000-0000-0000';
  assert.match((await visitor.post(at, { code: elsewhere })).body, /No report has this code/);
  let status = 0;
  for (let tries = 0; tries < 30 && status !== 429; tries++)
    status = (await visitor.post(at, { code: elsewhere })).status;
  assert.equal(status, 429);
});

test('claiming takes both a sign-in and the code, is asked for, and ends the anonymous way in', async () => {
  await using world = await openWorld();
  const { id, code } = await aReport(world);
  const anonymous = await comeBack(world, code);
  const researcher = await signInAs(world, 'researcher');
  const at = href(routes.reports.claim, { id });
  assert.equal((await researcher.get(at)).status, 404);
  assert.equal((await researcher.post(at)).status, 404);
  const back = await researcher.post(href(routes.reports.return), { code });
  assert.equal(back.location, at);
  assert.equal((await researcher.get(show(id))).status, 404);
  assert.match((await researcher.follow(back)).body, /cannot be undone/);
  assert.equal((await researcher.post(at)).status, 303);
  assert.equal((await researcher.get(show(id))).status, 200);
  assert.notEqual((await anonymous.get(show(id))).status, 200);
  // A second person with the code cannot take it over.
  const thief = await signInAs(world, 'developer');
  await thief.post(href(routes.reports.return), { code });
  assert.equal((await thief.post(at)).status, 409);
});

test('mails say that something happened, never what, and go where they were asked to go', async () => {
  await using world = await openWorld();
  const words = /export|session|Which account|zebra/i;
  const { id } = await aReport(world, { email: 'sam@inbox.example' });
  const { id: owned } = await aReport(world, { by: 'researcher' });
  const silent = await aReport(world);
  const ask: Move = {
    kind: 'ask',
    blockers: [{ on: 'reporter', kind: 'access' }],
    dueAt: after(world.clock.now(), DAY),
  };
  for (const report of [id, owned, silent.id]) await staffMoves(world, report, ask, 'Which account did you use? zebra');
  const mails = (await world.mails()).filter(({ to }) => !to.includes('security'));
  assert.deepEqual(mails.map(({ to, subject }) => `${to}: ${subject}`).sort(), [
    'robin@research.example: We have your report VDP-2026-0002',
    'robin@research.example: We need you for report VDP-2026-0002',
    'sam@inbox.example: We have your report VDP-2026-0001',
    'sam@inbox.example: We need you for report VDP-2026-0001',
  ]);
  for (const { subject, text } of mails) assert.doesNotMatch(subject + text, words);
});

test('a burst of reports makes one mail to the team, and reports make none twice', async () => {
  await using world = await openWorld();
  for (let n = 0; n < 3; n++) await aReport(world);
  const digest = async () => {
    await world.kernel.enqueue(world.kernel, 'tell-team-of-new-reports', {});
    return (await world.mails()).filter(({ subject }) => /wait/.test(subject)).map(({ subject }) => subject);
  };
  assert.deepEqual(await digest(), ['3 new reports wait to be read']);
  assert.equal((await digest()).length, 1);
  await aReport(world);
  assert.deepEqual((await digest()).sort(), ['3 new reports wait to be read', 'A new report waits to be read']);
});

test('files that are added later are told of, and hostile ones are left out', async () => {
  await using world = await openWorld();
  const { id, code } = await aReport(world);
  const reporter = await comeBack(world, code);
  const at = href(routes.reports.addFiles, { id });
  assert.equal((await reporter.upload(at, {}, [])).status, 422);
  const added = await reporter.upload(at, {}, [
    { field: 'evidence', filename: 'more.txt', content: 'more' },
    { field: 'evidence', filename: 'bad.bin', content: Buffer.from([0, 1, 2, 3]) },
  ]);
  assert.equal(added.status, 422);
  assert.match(added.body, /bad\.bin was not taken/);
  assert.match(added.body, /more\.txt/);
  assert.match(added.body, /I added a file/);
});
