// Checks of fixes: the rule by which answers move an issue, and the way from the request to the end, as people go it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { noDuties } from '../../../test/support/duty-answers.ts';
import { type SentReport, sendReport } from '../../../test/support/send-report.ts';
import { personOf, signInAs } from '../../../test/support/sign-in.ts';
import type { FormFields, Page, Visitor } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { HOUR } from '../../core/clock.ts';
import { listAttachments } from '../attachment-store.ts';
import { listEntries, listMessages } from '../conversation-store.ts';
import { findIssue, issueIdOf } from '../issues/issue-store.ts';
import { readReport } from '../report-store.ts';
import { expireRetestsJob } from './expire-retests.ts';
import { type Asked, checkOutcomes, retestAnswers, type StaffCheck, verdictOf, waitsOf } from './retest.ts';
import { findOpenRetest, listRetests } from './retest-store.ts';

const self = system('test');
const long = 'The same link opens with number 13 and shows trips of another owner.';

const moments = fc.integer({ min: 0, max: 50 }).map(hours => new Date(hours * HOUR));
const askedOne: fc.Arbitrary<Asked> = fc
  .record({ answer: fc.constantFrom(...retestAnswers, 'expired' as const, null), answeredAt: moments })
  .map(({ answer, answeredAt }) => ({ answer, answeredAt: answer === null ? null : answeredAt }));
const askedMany = fc.array(askedOne, { maxLength: 6 });
const checkMany: fc.Arbitrary<StaffCheck[]> = fc.array(
  fc.record({ outcome: fc.constantFrom(...checkOutcomes), at: moments }),
  { maxLength: 3 },
);

test('the outcome rule: one that still works sends it back, nobody is waited for in vain, doubts are for people', () => {
  fc.assert(
    fc.property(askedMany, checkMany, (asked, checks) => {
      const verdict = verdictOf(asked, checks);
      const answers = asked.map(({ answer }) => answer);
      if (answers.includes('not_fixed')) assert.equal(verdict, 'back');
      else if (verdict === 'back') assert.ok(checks.some(({ outcome }) => outcome === 'not_fixed'));
      // It waits exactly as long as somebody can still answer.
      if (verdict === 'wait') assert.ok(answers.includes(null));
      if (!answers.includes(null)) assert.notEqual(verdict, 'wait');
      if (verdict === 'resolve') {
        assert.ok(!answers.includes(null) && !answers.includes('not_fixed'));
        const isConfirmed = checks.some(({ outcome }) => outcome === 'fixed');
        assert.ok(isConfirmed || answers.includes('fixed'), 'somebody has tried it');
        if (!isConfirmed) assert.ok(!answers.includes('expired') && !answers.includes('partial'));
      }
      if (checks.length === 0 && answers.includes('fixed') && answers.every(each => each === 'fixed'))
        assert.equal(verdict, 'resolve');
    }),
  );
  fc.assert(
    fc.property(askedMany, checkMany, fc.nat(), (asked, checks, seed) => {
      const turned = asked.toSorted((one, other) => hash(asked.indexOf(one), seed) - hash(asked.indexOf(other), seed));
      assert.equal(verdictOf(turned, checks), verdictOf(asked, checks), 'the order of the answers does not matter');
      assert.equal(verdictOf([...asked, { answer: 'not_fixed', answeredAt: new Date(0) }], checks), 'back');
      // When the time is over for all of them, it can always be ended.
      const ended = asked.map(each =>
        each.answer === null ? { answer: 'expired' as const, answeredAt: new Date(0) } : each,
      );
      assert.notEqual(verdictOf(ended, checks), 'wait');
      for (const own of [...asked, undefined])
        assert.equal(
          waitsOf(own, asked) === 'team',
          asked.every(({ answer }) => answer !== null),
        );
    }),
  );
});

const hash = (index: number, seed: number): number => (index * 2_654_435_761 + seed * 40_503) % 1009;

