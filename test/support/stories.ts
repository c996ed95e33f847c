// Made-up stories of reports for properties: walks through the moves that a report can make, with their times.
import fc from 'fast-check';
import { dueAt, type ResponseTargets } from '../../src/program/index.ts';
import { defaultResponseTargets, mondayToFriday } from '../../src/program/response-targets.ts';
import type { Priority } from '../../src/record/log/event.ts';
import type { ToldStory } from '../../src/record/log/events-of-story.ts';
import type { CloseReason, ReportState } from '../../src/reports/report-snapshot.ts';

export const storyTerms = {
  responseTargets: defaultResponseTargets satisfies ResponseTargets,
  calendar: mondayToFriday('Europe/Berlin'),
};

/** A story, and what only its maker knows: which priority was given when. */
export type MadeStory = { readonly story: ToldStory; readonly given: readonly { at: Date; priority: Priority }[] };

const BEGIN = Date.parse('2025-06-02T07:00:00Z');
const HOUR = 3_600_000;

const choices: Readonly<Partial<Record<ReportState, readonly string[]>>> = {
  new: ['triage', 'triage', 'close'],
  triaged: ['accept', 'accept', 'assess', 'close'],
  accepted: ['mark_fixed', 'mark_fixed', 'assess', 'close'],
  fixed: ['retest', 'retest', 'resolve_after_silence'],
  resolved: ['reopen', 'stop', 'stop'],
  closed: ['appeal', 'reopen', 'promote', 'stop'],
};

const reasons: readonly CloseReason[] = [
  'duplicate',
  'informational',
  'spam',
  'not_applicable',
  'withdrawn',
  'accepted_risk',
];

type Draw = { begin: number; answer: number | null; published: number | null; walk: { wait: number; pick: number }[] };

/** Up to so many stories within a year and a half. */
export const someStories = (most: number): fc.Arbitrary<MadeStory[]> =>
  fc
    .array(
      fc.record({
        begin: fc.integer({ min: 0, max: 400 * 24 }),
        answer: fc.option(fc.integer({ min: 0, max: 200 })),
        published: fc.option(fc.integer({ min: 1, max: 90 * 24 })),
        walk: fc.array(fc.record({ wait: fc.integer({ min: 1, max: 40 * 24 }), pick: fc.nat(999) }), { maxLength: 9 }),
      }),
      { minLength: 1, maxLength: most },
    )
    .map(draws => draws.map(storyOf));

function storyOf({ begin, answer, published, walk }: Draw, index: number): MadeStory {
  const submittedAt = new Date(BEGIN + begin * HOUR);
  let at = submittedAt.getTime();
  let state: ReportState = 'new';
  let closeReason: CloseReason | null = null;
  let priority: Priority | null = null;
  let isTriaged = false;
  const steps: ToldStory['steps'][number][] = [];
  const given: { at: Date; priority: Priority }[] = [];
  for (const { wait, pick } of walk) {
    at += wait * HOUR + (pick % 60) * 60_000;
    const open: readonly string[] = choices[state] ?? ['stop'];
    const kind: string = open[pick % open.length] ?? 'stop';
    if (kind === 'stop') break;
    const moment = new Date(at);
    const level = ((pick % 5) + 1) as Priority;
    let to: ReportState = state;
    let reason: CloseReason | null = null;
    let rated: ToldStory['steps'][number]['rated'] = null;
    if (kind === 'triage') {
      to = 'triaged';
      // Where a priority was given before, a confirmation leaves it: a change would be a judgement of its own.
      priority ??= level;
      isTriaged = true;
      given.push({ at: moment, priority });
    } else if (kind === 'assess') {
      rated = { before: priority, after: level };
      priority = level;
      if (isTriaged) given.push({ at: moment, priority });
    } else if (kind === 'accept') to = 'accepted';
    else if (kind === 'mark_fixed') to = 'fixed';
    else if (kind === 'retest') to = pick % 3 === 0 ? 'accepted' : 'resolved';
    else if (kind === 'resolve_after_silence') to = 'resolved';
    else if (kind === 'close') {
      to = 'closed';
      reason = reasons[pick % reasons.length] ?? 'spam';
    } else to = 'new';
    closeReason = to === 'closed' ? reason : null;
    steps.push({ at: moment, kind, to: kind === 'assess' ? null : to, closeReason: reason, rated });
    state = to;
  }
  const story: ToldStory = {
    id: `rpt_${index}`,
    number: `VDP-2025-${index}`,
    submittedAt,
    answeredAt: answer === null ? null : new Date(submittedAt.getTime() + answer * HOUR),
    acknowledgeDue: dueAt(submittedAt, storyTerms.responseTargets.acknowledge, storyTerms.calendar),
    state,
    closeReason,
    priority,
    targetId: null,
    taxonomyId: null,
    exploited: null,
    remediationDueAt: null,
    pauses: [],
    outcome: null,
    publishedAt: published === null ? null : new Date(submittedAt.getTime() + published * HOUR),
    steps,
  };
  return { story, given };
}
