// What stands against a move of a report: first what no form can mend, then what the form lacks.

import {
  closeReasons,
  lengthOf,
  shortestReason,
  whatClosingLacks,
  whyNotClose,
  whyNotOriginal,
} from './report-closing.ts';
import { type Move, type MoveKind, moveTable } from './report-moves.ts';
import type { Actor, CloseReason, Refused, ReportSnapshot, ReportState } from './report-snapshot.ts';

/** Days of silence after a fix, a retest having been offered, before its owner may call it resolved. */
const silenceBeforeResolvedDays = 14;

// Recording an attempt or speaking for oneself as reporter decides nothing, so the bar doesn't hold for it.
const decisions: ReadonlySet<MoveKind> = new Set(['triage', 'close', 'approve_closing', 'ask', 'resume', 'reopen']);

/**
 * What stands against a kind of move, whatever the move itself carries: state, role, a bar on this person, the rules
 * of the move, the time. `null` when nothing does. `reason` comes with `close` and `approve_closing` only.
 */
export function whyNotOpen(
  report: ReportSnapshot,
  actor: Actor,
  kind: MoveKind,
  reason: CloseReason | null,
  at: Date,
): Refused | null {
  const row = moveTable[kind];
  if (!row.from.includes(report.state)) {
    return {
      code: 'not_from_here',
      sentence: `“${row.label}” is not possible while the report is ${inWords(report.state)}.`,
    };
  }
  if (!row.by.some(role => actor.roles.includes(role))) {
    return { code: 'role_may_not', sentence: `“${row.label}” is for the ${row.by.join(' or the ')}.` };
  }
  if (decisions.has(kind) && reason !== 'withdrawn' && actor.id === report.barredTriagerId) {
    return { code: 'same_triager', sentence: 'You ended this report before; now someone else has to decide.' };
  }
  switch (kind) {
    case 'close':
      return reason === null ? null : whyNotClose(report, reason, actor, at);
    case 'approve_closing':
      return reason === null ? null : whyNotApprove(report, reason, actor);
    case 'retest':
      return report.retestOfferedAt === null
        ? { code: 'retest_not_offered', sentence: 'Nobody has been asked to check this fix yet.' }
        : null;
    case 'resolve_after_silence':
      return whyNotSilent(report, at);
    case 'appeal':
      return report.appealed
        ? { code: 'already_appealed', sentence: 'A second look was already asked for; it is given once.' }
        : null;
    case 'reopen':
      return report.ending?.by === actor.id
        ? { code: 'same_triager', sentence: 'You ended this report; someone else has to open it again.' }
        : null;
    case 'promote':
    case 'relink':
      return report.closeReason === 'duplicate'
        ? null
        : { code: 'no_duplicate', sentence: 'Only a duplicate can take the place of its original or get another.' };
    default:
      return null;
  }
}

function whyNotApprove(report: ReportSnapshot, reason: CloseReason, actor: Actor): Refused | null {
  if (!closeReasons[reason].secondPerson) {
    return { code: 'approval_not_needed', sentence: `Closing as “${closeReasons[reason].label}” needs no approval.` };
  }
  if (report.approvals.some(given => given.reason === reason && given.by === actor.id)) {
    return { code: 'already_approved', sentence: 'You have approved this already; someone else has to close it.' };
  }
  return null;
}

function whyNotSilent(report: ReportSnapshot, at: Date): Refused | null {
  if (report.retestOfferedAt === null) {
    return { code: 'retest_not_offered', sentence: 'Ask the reporters to check the fix first.' };
  }
  // Everybody has answered, or has had the time that they were given.
  if (report.retest?.waits === 'team') return null;
  const until = silenceEnds(report);
  return until === null || at < until
    ? { code: 'silence_too_short', sentence: 'The reporters still have time to check the fix.' }
    : null;
}

/**
 * When silence about a fix counts as agreement: at the end of the time that was named when somebody was asked to check
 * it, else so many days after the last word. Null before there is a fix.
 */
export function silenceEnds({ fixedAt, lastReporterWordAt, retestOfferedAt, retest }: ReportSnapshot): Date | null {
  if (retest !== null) return retest.dueAt;
  const since = Math.max(fixedAt?.getTime() ?? 0, lastReporterWordAt?.getTime() ?? 0, retestOfferedAt?.getTime() ?? 0);
  return since === 0 ? null : new Date(since + silenceBeforeResolvedDays * 86_400_000);
}

/** What the move itself lacks; `null` when it is complete. */
export function whatLacks(report: ReportSnapshot, move: Move, at: Date): Refused | null {
  switch (move.kind) {
    case 'ask':
      if (move.blockers.length === 0)
        return { code: 'blocker_missing', sentence: 'Say what is missing and from whom.' };
      return isLater(move.dueAt, at)
        ? null
        : { code: 'due_missing', sentence: 'Give a date in the future to answer by.' };
    case 'answer':
      return lengthOf(move.text) > 0 ? null : { code: 'answer_missing', sentence: 'Write an answer.' };
    case 'triage':
      return whatTriageLacks(move);
    case 'accept':
      if (move.fixOwnerId === '') return { code: 'fix_owner_missing', sentence: 'Name who will fix this.' };
      return isLater(move.dueAt, at)
        ? null
        : { code: 'due_missing', sentence: 'Give a date in the future to fix this by.' };
    case 'mark_fixed':
      return move.fixReference.trim() === ''
        ? { code: 'fix_reference_missing', sentence: 'Say where the fix is: a commit, a release, a change number.' }
        : null;
    case 'retest':
      return move.outcome === 'not_fixed' && lengthOf(move.observation) < shortestReason
        ? { code: 'observation_missing', sentence: `Say in at least ${shortestReason} characters what still happens.` }
        : null;
    case 'close':
      return whatClosingLacks(report, move.closing, at);
    case 'relink':
      return whyNotOriginal(report, move.original);
    case 'appeal':
    case 'reopen':
      return lengthOf(move.text) < shortestReason
        ? { code: 'reason_too_short', sentence: `Say why in at least ${shortestReason} characters.` }
        : null;
    default:
      return null;
  }
}

function whatTriageLacks(move: Extract<Move, { kind: 'triage' }>): Refused | null {
  if (!Number.isInteger(move.severity) || move.severity < 1 || move.severity > 5) {
    return { code: 'severity_missing', sentence: 'Choose a priority from P1 to P5.' };
  }
  if (move.taxonomyId === '')
    return { code: 'taxonomy_missing', sentence: 'Choose what kind of vulnerability this is.' };
  if (move.targetId === '') return { code: 'target_missing', sentence: 'Choose the target.' };
  if (!move.unique) {
    return { code: 'uniqueness_unconfirmed', sentence: 'Confirm that nobody reported this before.' };
  }
  if (move.exploited !== 'yes' && move.exploited !== 'no' && move.exploited !== 'unknown') {
    return { code: 'exploitation_unanswered', sentence: 'Say whether this is being exploited.' };
  }
  return move.issueId === ''
    ? { code: 'issue_missing', sentence: 'Create or link the issue that will fix this.' }
    : null;
}

function isLater(due: Date, at: Date): boolean {
  return due.getTime() > at.getTime();
}

function inWords(state: ReportState): string {
  return state.replace('_', ' ');
}
