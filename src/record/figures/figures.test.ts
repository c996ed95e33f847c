import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type MadeStory, someStories, storyTerms } from '../../../test/support/stories.ts';
import { csvOf } from '../../core/sheets/write-csv.ts';
import { dueAt, remediateTarget } from '../../program/index.ts';
import { addDays, daysBetween } from '../log/day.ts';
import type { LogLine } from '../log/event.ts';
import { eventsOf } from '../log/events-of-story.ts';
import { nextLines } from '../log/next-lines.ts';
import { figuresOf } from './figures.ts';
import { foldReports } from './fold-reports.ts';
import { quarterOf, quartersBack, yearOf, yearsBack } from './reporting-period.ts';

const { calendar, responseTargets } = storyTerms;
const { timeZone } = calendar;
const clock = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
const days = new Map<number, string>();
function berlin(at: Date): string {
  const known = days.get(at.getTime());
  if (known !== undefined) return known;
  const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  const day = `${parts['year']}-${parts['month']}-${parts['day']}`;
  days.set(at.getTime(), day);
  return day;
}

/** The log of some stories, published on several days. */
function logOf(made: readonly MadeStory[], throughs: readonly string[], crowd: number): LogLine[] {
  let lines: LogLine[] = [];
  for (const through of throughs) {
    // A little after midnight.
    const now = new Date(Date.parse(addDays(through, 1)) + 2 * 3_600_000);
    const reports = made.map(({ story }, index) => ({
      report: `r${index}`,
      events: eventsOf(cut(story, now), storyTerms, now),
    }));
    lines = [...lines, ...nextLines(lines, reports, { through, crowd })];
  }
  return lines;
}

/** What was known at a moment: later steps have not happened. */
function cut(story: MadeStory['story'], now: Date): MadeStory['story'] {
  const steps = story.steps.filter(({ at }) => at <= now);
  const nextRating = story.steps.find(({ at, rated }) => at > now && rated !== null)?.rated;
  return {
    ...story,
    steps,
    priority: nextRating ? nextRating.before : story.priority,
    answeredAt: story.answeredAt && story.answeredAt <= now ? story.answeredAt : null,
    publishedAt: story.publishedAt && story.publishedAt <= now ? story.publishedAt : null,
  };
}

const middle = (values: number[]): number | null => {
  if (values.length < 5) return null;
  values.sort((a, b) => a - b);
  const half = values.length / 2;
  return Number.isInteger(half)
    ? ((values[half - 1] as number) + (values[half] as number)) / 2
    : (values[Math.floor(half)] as number);
};
const ninety = (values: number[]): number | null => {
  if (values.length < 10) return null;
  values.sort((a, b) => a - b);
  return values.find((value, index) => (index + 1) * 10 >= values.length * 9 && value >= 0) ?? null;
};
const span = (values: number[]) => ({
  sample: values.length,
  medianHours: middle([...values]),
  p90Hours: ninety([...values]),
});
const hours = (from: Date, to: Date): number => Math.ceil((to.getTime() - from.getTime()) / 3_600_000);

