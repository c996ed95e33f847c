// Assignment rules: who gets what by the rules alone, and the way from a draft over its dry run into force.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sendReport } from '../../../test/support/send-report.ts';
import { personOf, signInAs } from '../../../test/support/sign-in.ts';
import type { Page } from '../../../test/support/visitor.ts';
import { openWorld } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { DAY } from '../../core/clock.ts';
import { listEntries } from '../conversation-store.ts';
import { labelsOf } from '../queue/label-store.ts';
import { readReport } from '../report-store.ts';
import {
  type AssignmentRule,
  assignWays,
  balanceOf,
  decide,
  moved,
  type PastReport,
  rehearse,
} from './assignment-rule.ts';
import { findDraft, findRulesInForce } from './rule-store.ts';

const people = ['per_a', 'per_b', 'per_c'];
const anything = { target: null, kind: null, priority: null, language: null, source: null, label: null };
const rule: fc.Arbitrary<AssignmentRule> = fc.record({
  id: fc.constantFrom('r1', 'r2', 'r3'),
  name: fc.constant('n'),
  when: fc.record({
    target: fc.constantFrom(null, 't1'),
    kind: fc.constantFrom(null, 'injection'),
    priority: fc.constantFrom(null, 1 as const),
    language: fc.constantFrom(null, 'de'),
    source: fc.constantFrom(null, 'email' as const),
    label: fc.constantFrom(null, 'car'),
  }),
  way: fc.constantFrom(...assignWays),
  people: fc.subarray(people, { minLength: 1 }),
  label: fc.constantFrom(null, 'car', 'web'),
});
const rules = fc.uniqueArray(rule, { maxLength: 3, selector: ({ id }) => id });
const past: fc.Arbitrary<PastReport[]> = fc.array(
  fc
    .record({
      targetId: fc.constantFrom(null, 't1', 't2'),
      taxonomyId: fc.constantFrom(null, 'injection.sql', 'injections', 'other'),
      priority: fc.constantFrom(null, 1 as const, 3 as const),
      language: fc.constantFrom(null, 'de', 'en'),
      source: fc.constantFrom('form' as const, 'email' as const),
      labels: fc.constantFrom([], ['car']),
      reporter: fc.constantFrom(null, 'per_a', 'per_x'),
      at: fc.nat(20),
      open: fc.option(fc.nat(10)),
    })
    .map(({ at, open, ...facts }) => ({
      ...facts,
      id: `rpt_${at}`,
      submittedAt: new Date(at * DAY),
      endedAt: open === null ? null : new Date((at + open) * DAY),
    })),
  { maxLength: 12 },
);

test('nobody gets what no rule gives, what is their own, or anything while away; turns are turns', () => {
  fc.assert(
    fc.property(rules, past, fc.subarray(people), (chosen, reports, here) => {
      const present = new Set(here);
      const done = rehearse(chosen, reports, present);
      assert.equal(done.length, reports.length);
      for (const { report, decision } of done) {
        const { given, labels } = decision;
        assert.equal(new Set(labels).size, labels.length);
        assert.ok(labels.every(label => !report.labels.includes(label)));
        if (!given) continue;
        assert.ok(
          present.has(given.person) && given.person !== report.reporter && given.rule.people.includes(given.person),
        );
        assert.ok(given.rule.way !== 'nobody' && decision.fitting.includes(given.rule.id));
      }
      assert.equal(
        balanceOf(done).reduce((sum, { count }) => sum + count, 0),
        done.filter(({ decision }) => decision.given).length,
      );
    }),
  );
  const turn: AssignmentRule = { id: 'r', name: 'n', when: anything, way: 'turn', people, label: null };
  const report = {
    targetId: null,
    taxonomyId: null,
    priority: null,
    language: null,
    source: 'form' as const,
    labels: [],
    reporter: null,
  };
  const many = Array.from({ length: 9 }, (_, day) => ({
    ...report,
    id: String(day),
    submittedAt: new Date(day * DAY),
    endedAt: null,
  }));
  const who = (way: 'turn' | 'least', present: string[]) =>
    rehearse([{ ...turn, way }], many, new Set(present))
      .map(({ decision }) => decision.given?.person.at(-1))
      .join('');
  assert.equal(who('turn', people), 'abcabcabc');
  assert.equal(who('turn', ['per_a', 'per_c']), 'acacacaca', 'who is away is passed over');
  assert.equal(who('least', people), 'abcabcabc');
  const state = {
    present: new Set(people),
    load: new Map([
      ['per_a', 5],
      ['per_b', 2],
      ['per_c', 2],
    ]),
    lastBy: new Map([['r', 'per_b']]),
  };
  assert.equal(
    decide([{ ...turn, way: 'least' }], report, state).given?.person,
    'per_c',
    'among equals, whose turn it is',
  );
  // A rule of labels goes on, and what it puts on counts for the next.
  const label: AssignmentRule = {
    ...turn,
    id: 'l',
    way: 'nobody',
    people: [],
    label: 'car',
    when: { ...anything, kind: 'injection' },
  };
  const cars: AssignmentRule = { ...turn, id: 'c', when: { ...anything, label: 'car' } };
  const both = decide([label, cars], { ...report, taxonomyId: 'injection.sql' }, { ...state, lastBy: new Map() });
  assert.deepEqual([both.given?.rule.id, both.labels], ['c', ['car']]);
  assert.equal(
    decide([label, cars], { ...report, taxonomyId: 'injections' }, state).given,
    undefined,
    'not by half a word',
  );
  assert.deepEqual(
    moved([label, cars], 'c', -1).map(({ id }) => id),
    ['c', 'l'],
  );
  assert.deepEqual(
    moved([label, cars], 'l', -1).map(({ id }) => id),
    ['l', 'c'],
  );
});

