// Reads the form of a move: from the fields that somebody filled in to the move that the state machine judges.

import {
  type CurrentProgram,
  defaultDenyRuleId,
  type PolicyVersion,
  policyClauses,
  type ScopeVersion,
} from '../../program/index.ts';
import type { ChosenIssue } from '../issues/choose-issue.ts';
import type { FoundOriginal } from '../issues/find-original.ts';
import type { Closing } from '../report-closing.ts';
import type { Move, MoveKind } from '../report-moves.ts';
import type { ReportRecord } from '../report-record.ts';
import {
  blockedParties,
  blockerKinds,
  type CloseReason,
  closeReasonNames,
  type RefusalCode,
} from '../report-snapshot.ts';
import type { Assessment } from '../report-store.ts';
import type { Fields } from './assessment-form.ts';
import { endOfDay } from './date-field.ts';

export type MoveRead =
  | {
      readonly ok: true;
      readonly move: Move;
      /** What is said about it. */
      readonly reason: string | null;
      readonly assessment?: Assessment;
      readonly details?: Readonly<Record<string, string>>;
    }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/**
 * What a move can refer to. `original` is what the number stands for that was typed; `issue` the existing one that was
 * chosen, undefined where a new one was.
 */
export type MoveContext = {
  readonly program: CurrentProgram;
  readonly report: ReportRecord;
  /** The versions under which the report was sent. */
  readonly policy: PolicyVersion | undefined;
  readonly scope: ScopeVersion | undefined;
  readonly original: FoundOriginal;
  readonly issue: ChosenIssue | undefined;
  /** The people who may answer for a fix or a risk. */
  readonly staff: readonly { readonly id: string }[];
  readonly newIssueId: string;
  readonly at: Date;
};

/** The kinds of moves that staff has a form for. */
const staffMoveKinds = [
  'triage',
  'accept',
  'mark_fixed',
  'retest',
  'resolve_after_silence',
  'ask',
  'resume',
  'record_attempt',
  'close',
  'approve_closing',
  'reopen',
] as const satisfies readonly MoveKind[];
export type StaffMoveKind = (typeof staffMoveKinds)[number];

/** Which kind of move, and for closings which reason, a form is for. */
export function readMoveKind(fields: Fields): { kind: StaffMoveKind; reason: CloseReason | null } | null {
  const kind = staffMoveKinds.find(each => each === fields['kind']);
  const reason = closeReasonNames.find(each => each === fields['closeReason']) ?? null;
  if (kind === undefined || ((kind === 'close' || kind === 'approve_closing') && reason === null)) return null;
  return { kind, reason };
}

/** Reads what the form carries. Whether the move is possible, the state machine says afterwards. */
export function readMove(fields: Fields, context: MoveContext): MoveRead {
  const read = readMoveKind(fields);
  if (read === null) return { ok: false, errors: { kind: 'Choose what to do.' } };
  const text = typed(fields, 'text');
  const reason = text === '' ? null : text;
  switch (read.kind) {
    case 'triage':
      return readTriage(fields, context);
    case 'accept': {
      const dueAt = dayField(fields, 'dueAt', context);
      const fixOwnerId = personField(fields, 'fixOwner', context);
      if (dueAt === null) return { ok: false, errors: { dueAt: 'Enter the day by which it will be fixed.' } };
      return { ok: true, move: { kind: 'accept', fixOwnerId, dueAt }, reason, details: { fixOwner: fixOwnerId } };
    }
    case 'mark_fixed':
      return { ok: true, move: { kind: 'mark_fixed', fixReference: typed(fields, 'fixReference') }, reason };
    case 'retest': {
      const outcome = (['fixed', 'not_fixed'] as const).find(each => each === fields['outcome']);
      if (!outcome) return { ok: false, errors: { outcome: 'Say whether it is fixed.' } };
      return { ok: true, move: { kind: 'retest', outcome, observation: text }, reason };
    }
    case 'ask':
      return readQuestion(fields, context);
    case 'close':
      return readClosing(read.reason ?? 'spam', fields, context);
    case 'approve_closing':
      return { ok: true, move: { kind: 'approve_closing', reason: read.reason ?? 'spam' }, reason };
    case 'reopen':
      return { ok: true, move: { kind: 'reopen', text }, reason };
    case 'record_attempt':
      if (text === '') return { ok: false, errors: { text: 'Say what you tried and what happened.' } };
      return { ok: true, move: { kind: 'record_attempt' }, reason };
    case 'resume':
    case 'resolve_after_silence':
      return { ok: true, move: { kind: read.kind }, reason };
  }
}

/** The field of a form that a refusal of the rules is about; `move` when it is about none. */
export const fieldOfRefusal = (code: RefusalCode): string => fieldsByCode[code] ?? 'move';

const fieldsByCode: Readonly<Partial<Record<RefusalCode, string>>> = {
  blocker_missing: 'blockedOn',
  due_missing: 'dueAt',
  uniqueness_unconfirmed: 'unique',
  exploitation_unanswered: 'exploited',
  fix_owner_missing: 'fixOwner',
  fix_reference_missing: 'fixReference',
  observation_missing: 'text',
  reason_too_short: 'text',
  original_missing: 'original',
  original_is_itself: 'original',
  original_not_earlier: 'original',
  risk_owner_missing: 'riskOwner',
  expiry_missing: 'expiresAt',
  scope_rule_missing: 'scopeRule',
  policy_clause_missing: 'policyClause',
};