const done = ({ status, body }: Page) =>
  assert.equal(status, 303, /role="alert"[\s\S]{0,800}/.exec(body)?.[0] ?? body.slice(0, 300));

async function triage(world: World, id: string, fields: FormFields): Promise<Page> {
  const triager = await signInAs(world, 'triager');
  const page = await triager.get(href(routes.reports.triage, { id }));
  const revision = /name="revision" value="(\d+)"/.exec(page.body)?.[1];
  return triager.post(href(routes.reports.move, { id }), { revision, ...fields });
}

async function onIssue(world: World, id: string, fields: FormFields): Promise<Page> {
  const triager = await signInAs(world, 'triager');
  const page = await triager.get(href(routes.reports.issue, { id }));
  const revision = /name="revision" value="(\d+)"/.exec(page.body)?.[1];
  return triager.post(href(routes.reports.issueMove, { id }), { revision, ...fields });
}

type Scene = { first: SentReport; second: SentReport; third: SentReport; issue: string; anna: Visitor; sam: Visitor };

/** Two reports of one issue and a duplicate of the first, accepted for fixing. */
async function threeReporters(world: World): Promise<Scene> {
  const [anna, ben, sam] = [world.visitor(), world.visitor(), world.visitor()];
  const first = await sendReport(world, anna);
  world.clock.advance(HOUR);
  const second = await sendReport(world, ben, { contact: 'email', email: 'ben@inbox.example' });
  world.clock.advance(HOUR);
  const third = await sendReport(world, sam, { contact: 'email', email: 'sam@inbox.example' });
  const confirm = { kind: 'triage', unique: 'on', exploited: 'no', ...noDuties };
  done(await triage(world, first.id, { ...confirm, issue: 'new' }));
  const issue = (await issueIdOf(world.kernel, first.id)) ?? '';
  const { number = '' } = (await findIssue(world.kernel, self, issue)) ?? {};
  done(await triage(world, second.id, { ...confirm, issue: 'existing', issueNumber: number }));
  done(await triage(world, third.id, { kind: 'close', closeReason: 'duplicate', original: first.number, text: long }));
  const tara = await personOf(world, 'triager');
  done(await onIssue(world, issue, { kind: 'accept', fixOwner: tara, dueAt: '2026-12-24' }));
  return { first, second, third, issue, anna, sam };
}

const stateOf = async (world: World, { id }: SentReport): Promise<string> =>
  (await readReport(world.kernel, self, id)).state;
const answer = (visitor: Visitor, { id }: SentReport, fields: FormFields): Promise<Page> =>
  visitor.post(href(routes.reports.retest, { id }), fields);

