// Every move that a report can make: what it carries, from where, by whom.

import type { Closing } from './report-closing.ts';
import type { Blocker, CloseReason, MoveRole, Original, ReportState } from './report-snapshot.ts';

/** What somebody wants to do with a report, with everything the move needs. */
export type Move =
  | { kind: 'submit' }
  | { kind: 'ask'; blockers: readonly Blocker[]; dueAt: Date }
  | { kind: 'answer'; text: string }
  | { kind: 'resume' }
  | { kind: 'record_attempt' }
  | { kind: 'approve_closing'; reason: CloseReason }
  | {
      kind: 'triage';
      severity: number;
      taxonomyId: string;
      targetId: string;
      unique: boolean;
      exploited: Exploited;
      issueId: string;
    }
  | { kind: 'accept'; fixOwnerId: string; dueAt: Date }
  | { kind: 'mark_fixed'; fixReference: string }
  | { kind: 'retest'; outcome: 'fixed' | 'not_fixed'; observation: string }
  | { kind: 'resolve_after_silence' }
  | { kind: 'close'; closing: Closing }
  | { kind: 'appeal'; text: string }
  | { kind: 'reopen'; text: string }
  | { kind: 'promote' }
  | { kind: 'relink'; original: Original };

export type MoveKind = Move['kind'];

/** Is it being exploited? Asked on every triage, because legal clocks hang on it. */
export type Exploited = 'yes' | 'no' | 'unknown';

/** One row of the table: `label` is the button, `needs` the fields its form asks for, in order. */
export type MoveRow = {
  from: readonly ReportState[];
  by: readonly MoveRole[];
  label: string;
  needs: readonly string[];
};

const openStates: readonly ReportState[] = ['new', 'needs_info', 'triaged', 'accepted', 'fixed'];

/** Who may make which move from where. */
export const moveTable: Readonly<Record<MoveKind, MoveRow>> = {
  submit: { from: ['draft'], by: ['reporter', 'system'], label: 'Send report', needs: [] },
  ask: { from: ['new', 'triaged'], by: ['triager'], label: 'Ask for information', needs: ['blockers', 'dueAt'] },
  answer: { from: ['needs_info'], by: ['reporter'], label: 'Answer', needs: ['text'] },
  resume: { from: ['needs_info'], by: ['triager'], label: 'Continue without an answer', needs: [] },
  record_attempt: { from: ['new', 'needs_info', 'triaged'], by: ['triager'], label: 'Record an attempt', needs: [] },
  approve_closing: { from: openStates, by: ['triager'], label: 'Approve closing', needs: [] },
  triage: {
    from: ['new'],
    by: ['triager'],
    label: 'Confirm report',
    needs: ['severity', 'taxonomyId', 'targetId', 'unique', 'exploited', 'issueId'],
  },
  accept: { from: ['triaged'], by: ['owner'], label: 'Accept for fixing', needs: ['fixOwnerId', 'dueAt'] },
  mark_fixed: { from: ['accepted'], by: ['owner', 'integration'], label: 'Mark as fixed', needs: ['fixReference'] },
  retest: {
    from: ['fixed'],
    by: ['reporter', 'triager', 'system'],
    label: 'Record retest',
    needs: ['outcome', 'observation'],
  },
  resolve_after_silence: { from: ['fixed'], by: ['owner'], label: 'Resolve without retest', needs: [] },
  close: { from: openStates, by: ['reporter', 'triager', 'system'], label: 'Close', needs: [] },
  appeal: { from: ['resolved', 'closed'], by: ['reporter'], label: 'Ask for a second look', needs: ['text'] },
  reopen: { from: ['resolved', 'closed'], by: ['triager'], label: 'Reopen', needs: ['text'] },
  promote: { from: ['closed'], by: ['system'], label: 'Put in the place of its original', needs: [] },
  relink: { from: ['closed'], by: ['system'], label: 'Link to another original', needs: ['original'] },
};

/** Every kind of move, in the order in which buttons stand. */
export const moveKinds: readonly MoveKind[] = [
  'submit',
  'triage',
  'accept',
  'mark_fixed',
  'retest',
  'resolve_after_silence',
  'answer',
  'ask',
  'resume',
  'record_attempt',
  'close',
  'approve_closing',
  'appeal',
  'reopen',
  'promote',
  'relink',
];
