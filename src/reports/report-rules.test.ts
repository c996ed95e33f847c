// Small rules of reports: first clocks, facts as JSON, the journey, questions for the severity, advice, file names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dueAt } from '../program/index.ts';
import { harmlessName } from './intake/evidence-file.ts';
import { scoreQuestions, severityQuestions } from './intake/severity-questions.ts';
import { firstClocks } from './report-clocks.ts';
import { factsOf, readFacts, writeFacts } from './report-facts.ts';
import { reachedStates } from './report-journey.ts';
import { draftSnapshot } from './report-snapshot.ts';

const targets = {
  acknowledge: { unit: 'business-days', count: 3 },
  decide: { unit: 'business-days', count: 7 },
  update: { unit: 'days', count: 14 },
  disclose: { unit: 'days', count: 90 },
  remediate: { 1: null, 2: null, 3: null, 4: null, 5: null },
} as const;
const calendar = { timeZone: 'Europe/Berlin', workdays: [1, 2, 3, 4, 5], holidays: ['2026-12-25'] } as const;

test('the clocks of the first minute are those of the calendar, to the millisecond, also where clocks change', () => {
  const moment = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(moment, at => {
      const { acknowledgeDue, decideDue, updateDue } = firstClocks({ responseTargets: targets, calendar }, at);
      assert.deepEqual(acknowledgeDue, dueAt(at, targets.acknowledge, calendar));
      assert.deepEqual(decideDue, dueAt(at, targets.decide, calendar));
      assert.deepEqual(updateDue, dueAt(at, targets.update, calendar));
    }),
    {
      numRuns: 300,
      examples: [
        [new Date('2026-03-27T01:30:30.500Z')],
        [new Date('2026-10-22T00:30:59.999Z')],
        [new Date('2026-11-20T22:59:59.999Z')],
        [new Date('2026-11-20T23:00:00.000Z')],
      ],
    },
  );
});

test('facts come back as they were written', () => {
  const at = new Date('2026-11-23T12:00:00.123Z');
  const snapshot = {
    ...draftSnapshot('rpt_1'),
    original: { kind: 'report', id: 'rpt_0', receivedAt: at },
    question: { askedAt: at, dueAt: at, answeredAt: null, noticeAt: at },
    blockers: [{ on: 'owner', kind: 'access' }],
    ending: { state: 'closed', reason: 'spam', by: 'per_1', at },
    lastReporterWordAt: at,
    reopened: 2,
  } as const;
  const facts = factsOf(snapshot, { decideFrom: at, remediateFrom: null, pauses: [{ from: at, until: null }] });
  assert.deepEqual(readFacts(JSON.parse(writeFacts(facts))), facts);
});

test('a report that was opened again has to be confirmed and fixed again', () => {
  const day = (n: number) => new Date(Date.UTC(2026, 10, n));
  const story = [
    { from: 'draft', to: 'new', at: day(1) },
    { from: 'new', to: 'needs_info', at: day(2) },
    { from: 'needs_info', to: 'new', at: day(3) },
    { from: 'new', to: 'triaged', at: day(4) },
    { from: 'triaged', to: 'accepted', at: day(5) },
    { from: 'accepted', to: 'fixed', at: day(6) },
  ];
  assert.deepEqual(reachedStates(story)['triaged'], day(4));
  const unfixed = reachedStates([...story, { from: 'fixed', to: 'accepted', at: day(7) }]);
  assert.deepEqual([unfixed['fixed'], unfixed['triaged']], [undefined, day(4)]);
  const anew = reachedStates([
    ...story,
    { from: 'fixed', to: 'resolved', at: day(7) },
    { from: 'resolved', to: 'new', at: day(8) },
  ]);
  assert.deepEqual(Object.keys(anew), ['new']);
});

test('every combination of the three answers has a score, and two answers are not enough', () => {
  const [from, needs, gains] = severityQuestions;
  for (const a of from?.answers ?? [])
    for (const b of needs?.answers ?? [])
      for (const c of gains?.answers ?? []) {
        const scored = scoreQuestions({ from: a.value, needs: b.value, gains: c.value });
        assert.ok(scored?.ok && scored.score > 0, `${a.value} ${b.value} ${c.value}`);
      }
  assert.equal(scoreQuestions({}), undefined);
  assert.equal(scoreQuestions({ from: 'network', needs: 'nothing' })?.ok, false);
  assert.equal(scoreQuestions({ from: 'nowhere' }), undefined);
});

test('no name of a file can do harm', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), typed => {
      const name = harmlessName(typed);
      assert.ok(name.length > 0 && [...name].length <= 101);
      assert.doesNotMatch(name, /[/\\\p{Cc}\p{Cf}<>:"|?*]|^\.|^\s|^(?:con|nul|com1)(?:\.|$)/iu);
      assert.ok(name.isWellFormed());
    }),
    { numRuns: 500 },
  );
  assert.equal(harmlessName('../..'), 'file');
  assert.equal(harmlessName('report.final.pdf'), 'report.final.pdf');
});
