// Robin finds a weakness and tells nobody who they are; Tara confirms it, asks, has it fixed; Robin checks the fix.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { href, routes } from '../../src/catalog/routes.ts';
import { DAY, HOUR } from '../../src/core/clock.ts';
import { noDuties } from '../support/duty-answers.ts';
import { type SentReport, sendReport, sentWords } from '../support/send-report.ts';
import { personOf, signInAs } from '../support/sign-in.ts';
import type { FormFields, Visitor } from '../support/visitor.ts';
import { openWorld, type World } from '../support/world.ts';

const words = {
  question: 'Which of the two export links did you open? It matters: one is from 2019.',
  answer: 'The newer one, with the blue button.',
  note: 'Same cause as the invoice export, I think.',
  confirmed: 'Confirmed with two test accounts.',
  fix: 'Each link now wants the session of its owner.',
  retest: 'Tried both links from two browsers: both ask me to sign in.',
};

test('from the first word to the last, and no mail says what it is about', async () => {
  await using world = await openWorld();
  const robin = world.visitor();
  const report = await sendReport(world, robin, { contact: 'email', email: 'robin@research.example' });
  const stateFor = async (visitor: Visitor) => (await visitor.get(href(routes.reports.show, { id: report.id }))).body;

  world.clock.advance(2 * HOUR);
  await staffDoes(world, report, 'assign', { assignee: await personOf(world, 'triager') });
  await staffWrites(world, report, 'internal', words.note);
  await staffDoes(world, report, 'move', {
    kind: 'ask',
    blockedOn: 'reporter',
    blocker: 'reproduction',
    dueAt: '2026-12-07',
    text: words.question,
  });

  world.clock.advance(DAY);
  const back = await comeBack(world, report);
  const asked = await stateFor(back);
  assert.match(asked, /Waiting for you/);
  assert.ok(asked.includes(words.question));
  assert.ok(!asked.includes(words.note), 'notes stay inside');
  const answered = await back.post(href(routes.reports.reply, { id: report.id }), { text: words.answer });
  assert.equal(answered.status, 303);

  world.clock.advance(HOUR);
  const tara = await signInAs(world, 'triager');
  const page = (await tara.get(href(routes.reports.triage, { id: report.id }))).body;
  assert.ok(page.includes(words.answer));
  const confirmation = { kind: 'triage', unique: 'on', exploited: 'no', ...noDuties, text: words.confirmed };
  await staffDoes(world, report, 'move', confirmation);
  const fixOwner = await personOf(world, 'triager');
  await staffDoes(world, report, 'move', { kind: 'accept', fixOwner, dueAt: '2026-12-18' });
  world.clock.advance(9 * DAY);
  await staffDoes(world, report, 'move', { kind: 'mark_fixed', fixReference: 'release 88', text: words.fix });

  world.clock.advance(DAY);
  const again = await comeBack(world, report);
  const fixed = await stateFor(again);
  assert.match(fixed, /Fixed, please check/);
  assert.ok(fixed.includes(words.fix));
  assert.ok(!fixed.includes('release 88'), 'what the fix is called stays inside');
  const checked = await again.post(href(routes.reports.retest, { id: report.id }), {
    outcome: 'fixed',
    observation: words.retest,
  });
  assert.equal(checked.status, 303, checked.body.slice(0, 300));
  assert.match(await stateFor(again), /Resolved/);
  const closed = (await (await signInAs(world, 'triager')).get(href(routes.reports.triage, { id: report.id }))).body;
  assert.match(closed, /Checked: it is fixed/);

  const mails = await world.mails();
  const toRobin = mails.filter(({ to }) => to === 'robin@research.example');
  assert.ok(toRobin.length >= 4, `${toRobin.length} mails told Robin that something happened`);
  for (const { subject, text } of mails) {
    for (const secret of [...Object.values(words), ...Object.values(sentWords), report.code, 'release 88'])
      assert.ok(!`${subject}\n${text}`.includes(secret), `a mail says “${secret}”`);
  }
  const actions = await world.kernel.db.selectFrom('core.audit_entry').select('action').execute();
  for (const action of ['report.submit', 'report.ask', 'report.answer', 'report.triage', 'report.retest'])
    assert.ok(
      actions.some(entry => entry.action === action),
      `${action} is in the audit log`,
    );
});

/** Robin, days later, from another browser, with nothing but the code. */
async function comeBack(world: World, { code }: SentReport): Promise<Visitor> {
  const visitor = world.visitor();
  const opened = await visitor.post(href(routes.reports.return), { code });
  assert.equal(opened.status, 303);
  return visitor;
}

/** Tara fills in a form of the report's page. */
async function staffDoes(
  world: World,
  { id }: SentReport,
  act: 'move' | 'assign' | 'assess',
  fields: FormFields,
): Promise<void> {
  const tara = await signInAs(world, 'triager');
  const page = await tara.get(href(routes.reports.triage, { id }));
  const revision = /name="revision" value="(\d+)"/.exec(page.body)?.[1];
  const done = await tara.post(href(routes.reports[act], { id }), { revision, ...fields });
  assert.equal(done.status, 303, /role="alert"[\s\S]{0,600}/.exec(done.body)?.[0]);
}

async function staffWrites(
  world: World,
  { id }: SentReport,
  audience: 'reporter' | 'internal',
  text: string,
): Promise<void> {
  const tara = await signInAs(world, 'triager');
  const done = await tara.post(href(routes.reports.message, { id }), { audience, text });
  assert.equal(done.status, 303);
}