function readTriage(fields: Fields, { report, issue, newIssueId, at }: MoveContext): MoveRead {
  const exploited = (['yes', 'no', 'unknown'] as const).find(answer => answer === fields['exploited']);
  if (exploited === undefined) return { ok: false, errors: { exploited: 'Say whether this is being exploited.' } };
  if (issue?.ok === false) return { ok: false, errors: { issueNumber: issue.fault } };
  const { targetId, taxonomyId, taxonomyVersion, cvssVector, cvssScore, priority } = report;
  const reason = typed(fields, 'text');
  return {
    ok: true,
    // What was judged before is confirmed now; the state machine refuses what is still missing.
    move: {
      kind: 'triage',
      severity: priority ?? 0,
      taxonomyId: taxonomyId ?? '',
      targetId: targetId ?? '',
      unique: typed(fields, 'unique') !== '',
      exploited,
      // A report that was opened again keeps its issue unless another one is chosen.
      issueId: issue?.issue.id ?? report.snapshot.issueId ?? newIssueId,
    },
    reason: reason === '' ? null : reason,
    assessment: { targetId, taxonomyId, taxonomyVersion, cvssVector, cvssScore, priority, exploited, assessedAt: at },
  };
}

function readQuestion(fields: Fields, context: MoveContext): MoveRead {
  const on = blockedParties.find(party => party === fields['blockedOn']);
  const kind = blockerKinds.find(each => each === fields['blocker']);
  const dueAt = dayField(fields, 'dueAt', context);
  const text = typed(fields, 'text');
  const errors = {
    ...(on === undefined && { blockedOn: 'Say who has to answer.' }),
    ...(kind === undefined && { blocker: 'Say what is missing.' }),
    ...(dueAt === null && { dueAt: 'Enter the day to answer by.' }),
    ...(text === '' && { text: 'Write the question; the reporter will read it.' }),
  };
  if (on === undefined || kind === undefined || dueAt === null || text === '') return { ok: false, errors };
  return { ok: true, move: { kind: 'ask', blockers: [{ on, kind }], dueAt }, reason: text };
}

function readClosing(reason: CloseReason, fields: Fields, context: MoveContext): MoveRead {
  const text = typed(fields, 'text');
  const close = (closing: Closing, details: Readonly<Record<string, string>> = {}): MoveRead => ({
    ok: true,
    move: { kind: 'close', closing },
    reason: 'text' in closing ? text : null,
    details,
  });
  switch (reason) {
    case 'duplicate': {
      const found = context.original;
      if (!found.ok) return { ok: false, errors: { original: found.fault } };
      return close({ reason, text, original: found.original }, { original: found.original.id });
    }
    case 'accepted_risk': {
      const expiresAt = dayField(fields, 'expiresAt', context);
      const riskOwnerId = personField(fields, 'riskOwner', context);
      if (expiresAt === null) return { ok: false, errors: { expiresAt: 'Enter the day on which this decision ends.' } };
      const details = { riskOwner: riskOwnerId, expiresAt: expiresAt.toISOString() };
      return close({ reason, text, riskOwnerId, expiresAt }, details);
    }
    case 'out_of_scope': {
      const typedRule = typed(fields, 'scopeRule');
      const isKnown = typedRule === defaultDenyRuleId || context.scope?.rules.some(rule => rule.id === typedRule);
      const scopeRuleId = isKnown ? typedRule : '';
      const { scopeVersion } = context.report;
      return close({ reason, text, scopeRuleId, scopeVersionId: scopeVersion }, { scopeRule: scopeRuleId });
    }
    case 'rules_violation': {
      const clauses = context.policy ? policyClauses(context.policy.body) : [];
      const policyClauseId = clauses.find(({ id }) => id === typed(fields, 'policyClause'))?.id ?? '';
      return close({ reason, text, policyClauseId }, { policyClause: policyClauseId });
    }
    case 'informational':
    case 'not_reproducible':
    case 'not_applicable':
      return close({ reason, text });
    case 'spam':
    case 'withdrawn':
    case 'abandoned':
      return close({ reason });
  }
}

const typed = (fields: Fields, name: string): string => (fields[name] ?? '').toWellFormed().trim();

const dayField = (fields: Fields, name: string, { program }: MoveContext): Date | null =>
  endOfDay(typed(fields, name), program.calendar.timeZone);

/** The person's id when they are staff; else nothing, which the state machine refuses with its own words. */
const personField = (fields: Fields, name: string, { staff }: MoveContext): string =>
  staff.find(({ id }) => id === typed(fields, name))?.id ?? '';

/** Names the form of a move on the page: `accept`, `close-duplicate`. */
export const formNameOf = ({ kind, reason }: { readonly kind: string; readonly reason?: string | null }): string =>
  reason ? `${kind}-${reason}` : kind;
