// Duties: the clocks as pure rules and properties, then through the pages, with two people, drills and warnings.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { aReport } from '../../../test/support/a-report.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { after, DAY, HOUR } from '../../core/clock.ts';
import { readReport } from '../report-store.ts';
import { type DutyAnswers, type DutyEvent, foldDuties, openStages, warningDue } from './duty.ts';
import { warnOfDutiesJob } from './warn-of-duties.ts';

const none: DutyAnswers = {
  exploited: 'no',
  incident: 'no',
  personalData: 'no',
  digitalProduct: 'no',
  essentialEntity: 'no',
};
const aware = new Date('2026-11-26T10:00:00Z');
let serial = 0;
const event = (fields: object, at = aware): DutyEvent => {
  serial += 1;
  return { id: `dev_${serial}`, at, actor: 'per_one', ...fields } as DutyEvent;
};
const answered = (answers: Partial<DutyAnswers>, awareAt = aware) =>
  event({ kind: 'answered', answers: { ...none, ...answers }, awareAt });
const exploited = answered({ exploited: 'yes', digitalProduct: 'yes' });
const final = (events: readonly DutyEvent[]) =>
  foldDuties(events)
    .duties.find(({ kind }) => kind === 'cra_vulnerability')
    ?.stages.find(({ stage }) => stage === 'final_report');

test('each duty begins by its own answers, and by no others', () => {
  const kinds = (answers: Partial<DutyAnswers>) => foldDuties([answered(answers)]).duties.map(({ kind }) => kind);
  assert.deepEqual(kinds({}), []);
  assert.deepEqual(kinds({ exploited: 'yes' }), [], 'an exploited weakness of what is no product');
  assert.deepEqual(kinds({ exploited: 'unknown', digitalProduct: 'yes' }), []);
  assert.deepEqual(kinds({ exploited: 'yes', digitalProduct: 'yes' }), ['cra_vulnerability']);
  assert.deepEqual(kinds({ incident: 'yes', digitalProduct: 'yes' }), ['cra_incident']);
  assert.deepEqual(kinds({ incident: 'yes', essentialEntity: 'yes' }), ['nis2']);
  assert.deepEqual(kinds({ personalData: 'yes' }), ['gdpr']);
  assert.deepEqual(foldDuties([]).unanswered.length, 5);
  assert.deepEqual(foldDuties([answered({ incident: 'unknown' })]).unanswered, ['incident']);
});

test('24 and 72 hours from awareness; a month from the notification, at its last day where it has no such day', () => {
  const [early, notification] = foldDuties([exploited]).duties[0]?.stages ?? [];
  assert.equal(early?.dueAt?.toISOString(), '2026-11-27T10:00:00.000Z');
  assert.equal(notification?.dueAt?.toISOString(), '2026-11-29T10:00:00.000Z');
  const incident = answered({ incident: 'yes', essentialEntity: 'yes' });
  const waiting = foldDuties([incident]).duties[0]?.stages[2];
  assert.deepEqual([waiting?.status, waiting?.dueAt], ['waiting', null]);
  const submittedAt = new Date('2027-01-31T09:00:00Z');
  const notified = event({ kind: 'submitted', duty: 'nis2', stage: 'notification', submittedAt, reference: 'N-1' });
  const due = foldDuties([incident, notified]).duties[0]?.stages[2];
  assert.equal(due?.dueAt?.toISOString(), '2027-02-28T09:00:00.000Z');
  assert.equal(foldDuties([incident, notified]).duties[0]?.stages[1]?.submitted?.late, true);
});

const moments = fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true });
const anyEvent = fc.oneof(
  moments.map(awareAt => answered({ exploited: 'yes', digitalProduct: 'yes' }, awareAt)),
  moments.map(availableAt => event({ kind: 'measure', availableAt })),
  fc.constant(0).map(() => event({ kind: 'measure_withdrawn' })),
  fc
    .tuple(moments, fc.constantFrom('early_warning', 'notification'))
    .map(([submittedAt, stage]) =>
      event({ kind: 'submitted', duty: 'cra_vulnerability', stage, submittedAt, reference: 'R' }),
    ),
);