test('all reporters of an issue are asked, with a day and instructions, and one that still works sends all back', async () => {
  await using world = await openWorld();
  const { first, second, third, issue, anna, sam } = await threeReporters(world);
  const before = new Set((await world.mails()).map(({ id }) => id));
  const triager = await signInAs(world, 'triager');
  const form = await triager.get(href(routes.reports.issue, { id: issue }));
  assert.match(form.body, /name="retestDue"[^>]*value="2026-12-07"/, 'ten business days from Monday');
  const fix = {
    kind: 'mark_fixed',
    fixReference: 'v2',
    instructions: 'Try **numbers** above 10.',
    place: 'Version 2.1',
  };
  const asked = [first.id, second.id, third.id];
  const early = await onIssue(world, issue, { ...fix, asked, retestDue: '2026-11-24' });
  assert.equal(early.status, 422);
  assert.match(early.body, /Leave at least 3 days/);
  assert.match(early.body, /Try \*\*numbers\*\* above 10/, 'what was typed stands');
  done(await onIssue(world, issue, { ...fix, asked, retestDue: '2026-12-04' }));

  const open = await findOpenRetest(world.kernel, self, issue);
  assert.deepEqual(
    open?.asked.map(({ report, answer }) => [report, answer]),
    asked.map(id => [id, null]),
  );
  assert.equal(open?.dueAt.toISOString(), '2026-12-04T17:00:00.000Z');
  const queue = await triager.get(href(routes.reports.queue, undefined, { waits: 'reporter' }));
  assert.ok(queue.body.includes(first.id) && /check of fix/.test(queue.body), 'the queue says who owes what by when');
  const mails = (await world.mails()).filter(({ id }) => !before.has(id));
  assert.deepEqual(
    mails.map(({ to, subject }) => [to, subject]).toSorted(),
    [
      ['ben@inbox.example', `Please check a fix: report ${second.number}`],
      ['sam@inbox.example', `Please check a fix: report ${third.number}`],
    ],
    'one mail each, none of what it is about',
  );
  assert.ok(mails.every(({ text }) => !text.includes('number') || !text.includes('above 10')));

  // The reporter of the duplicate is asked like the others and learns of none of them.
  const page = await sam.open(href(routes.reports.show, { id: third.id }));
  assert.match(page.body, /Does the fix work\?[\s\S]*Version 2\.1[\s\S]*<strong>numbers<\/strong>/);
  for (const secret of [first.number, second.number, issue, first.id]) assert.ok(!page.body.includes(secret), secret);
  const stranger = world.visitor();
  assert.equal((await answer(stranger, third, { outcome: 'fixed' })).status, 401, 'nobody in particular');

  for (const [fields, words] of [
    [{}, /Choose what you found/],
    [{ outcome: 'partial', observation: 'too short' }, /Say in at least 20 characters/],
  ] as const) {
    const refused = await answer(anna, first, fields);
    assert.equal(refused.status, 422);
    assert.match(refused.body, words);
  }
  done(await answer(anna, first, { outcome: 'fixed', observation: 'Answers 403 now.' }));
  assert.equal(await stateOf(world, first), 'fixed', 'the others have time to answer');
  assert.match((await anna.open(href(routes.reports.show, { id: first.id }))).body, /You found that it is fixed/);
  assert.equal((await answer(anna, first, { outcome: 'not_fixed', observation: long })).status, 422, 'once');

  const tried = await sam.upload(
    href(routes.reports.retest, { id: third.id }),
    { outcome: 'not_fixed', observation: long },
    [{ field: 'evidence', filename: 'again.txt', content: 'GET /owner?number=13 200', type: 'text/plain' }],
  );
  done(tried);
  for (const report of [first, second]) {
    const { state, snapshot } = await readReport(world.kernel, self, report.id);
    assert.deepEqual([state, snapshot.reopened, snapshot.retest], ['accepted', 1, null]);
    const story = await listEntries(world.kernel, self, report.id);
    const step = (wanted: string) => story.find(({ kind }) => kind === wanted);
    assert.deepEqual([step('retest')?.to, step('retest')?.role], ['accepted', 'system']);
    assert.deepEqual(
      [step('retest_cause')?.audience, step('retest_cause')?.details['said']],
      ['internal', third.number],
    );
    const told = await listEntries(world.kernel, { kind: 'receipt-holder', report: report.id }, report.id);
    assert.ok(!JSON.stringify(told).includes(third.number), 'no step that its reporter sees names another report');
  }
  assert.equal(await stateOf(world, third), 'closed');
  assert.deepEqual(
    (await listRetests(world.kernel, self, issue)).map(({ outcome }) => outcome),
    ['back'],
  );
  const [said] = await listMessages(world.kernel, self, third.id);
  assert.ok(said?.body.includes('it still works') && said.body.includes('number 13'));
  const files = await listAttachments(world.kernel, self, third.id);
  assert.deepEqual(
    files.map(({ name, message }) => [name, message]),
    [['again.txt', said?.id]],
  );
  const story = await triager.get(href(routes.reports.triage, { id: first.id }));
  assert.ok(story.body.includes(`So said the reporter of ${third.number}`));
  assert.ok(!(await anna.open(href(routes.reports.show, { id: first.id }))).body.includes(third.number));
});