/** Counts from the stories themselves, without any log: slow, plain, and written apart. */
function reference(made: readonly MadeStory[], through: string, from: string) {
  const inside = (at: Date | null): at is Date => at !== null && berlin(at) >= from && berlin(at) <= through;
  const past = (at: Date | null): at is Date => at !== null && berlin(at) <= through;
  const known = made.filter(({ story }) => past(story.submittedAt));
  const lists: Record<'answer' | 'triage' | 'fix' | 'resolve', number[]> = {
    answer: [],
    triage: [],
    fix: [],
    resolve: [],
  };
  const kept = { answer: { count: 0, of: 0 }, decide: { count: 0, of: 0 }, fix: { count: 0, of: 0 } };
  const appeals = { made: 0, changed: 0, upheld: 0, open: 0 };
  let received = 0;
  let valid = 0;
  let duplicates = 0;
  let spam = 0;
  let reopened = 0;
  let everEnded = 0;
  let published = 0;
  const open: { age: number; valid: boolean; priority: number | null }[] = [];
  for (const { story, given } of known) {
    const steps = story.steps.filter(({ at }) => past(at));
    const moves = steps.filter(({ to }) => to !== null);
    const last = moves.at(-1);
    const state = last?.to ?? 'new';
    const lifeBegin = moves.findLastIndex(({ kind }) => ['appeal', 'reopen', 'promote'].includes(kind));
    const confirmed = moves.slice(lifeBegin + 1).some(({ kind }) => kind === 'triage');
    const reason = state === 'closed' ? last?.closeReason : null;
    const isValid =
      state === 'closed'
        ? reason === 'informational' || reason === 'accepted_risk' || (confirmed && reason === 'withdrawn')
        : confirmed;
    if (inside(story.submittedAt)) {
      received += 1;
      if (isValid) valid += 1;
    }
    if (inside(story.publishedAt)) published += 1;
    if (moves.some(({ to }) => to === 'fixed' || to === 'resolved' || to === 'closed')) everEnded += 1;
    if (state !== 'resolved' && state !== 'closed')
      open.push({
        age: daysBetween(berlin(story.submittedAt), through),
        valid: isValid,
        priority: given.findLast(({ at }) => past(at))?.priority ?? null,
      });
    if (inside(story.answeredAt)) lists.answer.push(hours(story.submittedAt, story.answeredAt));
    for (const [index, { at, kind, to, closeReason }] of steps.entries()) {
      if (kind === 'appeal' && inside(at)) {
        const after = steps.slice(index + 1).find(each => each.kind === 'triage' || each.kind === 'close');
        appeals.made += 1;
        appeals[after === undefined ? 'open' : after.kind === 'close' ? 'upheld' : 'changed'] += 1;
      }
      if (to === 'resolved' && inside(at)) lists.resolve.push(hours(story.submittedAt, at));
      // Two closings on one day: the last one's reason stands.
      const isLastOfDay = !steps.slice(index + 1).some(each => each.kind === 'close' && berlin(each.at) === berlin(at));
      if (inside(at) && isLastOfDay && closeReason === 'duplicate') duplicates += 1;
      if (inside(at) && isLastOfDay && closeReason === 'spam') spam += 1;
    }
    const comesBack = ({ kind, to }: (typeof steps)[number]): boolean =>
      kind === 'appeal' || kind === 'reopen' || (kind === 'retest' && to === 'accepted');
    if (steps.some(step => comesBack(step) && inside(step.at))) reopened += 1;

    const decision = steps.find(({ kind }) => kind === 'triage' || kind === 'close');
    if (decision && inside(decision.at)) lists.triage.push(hours(story.submittedAt, decision.at));
    const promise = (
      kind: keyof typeof kept,
      facts: readonly { due: Date; done: Date | null; gone: Date | null }[],
    ) => {
      const done = facts.filter(fact => past(fact.done));
      const lastDone = done.at(-1)?.done ?? null;
      for (const fact of done) {
        if (!inside(fact.done)) continue;
        kept[kind].of += 1;
        if (fact.done <= fact.due) kept[kind].count += 1;
      }
      const late = facts.some(
        ({ due, done, gone }) =>
          inside(due) &&
          !(past(done) && done <= due) &&
          !(past(gone) && gone <= due) &&
          !(lastDone !== null && lastDone >= due),
      );
      if (late) kept[kind].of += 1;
    };
    const closed = steps.find(({ kind }) => kind === 'close')?.at ?? null;
    const answered = past(story.answeredAt) ? story.answeredAt : null;
    promise('answer', [{ due: story.acknowledgeDue, done: answered, gone: answered ? null : closed }]);
    promise('decide', [
      { due: dueAt(story.submittedAt, responseTargets.decide, calendar), done: decision?.at ?? null, gone: null },
    ]);
    const cycles = steps.flatMap((step, index) => {
      if (step.kind !== 'triage') return [];
      const end = steps.slice(index + 1).find(({ kind }) => kind === 'mark_fixed' || kind === 'close');
      if (end?.kind === 'mark_fixed' && inside(end.at)) lists.fix.push(hours(step.at, end.at));
      // Looking back, the promise follows the priority that was given with the confirmation.
      const priority = given.find(({ at }) => at.getTime() === step.at.getTime())?.priority ?? null;
      const target = remediateTarget(responseTargets, priority, null);
      if (target === null) return [];
      const due = dueAt(step.at, target, calendar);
      return [{ due, done: end?.kind === 'mark_fixed' ? end.at : null, gone: end?.kind === 'close' ? end.at : null }];
    });
    promise('fix', cycles);
  }
  const ages = (list: typeof open): number | null => middle(list.map(({ age }) => age));
  const openValid = open.filter(({ valid }) => valid);
  const old = open.filter(({ age }) => age > 90);
  const level = (priority: number | null): number => old.filter(each => each.priority === priority).length;
  return {
    period: {
      from,
      through,
      received,
      valid,
      duplicates,
      spam,
      answer: span(lists.answer),
      triage: span(lists.triage),
      fix: span(lists.fix),
      resolve: span(lists.resolve),
      kept,
      reopened: { count: reopened, of: everEnded },
      appeals,
      published,
      bod: {
        a: received,
        b: valid,
        c: openValid.length,
        d: ages(openValid),
        e: openValid.filter(({ age }) => age > 90).length,
        f: { P1: level(1), P2: level(2), P3: level(3), P4: level(4), P5: level(5), unrated: level(null) },
        g: ages(old),
        h: middle([...lists.triage]),
        i: middle([...lists.fix]),
        j: middle([...lists.answer]),
      },
    },
    open: {
      total: open.length,
      valid: openValid.length,
      rows: [1, 2, 3, 4, 5, null].map(priority => {
        const among = open.filter(each => each.priority === priority).map(({ age }) => age);
        return {
          priority,
          upTo30: among.filter(age => age <= 30).length,
          upTo90: among.filter(age => age > 30 && age <= 90).length,
          over90: among.filter(age => age > 90).length,
        };
      }),
    },
  };
}

