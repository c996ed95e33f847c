// The state machine of a report: one table of moves that both the buttons and the server ask.

import { closeReasons } from './report-closing.ts';
import { whatLacks, whyNotOpen } from './report-guards.ts';
import { type Move, type MoveKind, moveKinds, moveTable } from './report-moves.ts';
import {
  type Actor,
  type CloseReason,
  closeReasonNames,
  type Refused,
  type ReportSnapshot,
} from './report-snapshot.ts';

/** What a move sets off outside the machine, for the caller to do in the same transaction. */
export type Effect =
  | 'issue_receipt'
  | 'start_acknowledge_clock'
  | 'start_decide_clock'
  | 'stop_decide_clock'
  | 'pause_our_clocks'
  | 'resume_our_clocks'
  | 'start_remediate_clock'
  | 'stop_remediate_clock'
  | 'resume_remediate_clock'
  | 'offer_retest'
  | 'stop_all_clocks'
  | 'send_inclusion_proof'
  | 'count_reopen';

export type MoveResult =
  | { ok: true; report: ReportSnapshot; effects: readonly Effect[] }
  | { ok: false; refused: Refused };

/** A move that is open to somebody now, for a button: `needs` are the fields that its form asks for. */
export type MoveOffer = {
  kind: MoveKind;
  /** Only with `close` and `approve_closing`. */
  reason?: CloseReason;
  label: string;
  needs: readonly string[];
};

/**
 * Applies a move to a report. Pure: the snapshot is not changed, time comes in as `at`.
 * Refuses with the first thing that stands against it, in this order: state, role, a bar on this person, the rules of
 * the move, what the move lacks. Every row of the workflow table is a row of `moveTable`; anything else is refused.
 */
export function moveReport(report: ReportSnapshot, actor: Actor, move: Move, at: Date): MoveResult {
  const refused = whyNotOpen(report, actor, move.kind, reasonOf(move), at) ?? whatLacks(report, move, at);
  return refused === null ? applyMove(report, actor, move, at) : { ok: false, refused };
}

/**
 * The moves that this actor could make now if they fill in the form: exactly those that {@link moveReport} would not
 * refuse for the report's state, the actor, or the time. `close` comes once per reason that is open.
 */
export function allowedMoves(report: ReportSnapshot, actor: Actor, at: Date): MoveOffer[] {
  const offers: MoveOffer[] = [];
  for (const kind of moveKinds) {
    const row = moveTable[kind];
    if (kind !== 'close' && kind !== 'approve_closing') {
      if (whyNotOpen(report, actor, kind, null, at) === null) offers.push({ kind, label: row.label, needs: row.needs });
      continue;
    }
    for (const reason of closeReasonNames) {
      if (whyNotOpen(report, actor, kind, reason, at) !== null) continue;
      const { label, needs } = closeReasons[reason];
      const words = reason === 'withdrawn' ? 'Withdraw report' : `${row.label} as ${label.toLowerCase()}`;
      offers.push({ kind, reason, label: words, needs: kind === 'close' ? needs : [] });
    }
  }
  return offers;
}