test('who stays silent is reminded and then not waited for; staff confirms, or finds out itself', async () => {
  await using world = await openWorld();
  const { first, second, third, issue, anna, sam } = await threeReporters(world);
  // Marked on the pages of the reports: everybody is asked all the same.
  for (const { id } of [first, second]) done(await triage(world, id, { kind: 'mark_fixed', fixReference: 'v2' }));
  assert.equal((await findOpenRetest(world.kernel, self, issue))?.asked.length, 3);
  // Sessions of staff end in between.
  const desk = () => signInAs(world, 'triager');
  // Leaving one out and asking again tells nobody twice.
  const change = { retestDue: '2026-12-04', instructions: '', place: '', asked: [first.id, second.id] };
  const before = new Set((await world.mails()).map(({ id }) => id));
  done(await (await desk()).post(href(routes.reports.issueRetest, { id: issue }), change));
  assert.deepEqual(
    (await world.mails()).filter(({ id }) => !before.has(id)),
    [],
  );
  assert.match((await answer(sam, third, { outcome: 'fixed' })).body, /has ended or was answered already/);
  done(await answer(anna, first, { outcome: 'fixed' }));

  world.clock.set(new Date('2026-12-03T12:00:00.000Z'));
  for (let run = 0; run < 2; run++) await expireRetestsJob.run(world.kernel, {});
  const reminders = (await world.mails()).filter(({ subject }) => /A check still waits/.test(subject));
  assert.deepEqual(
    reminders.map(({ to }) => to),
    ['ben@inbox.example'],
    'once, and not who has answered',
  );
  const confirm = async () => (await desk()).post(href(routes.reports.issueRetestConfirm, { id: issue }));
  assert.equal((await confirm()).status, 409, 'somebody still has time');
  assert.equal((await triage(world, first.id, { kind: 'resolve_after_silence' })).status, 422, 'one rule for silence');

  world.clock.set(new Date('2026-12-05T12:00:00.000Z'));
  await expireRetestsJob.run(world.kernel, {});
  const expired = await findOpenRetest(world.kernel, self, issue);
  assert.deepEqual(
    expired?.asked.map(({ answer }) => answer),
    ['fixed', 'expired'],
  );
  assert.ok((await world.mails()).some(({ subject }) => /the fix waits to be confirmed/.test(subject)));
  const queue = await (await desk()).get(href(routes.reports.queue, undefined, { waits: 'fix' }));
  assert.match(queue.body, /Us: confirm fix/);
  assert.match((await (await desk()).get(href(routes.reports.triage, { id: first.id }))).body, /To confirm/);
  const refused = await (await desk()).post(href(routes.reports.issueRetestCheck, { id: issue }), {
    outcome: 'fixed',
    note: 'ok',
  });
  assert.equal(refused.status, 422);
  assert.match(refused.body, /what you tried and saw/);
  done(
    await (await desk()).post(href(routes.reports.issueRetestCheck, { id: issue }), {
      outcome: 'fixed',
      note: `Tried: ${long}`,
    }),
  );
  for (const report of [first, second]) assert.equal(await stateOf(world, report), 'resolved');
  assert.equal((await findIssue(world.kernel, self, issue))?.state, 'resolved');
  assert.deepEqual(
    (await listRetests(world.kernel, self, issue)).map(({ outcome, checks }) => [outcome, checks[0]?.outcome]),
    [['resolved', 'fixed']],
  );
  assert.equal((await confirm()).status, 409, 'it has ended');
  const viewer = await signInAs(world, 'viewer');
  assert.match((await viewer.get(href(routes.reports.issue, { id: issue }))).body, /No answer in time/);
  assert.equal((await viewer.post(href(routes.reports.issueRetestConfirm, { id: issue }))).status, 403);
});