test('the figures that follow from the log are those that follow from the stories', () => {
  fc.assert(
    fc.property(
      someStories(25),
      fc.integer({ min: 5, max: 560 }),
      fc.integer({ min: 1, max: 80 }),
      (made, end, gap) => {
        const through = addDays('2025-06-02', end);
        const lines = logOf(made, [addDays(through, -2 * gap), addDays(through, -gap), through], 1);
        const figures = figuresOf(lines, { through, timeZone });
        for (const [name, days] of [
          ['30d', 29],
          ['90d', 89],
          ['year', 364],
        ] as const) {
          const expected = reference(made, through, addDays(through, -days));
          assert.deepEqual(figures.periods[name], expected.period);
          assert.deepEqual(figures.open, expected.open);
        }
        const all = reference(made, through, figures.periods.all.from);
        assert.deepEqual(figures.periods.all, all.period);
        const last = figures.months.at(-1);
        const begins = `${through.slice(0, 7)}-01`;
        assert.equal(last?.received, reference(made, through, begins).period.received);
      },
    ),
    { numRuns: 120 },
  );
});

test('the log tells of crowds only, in an order that tells nothing, and never takes anything back', () => {
  fc.assert(
    fc.property(someStories(30), fc.integer({ min: 30, max: 560 }), (made, end) => {
      const throughs = [40, 30, 20, 10, 0].map(back => addDays('2025-06-02', end - back));
      const editions = throughs.map((_, index) => logOf(made, throughs.slice(0, index + 1), 5));
      let before: LogLine[] = [];
      for (const [index, lines] of editions.entries()) {
        assert.deepEqual(lines.slice(0, before.length), before, 'what was published stays');
        const added = lines.slice(before.length);
        if (added.length > 0) assert.ok(new Set(added.map(({ report }) => report)).size >= 5);
        assert.deepEqual(
          lines.map(({ n }) => n),
          lines.map((_, place) => place + 1),
        );
        const keys = added.map(({ day, report }) => `${day} ${report}`);
        assert.deepEqual(keys, keys.toSorted());
        assert.ok(added.every(({ day }) => day <= (throughs[index] ?? '')));
        for (const detail of ['priority', 'reason'] as const)
          for (const [value, of] of Map.groupBy(lines, line => line[detail]))
            if (value !== undefined) assert.ok(new Set(of.map(({ report }) => report)).size >= 5, `${detail} ${value}`);
        before = lines;
      }
      for (const [report, of] of Map.groupBy(before, ({ report }) => report))
        assert.equal(of.filter(({ event }) => event === 'received').length, 1, report);
    }),
    { numRuns: 30 },
  );
});