test('the 14 days never start from awareness, nor from the notification: only from an available measure', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 12 }), moments, (events, other) => {
      const all = [exploited, ...events];
      const measures = all.filter(({ kind }) => kind === 'measure' || kind === 'measure_withdrawn');
      const last = measures.at(-1);
      const found = final(all);
      if (last?.kind !== 'measure') {
        assert.deepEqual([found?.status, found?.dueAt, found?.startedAt], ['waiting', null, null]);
      } else {
        assert.equal(found?.dueAt?.getTime(), last.availableAt.getTime() + 14 * DAY);
      }
      // Whenever we became aware and whenever anything was submitted, the final report is due at the same time.
      const moved = all.map(each =>
        each.kind === 'answered'
          ? { ...each, awareAt: other }
          : each.kind === 'submitted'
            ? { ...each, submittedAt: other }
            : each,
      );
      assert.deepEqual(final(moved)?.dueAt, found?.dueAt);
    }),
    { numRuns: 500 },
  );
});

test('a duty that has begun is not ended by another answer, only by a submission or by two people', () => {
  const retracted = [exploited, answered({ exploited: 'no', digitalProduct: 'yes' })];
  assert.equal(openStages(foldDuties(retracted)).length, 3);
  const place = { duty: 'cra_vulnerability', stage: 'early_warning' };
  const proposal = event({ kind: 'relief_proposed', ...place, relief: 'not_required', until: null, reason: 'x' });
  assert.equal(openStages(foldDuties([exploited, proposal])).length, 3);
  const agree = (agreed: boolean) => event({ kind: 'relief_decided', of: proposal.id, agreed });
  assert.equal(openStages(foldDuties([exploited, proposal, agree(false)])).length, 3);
  assert.equal(openStages(foldDuties([exploited, proposal, agree(true)])).length, 2);
  const until = after(aware, 5 * DAY);
  const longer = event({ kind: 'relief_proposed', ...place, relief: 'extension', until, reason: 'x' });
  const extended = foldDuties([exploited, longer, event({ kind: 'relief_decided', of: longer.id, agreed: true })]);
  assert.deepEqual(extended.duties[0]?.stages[0]?.dueAt, until);
});

test('a stage warns when it begins, in its last quarter, and when it is late, each once', () => {
  const first = (events: readonly DutyEvent[]) => {
    const stage = foldDuties(events).duties[0]?.stages[0];
    assert.ok(stage);
    return stage;
  };
  const warned = (level: string) => event({ kind: 'warned', duty: 'cra_vulnerability', stage: 'early_warning', level });
  assert.equal(warningDue(first([exploited]), aware), 'begun');
  assert.equal(warningDue(first([exploited, warned('begun')]), after(aware, 17 * HOUR)), null);
  assert.equal(warningDue(first([exploited, warned('begun')]), after(aware, 18 * HOUR)), 'soon');
  assert.equal(warningDue(first([exploited, warned('soon')]), after(aware, 24 * HOUR)), null);
  assert.equal(warningDue(first([exploited, warned('soon')]), after(aware, 25 * HOUR)), 'late');
  assert.equal(warningDue(first([exploited, warned('late')]), after(aware, 250 * HOUR)), null);
});

const second = { name: 'Sam Ode', email: 'sam@telltale.example', staffRole: 'triager' } as const;
const confirmation = { kind: 'triage', unique: 'on', issue: 'new', exploited: 'yes' };
const answers = { incident: 'no', personalData: 'unknown', digitalProduct: 'yes', essentialEntity: 'no' };

async function post(world: World, who: Parameters<typeof signInAs>[1], id: string, fields: Record<string, string>) {
  return (await signInAs(world, who)).post(href(routes.reports.duty, { id }), fields);
}

