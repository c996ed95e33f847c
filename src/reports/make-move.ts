// Makes one move of a report: asks the state machine, then writes state, clocks, story, audit and event together.
// The reporter's actions and the staff's both go through here, so that neither can skip a rule.
import { type Actor, actorId, isAutomated } from '../core/actor.ts';
import type { JsonValue } from '../core/canonical-json.ts';
import { refuse } from '../core/errors.ts';
import type { Kernel } from '../core/kernel.ts';
import { noteBlockers } from './blockers/blocker-store.ts';
import { type Audience, addEntry, type SpeakerRole } from './conversation-store.ts';
import { followMove } from './issues/follow-move.ts';
import { clocksAfterMove, nextUpdateDue, type ProgramTerms } from './report-clocks.ts';
import type { Move } from './report-moves.ts';
import type { ReportRecord } from './report-record.ts';
import { type MoveRole, type Refused, staffMoveRoles } from './report-snapshot.ts';
import { moveReport } from './report-state.ts';
import { isReporter, type ReportChange, saveReport } from './report-store.ts';

export type MoveInput = {
  /** Locked in this transaction (`lockReport`). */
  readonly report: ReportRecord;
  readonly move: Move;
  readonly terms: ProgramTerms;
  /** What is said about it; shown to the reporter unless `audience` is internal. */
  readonly reason?: string | null;
  /** Recording an attempt, and approving a closing, stay inside unless said otherwise. */
  readonly audience?: Audience;
  /** Opaque ids and plain facts for the story and the audit log. */
  readonly details?: Readonly<Record<string, JsonValue>>;
  /** Changes that belong to the move, such as the assessment that confirms a report. */
  readonly change?: Pick<ReportChange, 'assessment' | 'assignee'>;
};

export type MoveOutcome =
  | { readonly ok: true; readonly entry: string }
  | { readonly ok: false; readonly refused: Refused };

/**
 * Makes the move in the caller's transaction. What the rules refuse comes back as a value, for a form to show;
 * nothing is written then.
 * @throws Refusal conflict when the report was changed since it was read
 */
export async function makeMove(kernel: Kernel, actor: Actor, input: MoveInput): Promise<MoveOutcome> {
  const { report, move, terms, reason = null, details = {}, change = {} } = input;
  const at = kernel.clock.now();
  const role = speakerRole(actor, report);
  const result = moveReport(report.snapshot, { id: actorId(actor), roles: moveRolesOf(actor, report) }, move, at);
  if (!result.ok) return result;
  const moved = result.report;
  const audience = input.audience ?? (INSIDE.has(move.kind) ? 'internal' : 'reporter');
  const priority = change.assessment ? change.assessment.priority : report.priority;
  const { timing, clocks } = clocksAfterMove(terms, report.facts, { moved, effects: result.effects, priority, at });
  // What a program says is no answer of the team.
  const hears = role === 'staff' && audience === 'reporter' && !isAutomated(actor);
  const hasEnded = moved.state === 'resolved' || moved.state === 'closed';
  await saveReport(kernel, report, {
    ...change,
    snapshot: moved,
    timing,
    clocks: { ...clocks, ...(hears && { updateDue: nextUpdateDue(terms, at) }) },
    ...(hears && report.answeredAt === null && { answeredAt: at }),
    ...(report.decidedAt === null && (moved.state === 'triaged' || hasEnded) && { decidedAt: at }),
    ...(hasEnded ? { endedAt: at } : report.endedAt !== null && { endedAt: null }),
  });
  await noteBlockers(kernel, actor, report.id, { before: report.snapshot.blockers, after: moved.blockers });
  const entry = await addEntry(kernel, actor, report.id, {
    kind: move.kind,
    role,
    audience,
    from: report.state,
    to: moved.state,
    reason,
    details: { ...details, ...(moved.closeReason !== null && { closeReason: moved.closeReason }) },
  });
  await kernel.audit.record(kernel.db, {
    actor: actorId(actor),
    action: `report.${move.kind}`,
    subject: report.id,
    details: { ...details, from: report.state, to: moved.state },
  });
  await followMove(kernel, actor, { report, moved, assessment: change.assessment });
  await kernel.emit(kernel, 'report.moved', { report: report.id, entry });
  return { ok: true, entry };
}

/** The roles that an actor holds towards a report; none for those it does not concern. */
export function moveRolesOf(actor: Actor, report: Pick<ReportRecord, 'id' | 'reporter'>): readonly MoveRole[] {
  // Nobody judges a report that they sent themselves, whatever their role is elsewhere.
  if (isReporter(actor, report)) return ['reporter'];
  if (actor.kind === 'person' && actor.staffRole !== undefined) return staffMoveRoles[actor.staffRole];
  if (actor.kind !== 'system') return [];
  // A ticket that is done speaks for whoever fixed it, where an admin has allowed that.
  return actor.name === 'tracker' ? ['system', 'integration'] : ['system'];
}

/**
 * On whose behalf the actor speaks about this report.
 * @throws Refusal not_found for those it does not concern
 */
export function speakerRole(actor: Actor, report: Pick<ReportRecord, 'id' | 'reporter'>): SpeakerRole {
  if (isReporter(actor, report)) return 'reporter';
  if (actor.kind === 'person' && actor.staffRole !== undefined) return 'staff';
  if (actor.kind === 'system') return 'system';
  throw refuse('not_found');
}

const INSIDE: ReadonlySet<Move['kind']> = new Set(['record_attempt', 'approve_closing']);