test('a line that was held back comes late and does not overrule what is newer', () => {
  const line = (n: number, day: string, event: Partial<LogLine> & Pick<LogLine, 'event'>): LogLine => ({
    n,
    day,
    report: 'a',
    ...event,
  });
  const begun = [line(1, '2026-01-01', { event: 'received' }), line(2, '2026-01-02', { event: 'triaged' })];
  const late = [
    ...begun,
    line(3, '2026-01-09', { event: 'rated', priority: 3 }),
    line(4, '2026-01-02', { event: 'rated', priority: 1 }),
  ];
  assert.equal(foldReports(late).get('a')?.priority, 3);
  const closedTwice = [
    ...begun,
    line(3, '2026-01-03', { event: 'closed' }),
    line(4, '2026-01-04', { event: 'reopened' }),
    line(5, '2026-01-05', { event: 'closed' }),
    line(6, '2026-01-05', { event: 'reason', reason: 'duplicate' }),
    line(7, '2026-01-03', { event: 'reason', reason: 'spam' }),
  ];
  assert.equal(foldReports(closedTwice).get('a')?.reason, 'duplicate');
});

test('of several judgements on one day the last one is told, and a program never answers first', () => {
  const at = (time: string): Date => new Date(`2026-03-02T${time}:00Z`);
  const step = { to: null, closeReason: null, rated: null } as const;
  const story: MadeStory['story'] = {
    id: 'rpt_a',
    number: 'VDP-2026-1',
    submittedAt: at('08:00'),
    // The table has the first answer by a person here; what a program wrote before is nowhere.
    answeredAt: null,
    acknowledgeDue: at('23:00'),
    state: 'triaged',
    closeReason: null,
    priority: 4,
    targetId: null,
    taxonomyId: null,
    exploited: null,
    remediationDueAt: null,
    pauses: [],
    outcome: null,
    publishedAt: null,
    steps: [
      { ...step, at: at('09:00'), kind: 'triage', to: 'triaged' },
      { ...step, at: at('10:00'), kind: 'assess', rated: { before: 2, after: 1 } },
      { ...step, at: at('11:00'), kind: 'assess', rated: { before: 1, after: 4 } },
    ],
  };
  const told = eventsOf(story, storyTerms, at('23:30')).map(({ event, priority, promise }) => [
    event,
    priority ?? promise,
  ]);
  assert.deepEqual(told, [
    ['received', undefined],
    ['triaged', undefined],
    ['rated', 4],
    ['missed', 'answer'],
  ]);
});

test('quarters and years are those of the calendar, cut off at the last day', () => {
  assert.deepEqual(quarterOf('2026-Q4', '2026-11-26'), { name: '2026-Q4', from: '2026-10-01', through: '2026-11-26' });
  assert.deepEqual(quarterOf('2025-Q1', '2026-11-26'), { name: '2025-Q1', from: '2025-01-01', through: '2025-03-31' });
  for (const name of ['2027-Q1', '2026-Q5', '', 'x']) assert.equal(quarterOf(name, '2026-11-26'), undefined);
  assert.deepEqual(quartersBack('2026-05-01', '2026-11-26'), ['2026-Q4', '2026-Q3', '2026-Q2']);
  assert.deepEqual(yearOf('2025', '2026-11-26'), { name: '2025', from: '2025-01-01', through: '2025-12-31' });
  assert.equal(yearOf('2027', '2026-11-26'), undefined);
  assert.deepEqual(yearsBack('2024-12-31', '2026-01-01'), ['2026', '2025', '2024']);
});

test('a table is opened by a spreadsheet without running anything', () => {
  assert.equal(
    csvOf(
      ['a', 'b'],
      [
        ['=1+1', 2],
        ['x, "y"', null],
      ],
    ),
    'a,b\r\n\'=1+1,2\r\n"x, ""y""",\r\n',
  );
});