test('confirming a report asks; the duty runs, is submitted, and ends', async () => {
  await using world = await openWorld();
  const { id, number } = await aReport(world, { fields: { kind: 'access_control.object_level.reads_personal_data' } });
  const revision = async () => String((await readReport(world.kernel, system('test'), id)).revision);
  const triager = await signInAs(world, 'triager');
  const move = async (fields: Record<string, string>) =>
    triager.post(href(routes.reports.move, { id }), { revision: await revision(), ...fields });
  const unasked = await move(confirmation);
  assert.equal(unasked.status, 422);
  assert.match(unasked.body, /Answer this, even if it is not clear yet/);
  assert.equal((await readReport(world.kernel, system('test'), id)).state, 'new');
  const done = await move({ ...confirmation, ...answers });
  assert.equal(done.status, 303, /role="alert"[\s\S]{0,500}/.exec(done.body)?.[0]);

  const list = (await triager.get(href(routes.reports.duties))).body;
  assert.match(list, new RegExp(`${number}</a>`));
  assert.match(list, /CRA, exploited vulnerability/);
  assert.match(list, /Not answered yet/, 'a personal data breach is not clear yet');
  const page = (await triager.get(href(routes.reports.duty, { id }))).body;
  assert.match(page, /Starts when a corrective or mitigating measure is available/);
  assert.match((await triager.get(href(routes.reports.triage, { id }))).body, /Duties to report/);

  const place = { duty: 'cra_vulnerability', stage: 'early_warning' };
  const at = href(routes.reports.dutyPackageJson, { id, ...place });
  const made = (await triager.get(at)).json<{ drill: boolean; fields: { name: string; value: string | null }[] }>();
  assert.equal(made.drill, false);
  assert.equal(made.fields.find(({ name }) => name === 'Our reference')?.value, number);
  assert.equal(made.fields.find(({ name }) => name.startsWith('Member States'))?.value, null);
  const shown = (await triager.get(href(routes.reports.dutyPackage, { id, ...place }))).body;
  assert.match(shown, /to fill in/);
  for (const wrongPlace of [
    { ...place, stage: 'x' },
    { ...place, duty: 'gdpr' },
  ])
    assert.equal((await triager.get(href(routes.reports.dutyPackage, { id, ...wrongPlace }))).status, 404);

  const empty = await post(world, 'triager', id, { act: 'submit', ...place, submittedAt: '', reference: '' });
  assert.equal(empty.status, 422);
  const future = { act: 'submit', ...place, submittedAt: '2027-01-01T00:00', reference: 'ENISA-1' };
  assert.equal((await post(world, 'triager', id, future)).status, 422);
  world.clock.advance(HOUR);
  const submitted = await post(world, 'triager', id, { ...future, submittedAt: '2026-11-23T12:30' });
  assert.equal(submitted.status, 303, /role="alert"[\s\S]{0,500}/.exec(submitted.body)?.[0]);
  assert.match((await triager.get(href(routes.reports.duty, { id }))).body, /Reference: ENISA-1/);

  // Marked as fixed: the measure is available, and the 14 days run from there.
  const { issueId } = (await readReport(world.kernel, system('test'), id)).snapshot;
  assert.ok(issueId);
  world.clock.advance(9 * DAY);
  const fresh = await signInAs(world, 'triager');
  const next = async (fields: Record<string, string>) =>
    fresh.post(href(routes.reports.move, { id }), { revision: await revision(), ...fields });
  const { assignee } = await readReport(world.kernel, system('test'), id);
  assert.equal((await next({ kind: 'accept', fixOwner: assignee ?? '', dueAt: '2026-12-24' })).status, 303);
  assert.equal((await next({ kind: 'mark_fixed', fixReference: 'api 4.18.2' })).status, 303);
  await world.settle();
  const fixed = (await fresh.get(href(routes.reports.duty, { id }))).body;
  assert.match(fixed, /Available since/);
  assert.match(fixed, /16 Dec/);
  const last = href(routes.reports.dutyPackageJson, { id, duty: 'cra_vulnerability', stage: 'final_report' });
  assert.match((await fresh.get(last)).body, /"dueAt":"2026-12-16T13:00:00\.000Z"/);
  assert.equal((await (await signInAs(world, 'viewer')).post(href(routes.reports.duty, { id }), {})).status, 403);
});