const done = ({ status, body }: Page) =>
  assert.equal(status, 303, /role="alert"[\s\S]{0,800}/.exec(body)?.[0] ?? body.slice(0, 300));

test('a draft is tried on past reports, put in force, and gives new reports away; who is away is passed over', async () => {
  await using world = await openWorld();
  const nobody = world.visitor();
  const [tara, ada] = [await personOf(world, 'triager'), await personOf(world, 'admin')];
  await signInAs(world, 'triager');
  const before = await sendReport(world, nobody);
  await world.settle();
  const admin = await signInAs(world, 'admin');
  const add = (fields: Record<string, string | string[]>) =>
    admin.post(href(routes.reports.rule, { id: 'new' }), fields);
  for (const [fields, words] of [
    [{ way: 'turn', people: [tara] }, /Give the rule a name[\s\S]*Choose at least two people/],
    [{ name: 'x', way: 'person', people: [tara, ada] }, /Choose exactly one person/],
    [{ name: 'x', way: 'nobody' }, /has to put a label on it/],
    [{ name: 'x', way: 'person', people: ['per_stranger'] }, /Choose exactly one person/],
  ] as const) {
    const refused = await add(fields as never);
    assert.equal(refused.status, 422);
    assert.match(refused.body, words);
  }
  done(await add({ name: 'All in turn', way: 'turn', people: [tara, ada] }));
  done(await add({ name: 'Data first', way: 'nobody', kind: 'access_control', setLabel: 'Personal Data' }));
  const [first, second] = (await findDraft(world.kernel))?.rules ?? [];
  done(await admin.post(href(routes.reports.ruleChange, { id: second?.id ?? '' }), { change: 'up' }));
  assert.deepEqual(
    (await findDraft(world.kernel))?.rules.map(({ id }) => id),
    [second?.id, first?.id],
  );
  assert.equal((await readReport(world.kernel, system('test'), before.id)).assignee, null, 'a draft does nothing');

  const page = await admin.get(href(routes.reports.rulesTry));
  assert.match(page.body, /Of 1 reports, 1 would have gone to somebody/);
  assert.ok(
    page.body.includes(before.number) && page.body.includes('All in turn') && page.body.includes('personal-data'),
  );
  const seen = /name="seen" value="(\d+)"/.exec(page.body)?.[1] ?? '';
  assert.equal((await admin.post(href(routes.reports.rulesTry), { seen: '1' })).status, 409);
  done(await admin.post(href(routes.reports.rulesTry), { seen }));
  assert.equal((await findRulesInForce(world.kernel))?.version, 1);
  assert.equal(await findDraft(world.kernel), undefined);

  // Each says something else: many that say the same would be held.
  const subjects = [
    'odometer readings',
    'charging plans',
    'door locks',
    'seat positions',
    'tire pressures',
    'trip exports',
  ];
  const given = async () => {
    world.clock.advance(1000);
    const subject = subjects.pop() ?? '';
    const words = `Anyone can change the ${subject} of another owner, since the ${subject} are kept without a check.`;
    const { id } = await sendReport(world, world.visitor(), {
      title: `About ${subject}`,
      description: words,
      steps: words,
    });
    await world.settle();
    const { assignee } = await readReport(world.kernel, system('test'), id);
    return { id, assignee };
  };
  const one = await given();
  assert.equal(one.assignee, tara);
  assert.deepEqual(await labelsOf(world.kernel, one.id), ['personal-data']);
  const story = await listEntries(world.kernel, system('test'), one.id);
  assert.deepEqual(
    story
      .filter(({ kind }) => kind === 'assign')
      .map(({ role, audience, details }) => [role, audience, details['version']]),
    [['system', 'internal', 1]],
  );
  assert.equal((await given()).assignee, ada);
  const triager = await signInAs(world, 'triager');
  const away = href(routes.reports.rulesAway);
  assert.equal((await triager.post(away, { person: ada, until: '2026-12-24' })).status, 403, 'only of oneself');
  assert.match((await triager.post(away, { person: tara, until: '2026-11-01' })).body, /Enter a day in the future/);
  done(await triager.post(away, { person: tara, until: '2026-12-24' }));
  assert.equal((await given()).assignee, ada, 'it was the turn of who is away');
  done(await triager.post(away, { person: tara, back: 'yes' }));
  assert.equal((await given()).assignee, tara);
  assert.match((await world.mails()).map(({ subject }) => subject).join(), /is yours/);

  assert.equal((await triager.get(href(routes.reports.rules))).status, 200);
  assert.equal((await triager.post(href(routes.reports.rulesDiscard))).status, 403);
  done(await admin.post(href(routes.reports.ruleChange, { id: first?.id ?? '' }), { change: 'remove' }));
  assert.equal((await given()).assignee, ada, 'the rules in force stay until the draft is put in force');
  done(await admin.post(href(routes.reports.rulesDiscard)));
  assert.equal(await findDraft(world.kernel), undefined);
});
