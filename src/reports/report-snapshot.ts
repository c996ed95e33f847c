// What the state machine of a report knows and says: the snapshot it reads, who moves, and how it refuses.

export const reportStates = [
  'draft',
  'new',
  'needs_info',
  'triaged',
  'accepted',
  'fixed',
  'resolved',
  'closed',
] as const;

export type ReportState = (typeof reportStates)[number];

/** Why a report was closed; what each means and takes is in `report-closing.ts`. */
export const closeReasonNames = [
  'duplicate',
  'informational',
  'accepted_risk',
  'not_reproducible',
  'not_applicable',
  'out_of_scope',
  'rules_violation',
  'spam',
  'withdrawn',
  'abandoned',
] as const;
export type CloseReason = (typeof closeReasonNames)[number];

/** The earlier thing that a duplicate repeats. `receivedAt` is when that one was received or committed. */
export type Original = { kind: 'issue' | 'report' | 'commitment'; id: string; receivedAt: Date };

/** In which role somebody moves a report. Staff hold several: see {@link staffMoveRoles}. */
export const moveRoles = ['reporter', 'triager', 'owner', 'integration', 'system'] as const;
export type MoveRole = (typeof moveRoles)[number];

/** Who moves: a stable id (person, integration, or `system`) and the roles they hold towards this report. */
export type Actor = { id: string; roles: readonly MoveRole[] };

/** The roles that a member of staff holds towards every report, by their staff role. The fix owner is staff too. */
export const staffMoveRoles: Readonly<Record<'admin' | 'triager' | 'viewer', readonly MoveRole[]>> = {
  admin: ['triager', 'owner'],
  triager: ['triager', 'owner'],
  viewer: [],
};

/** Why a report waits, and for whom. Several may be open at once. */
export type Blocker = { on: BlockedParty; kind: BlockerKind };
export const blockedParties = ['reporter', 'owner', 'thirdparty'] as const;
export type BlockedParty = (typeof blockedParties)[number];
export const blockerKinds = ['reproduction', 'impact', 'access', 'credentials', 'comment', 'other'] as const;
export type BlockerKind = (typeof blockerKinds)[number];

/** The latest question to the reporter. Expired means: not answered, and `dueAt` has passed. */
export type Question = { askedAt: Date; dueAt: Date; answeredAt: Date | null; noticeAt: Date | null };

/** A request to check the fix: who is waited for (this reporter, others who were asked, the team), and until when. */
export type RetestStatus = { waits: 'reporter' | 'others' | 'team'; dueAt: Date };

/** How a report ended the first time, kept when it is opened again. */
export type Ending = { state: 'resolved' | 'closed'; reason: CloseReason | null; by: string; at: Date };

/**
 * Everything the rules need to know of a report, and nothing readable of its content.
 * Invariants: `closeReason` is set exactly in `closed`; `resumeState` and `blockers` exactly in `needs_info`.
 */
export type ReportSnapshot = {
  id: string;
  state: ReportState;
  submittedAt: Date | null;
  closeReason: CloseReason | null;
  original: Original | null;
  /** Where `needs_info` goes back to. */
  resumeState: 'new' | 'triaged' | null;
  blockers: readonly Blocker[];
  question: Question | null;
  /** Recorded attempts to reproduce. */
  attempts: number;
  /** Approvals by staff for closing with a reason that takes two people. */
  approvals: ReadonlyArray<{ reason: CloseReason; by: string }>;
  issueId: string | null;
  fixOwnerId: string | null;
  remediationDueAt: Date | null;
  fixReference: string | null;
  fixedAt: Date | null;
  /** When all linked reporters were asked to check the fix. */
  retestOfferedAt: Date | null;
  /** Until when the fix is checked and who is waited for; null when nobody was asked for this report. */
  retest: RetestStatus | null;
  /** The last word from a reporter about the fix, or about anything since it. */
  lastReporterWordAt: Date | null;
  ending: Ending | null;
  firstEnding: Ending | null;
  appealed: boolean;
  /** The triager who ended it before it was opened again: may not decide on it a second time. */
  barredTriagerId: string | null;
  reopened: number;
};

/** A refusal by the rules: a permanent code, and a sentence for the person who tried. */
export type Refused = { code: RefusalCode; sentence: string };

export const refusalCodes = [
  'not_from_here',
  'role_may_not',
  'blocker_missing',
  'due_missing',
  'answer_missing',
  'severity_missing',
  'taxonomy_missing',
  'target_missing',
  'uniqueness_unconfirmed',
  'exploitation_unanswered',
  'issue_missing',
  'fix_owner_missing',
  'fix_reference_missing',
  'retest_not_offered',
  'observation_missing',
  'silence_too_short',
  'reason_too_short',
  'original_missing',
  'original_is_itself',
  'original_not_earlier',
  'second_person_needed',
  'risk_owner_missing',
  'expiry_missing',
  'attempt_missing',
  'question_missing',
  'question_open',
  'scope_rule_missing',
  'policy_clause_missing',
  'too_early',
  'notice_missing',
  'already_appealed',
  'already_approved',
  'approval_not_needed',
  'same_triager',
  'no_duplicate',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

/** A report that has just been begun: nothing sent yet. */
export function draftSnapshot(id: string): ReportSnapshot {
  return {
    id,
    state: 'draft',
    submittedAt: null,
    closeReason: null,
    original: null,
    resumeState: null,
    blockers: [],
    question: null,
    attempts: 0,
    approvals: [],
    issueId: null,
    fixOwnerId: null,
    remediationDueAt: null,
    fixReference: null,
    fixedAt: null,
    retestOfferedAt: null,
    retest: null,
    lastReporterWordAt: null,
    ending: null,
    firstEnding: null,
    appealed: false,
    barredTriagerId: null,
    reopened: 0,
  };
}