test('not required takes two people and a reason', async () => {
  await using world = await openWorld();
  const { id } = await aReport(world);
  const answer = { act: 'answer', exploited: 'no', ...answers, personalData: 'yes', awareAt: '2026-11-23T11:00' };
  assert.equal((await post(world, 'triager', id, { ...answer, awareAt: '2027-11-23T11:00' })).status, 422);
  assert.equal((await post(world, 'triager', id, answer)).status, 303);
  const place = { duty: 'gdpr', stage: 'notification' };
  const relief = { act: 'relieve', ...place, relief: 'not_required' };
  assert.equal((await post(world, 'triager', id, { ...relief, reason: 'short' })).status, 422);
  const reason = 'The data was test data of our own simulator.';
  assert.equal((await post(world, 'triager', id, { ...relief, reason })).status, 303);
  const self = await post(world, 'triager', id, { act: 'agree', ...place });
  assert.equal(self.status, 422);
  assert.match(self.body, /a second person has to decide/);
  assert.equal((await post(world, second, id, { act: 'agree', ...place })).status, 303);
  const page = await (await signInAs(world, 'triager')).get(href(routes.reports.duty, { id }));
  assert.match(page.body, /Not required, because: The data was test data/);
  assert.match((await (await signInAs(world, 'triager')).get(href(routes.reports.duties))).body, /Nothing is open/);
  const rows = await world.database.pool.query('select details::text, note from reports.duty_event');
  assert.ok(!JSON.stringify(rows.rows).includes('simulator'), 'the reason is sealed');
});

test('admins are warned once of each level, and a drill says that it is one', async () => {
  await using world = await openWorld();
  await signInAs(world, 'admin');
  const { id } = await aReport(world);
  const answer = { act: 'answer', exploited: 'yes', ...answers, personalData: 'no', awareAt: '2026-11-23T12:00' };
  assert.equal((await post(world, 'triager', id, answer)).status, 303);
  const subjects = async () => {
    await warnOfDutiesJob.run(world.kernel, {});
    await warnOfDutiesJob.run(world.kernel, {});
    return (await world.mails()).map(({ subject }) => subject).filter(subject => subject.includes('duty'));
  };
  assert.equal((await subjects()).length, 2, 'early warning and notification have begun');
  world.clock.advance(25 * HOUR);
  assert.equal((await subjects()).filter(subject => subject.includes('late')).length, 1);

  const begun = await (await signInAs(world, 'triager')).post(href(routes.reports.dutyDrill), { scenario: 'incident' });
  assert.equal(begun.status, 303);
  const drill = await (await signInAs(world, 'triager')).follow(begun);
  assert.match(drill.body, /This is a drill/);
  assert.match(drill.body, /NIS2, significant incident/);
  assert.ok((await subjects()).some(subject => subject.startsWith('Drill: Reporting duty begun')));
  const drillId = /\/duties\/(drl_\w+)/.exec(begun.location ?? '')?.[1] ?? '';
  const place = { duty: 'nis2', stage: 'early_warning' };
  const made = await (await signInAs(world, 'viewer')).get(
    href(routes.reports.dutyPackageJson, { id: drillId, ...place }),
  );
  assert.equal(made.json<{ drill: boolean }>().drill, true);
  assert.equal((await post(world, 'triager', drillId, { act: 'end-drill' })).status, 303);
  const late = { act: 'submit', ...place, submittedAt: '2026-11-23T12:30', reference: 'R' };
  assert.match((await post(world, 'triager', drillId, late)).body, /This drill has ended/);
  const list = await (await signInAs(world, 'viewer')).get(href(routes.reports.duties));
  assert.doesNotMatch(list.body, /Drill: severe incident/);
});
