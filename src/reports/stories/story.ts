// The story of a report as facts without content: when what happened to it, for whoever counts.
import type { FixOutcome, Pause } from '../../program/index.ts';
import type { ReportPriority } from '../report-record.ts';
import type { CloseReason, ReportState } from '../report-snapshot.ts';

/** One step of it. `kind` is the move, or `assess`. */
export type StoryStep = {
  readonly at: Date;
  readonly kind: string;
  readonly to: ReportState | null;
  /** Only with a closing. */
  readonly closeReason: CloseReason | null;
  /** Only with `assess`: the priority before and after. */
  readonly rated: { readonly before: ReportPriority | null; readonly after: ReportPriority | null } | null;
};

export type ReportStory = {
  readonly id: string;
  readonly number: string;
  readonly submittedAt: Date;
  /** The first answer by a person of the team; what a program says is none. */
  readonly answeredAt: Date | null;
  /** By when that was promised. */
  readonly acknowledgeDue: Date;
  readonly state: ReportState;
  readonly closeReason: CloseReason | null;
  readonly priority: ReportPriority | null;
  readonly targetId: string | null;
  readonly taxonomyId: string | null;
  readonly exploited: 'yes' | 'no' | 'unknown' | null;
  readonly remediationDueAt: Date | null;
  readonly pauses: readonly Pause[];
  readonly outcome: FixOutcome | null;
  /** In the order in which they happened. */
  readonly steps: readonly StoryStep[];
};