function applyMove(report: ReportSnapshot, actor: Actor, move: Move, at: Date): MoveResult {
  const heard = actor.roles.includes('reporter') ? { lastReporterWordAt: at } : {};
  const to = (change: Partial<ReportSnapshot>, ...effects: Effect[]): MoveResult => ({
    ok: true,
    report: { ...report, ...heard, ...change },
    effects,
  });
  switch (move.kind) {
    case 'submit':
      return to({ state: 'new', submittedAt: at }, 'issue_receipt', 'start_acknowledge_clock', 'start_decide_clock');
    case 'ask':
      return to(
        {
          state: 'needs_info',
          resumeState: report.state === 'triaged' ? 'triaged' : 'new',
          blockers: [...move.blockers],
          question: { askedAt: at, dueAt: move.dueAt, answeredAt: null, noticeAt: null },
        },
        'pause_our_clocks',
      );
    case 'answer': {
      // What others were asked for is still missing.
      const rest = report.blockers.filter(({ on }) => on !== 'reporter');
      if (rest.length > 0 && rest.length < report.blockers.length)
        return to({ blockers: rest, question: answered(report, at) });
      return to({ ...resumed(report), question: answered(report, at) }, 'resume_our_clocks');
    }
    case 'resume':
      return to(resumed(report), 'resume_our_clocks');
    case 'record_attempt':
      return to({ attempts: report.attempts + 1 });
    case 'approve_closing':
      return to({ approvals: [...report.approvals, { reason: move.reason, by: actor.id }] });
    case 'triage':
      return to({ state: 'triaged', issueId: move.issueId }, 'stop_decide_clock', 'start_remediate_clock');
    case 'accept':
      return to({ state: 'accepted', fixOwnerId: move.fixOwnerId, remediationDueAt: move.dueAt });
    case 'mark_fixed':
      return to(
        { state: 'fixed', fixReference: move.fixReference.trim(), fixedAt: at, retestOfferedAt: at, retest: null },
        'stop_remediate_clock',
        'offer_retest',
      );
    case 'retest':
      return move.outcome === 'fixed'
        ? to(ended(report, actor, 'resolved', null, at), 'stop_all_clocks')
        : to(
            { state: 'accepted', fixedAt: null, retestOfferedAt: null, retest: null, reopened: report.reopened + 1 },
            'resume_remediate_clock',
            'count_reopen',
          );
    case 'resolve_after_silence':
      return to(ended(report, actor, 'resolved', null, at), 'stop_all_clocks');
    case 'close': {
      const change = ended(report, actor, 'closed', move.closing.reason, at);
      return move.closing.reason === 'duplicate'
        ? to({ ...change, original: move.closing.original }, 'stop_all_clocks', 'send_inclusion_proof')
        : to(change, 'stop_all_clocks');
    }
    case 'appeal':
      return to({ ...openedAgain(report), appealed: true }, 'start_decide_clock', 'count_reopen');
    case 'reopen':
      return to(openedAgain(report), 'start_decide_clock', 'count_reopen');
    case 'promote':
      // Who closed it as a duplicate was not wrong then, so may judge it now.
      return to({ ...openedAgain(report), barredTriagerId: null }, 'start_decide_clock', 'count_reopen');
    case 'relink':
      return to({ original: move.original }, 'send_inclusion_proof');
  }
}

function resumed(report: ReportSnapshot): Partial<ReportSnapshot> {
  return { state: report.resumeState ?? 'new', resumeState: null, blockers: [] };
}

function answered(report: ReportSnapshot, at: Date): ReportSnapshot['question'] {
  return report.question === null ? null : { ...report.question, answeredAt: at };
}

function ended(
  report: ReportSnapshot,
  actor: Actor,
  state: 'resolved' | 'closed',
  reason: CloseReason | null,
  at: Date,
): Partial<ReportSnapshot> {
  const ending = { state, reason, by: actor.id, at };
  return {
    state,
    closeReason: reason,
    resumeState: null,
    blockers: [],
    retest: null,
    ending,
    firstEnding: report.firstEnding ?? ending,
  };
}

// The issue stays linked; everything that was decided or tried is decided and tried anew, by someone else.
function openedAgain(report: ReportSnapshot): Partial<ReportSnapshot> {
  return {
    state: 'new',
    closeReason: null,
    original: null,
    question: null,
    attempts: 0,
    approvals: [],
    fixOwnerId: null,
    remediationDueAt: null,
    fixReference: null,
    fixedAt: null,
    retestOfferedAt: null,
    retest: null,
    ending: null,
    barredTriagerId: report.ending?.by ?? null,
    reopened: report.reopened + 1,
  };
}

function reasonOf(move: Move): CloseReason | null {
  if (move.kind === 'close') return move.closing.reason;
  return move.kind === 'approve_closing' ? move.reason : null;
}
