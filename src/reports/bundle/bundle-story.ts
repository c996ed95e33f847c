// What an evidence bundle tells of a report beside what was sent: where it stands, what happened, what was said.
import type { JsonValue } from '../../core/canonical-json.ts';
import type { Attachment } from '../attachment-store.ts';
import type { Audience, ReportMessage, TimelineEntry } from '../conversation-store.ts';
import { closeReasons } from '../report-closing.ts';
import type { ReportRecord } from '../report-record.ts';
import { describeState } from '../report-state-words.ts';
import { entryTitle } from '../triage/staff-words.ts';

/** Who gets the bundle: the reporter sees their side, the team also what it knows. */
export type BundleView = 'reporter' | 'team';

/** A file of evidence as the bundle has it. */
export type BundleFile = {
  readonly attachment: Attachment;
  /** Its name in the bundle; null when it is withheld. */
  readonly path: string | null;
};

export type BundleInput = {
  readonly view: BundleView;
  readonly withInternal: boolean;
  readonly madeAt: Date;
  readonly report: ReportRecord;
  readonly entries: readonly TimelineEntry[];
  readonly messages: readonly ReportMessage[];
  readonly files: readonly BundleFile[];
  /** What the team read after opening an encrypted report. */
  readonly openedText: string | null;
  readonly nameOf: (id: string) => string;
};

export type StoryEvent = { at: string; title: string; by: string; audience: Audience; reason: string | null };
export type StoryMessage = { at: string; by: string; audience: Audience; automated: boolean; text: string };
export type StoryFile = {
  name: string;
  path: string | null;
  withheld: boolean;
  size: number;
  sha256: string;
  mediaType: string;
  addedBy: string;
  at: string;
};

/** `story.json`. Times are RFC 3339 in UTC; texts are as they were written. */
export type BundleStory = {
  format: 'telltale-story-1';
  number: string;
  title: string;
  madeAt: string;
  view: BundleView;
  withInternal: boolean;
  state: { name: string; sentence: string; closed: string | null };
  severity: { priority: number | null; assessedVector: string | null; assessedScore: number | null };
  times: {
    received: string;
    answered: string | null;
    decided: string | null;
    fixed: string | null;
    ended: string | null;
  };
  rules: { policy: string; policySha256: string; scope: string };
  credit: string | null;
  team: { [name: string]: JsonValue } | null;
  timeline: StoryEvent[];
  messages: StoryMessage[];
  evidence: StoryFile[];
};

/** Builds the story from what its viewer may see; the caller has asked the stores as that viewer. Pure. */
export function storyOf(input: BundleInput): BundleStory {
  const { view, report, madeAt, withInternal } = input;
  const words = describeState(report.snapshot);
  const isShown = ({ audience }: { audience: Audience }): boolean => audience === 'reporter' || withInternal;
  const isJudged = view === 'team' || report.assessedAt !== null;
  return {
    format: 'telltale-story-1',
    number: report.number,
    title: report.title,
    madeAt: madeAt.toISOString(),
    view,
    withInternal,
    state: {
      name: words.label,
      sentence: words.sentence,
      closed: report.closeReason && closeReasons[report.closeReason].label,
    },
    severity: {
      priority: isJudged ? report.priority : null,
      assessedVector: isJudged ? report.cvssVector : null,
      assessedScore: isJudged ? report.cvssScore : null,
    },
    times: {
      received: report.submittedAt.toISOString(),
      answered: iso(report.answeredAt),
      decided: iso(report.decidedAt),
      fixed: iso(report.fixedAt),
      ended: iso(report.endedAt),
    },
    rules: {
      policy: report.content.policy.version,
      policySha256: report.content.policy.sha256,
      scope: report.content.scope.version,
    },
    credit: report.credit,
    team: view === 'team' ? teamFacts(input) : null,
    timeline: input.entries.filter(isShown).map(entry => ({
      at: entry.at.toISOString(),
      title: entryTitle(entry, view === 'team' ? input.nameOf : () => 'the team'),
      by: speakerOf(input, entry.role, entry.actor, entry.isAutomated),
      audience: entry.audience,
      reason: entry.reason,
    })),
    messages: input.messages.filter(isShown).map(message => ({
      at: message.at.toISOString(),
      by: speakerOf(input, message.role, message.author, message.isAutomated),
      audience: message.audience,
      automated: message.isAutomated,
      text: message.body,
    })),
    evidence: input.files.map(({ attachment, path }) => ({
      name: attachment.name,
      path,
      withheld: path === null,
      size: attachment.size,
      sha256: attachment.sha256,
      mediaType: attachment.mediaType,
      addedBy: attachment.addedBy === 'staff' ? 'Security team' : 'Reporter',
      at: attachment.at.toISOString(),
    })),
  };
}

function teamFacts({ report, nameOf, openedText }: BundleInput): { [name: string]: JsonValue } {
  const { clocks } = report;
  return {
    scopeVerdict: report.scopeVerdict,
    exploited: report.exploited,
    assignee: report.assignee && nameOf(report.assignee),
    reporter: report.reporter && nameOf(report.reporter),
    aiAssistance: report.aiAssistance,
    fixReference: report.snapshot.fixReference,
    due: {
      acknowledge: clocks.acknowledgeDue.toISOString(),
      decide: iso(clocks.decideDue),
      update: iso(clocks.updateDue),
      remediate: iso(clocks.remediateDue),
      answer: iso(clocks.answerDue),
      retest: iso(clocks.retestDue),
    },
    openedText,
  };
}

/** The team speaks to its reporter with one voice; among itself it has names. */
function speakerOf(
  { view, nameOf }: BundleInput,
  role: TimelineEntry['role'],
  person: string,
  isAutomated: boolean,
): string {
  if (role === 'system') return 'Telltale, automatically';
  if (role === 'reporter') return 'Reporter';
  const name = view === 'team' ? nameOf(person) : 'Security team';
  return isAutomated ? `${name}, by a program` : name;
}

const iso = (moment: Date | null): string | null => moment && moment.toISOString();
