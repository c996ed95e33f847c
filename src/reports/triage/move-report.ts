// Staff moves a report on: reads the form against what is in force, asks the state machine, writes all of it at once.
import { listStaff } from '../../accounts/index.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { currentProgram, findPolicy, findScope } from '../../program/index.ts';
import { answerDuties, readDutyAnswers } from '../duties/act-on-duty.ts';
import { chooseIssue } from '../issues/choose-issue.ts';
import { findOriginal } from '../issues/find-original.ts';
import { type MoveOutcome, makeMove } from '../make-move.ts';
import type { MoveKind } from '../report-moves.ts';
import type { Fields } from './assessment-form.ts';
import { lockForStaff } from './lock-for-staff.ts';
import { readMove } from './move-form.ts';

export type StaffMove = {
  readonly id: string;
  /** Of the page on which the move was made. */
  readonly revision: number;
  readonly fields: Fields;
  /** Whether confirming asks for the duties to report; a door that does not is followed by the list of duties. */
  readonly asksDuties: boolean;
};

export type StaffMoveOutcome = MoveOutcome | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/**
 * Makes a move. What the form lacks, and what the rules refuse, come back as values; nothing is written then.
 * @throws Refusal conflict when somebody changed the report since the page was made
 */
export async function moveAsStaff(kernel: Kernel, actor: Actor, input: StaffMove): Promise<StaffMoveOutcome> {
  const { id, revision, fields, asksDuties } = input;
  const program = await currentProgram(kernel);
  return kernel.transaction(async kernel => {
    const report = await lockForStaff(kernel, actor, id, revision);
    const read = readMove(fields, {
      program,
      report,
      policy: await findPolicy(kernel, report.content.policy.version),
      scope: await findScope(kernel, report.scopeVersion),
      original: await findOriginal(kernel, actor, fields['original'] ?? ''),
      issue: fields['issue'] === 'existing' ? await chooseIssue(kernel, actor, fields['issueNumber'] ?? '') : undefined,
      staff: await listStaff(kernel, 'report.triage'),
      newIssueId: newId('iss', kernel.clock, kernel.random),
      at: kernel.clock.now(),
    });
    if (!read.ok) return read;
    const { move, reason, assessment, details } = read;
    const duties = move.kind === 'triage' && asksDuties ? readDutyAnswers(fields) : null;
    if (duties && 'errors' in duties) return { ok: false, errors: duties.errors };
    const outcome = await makeMove(kernel, actor, {
      report,
      move,
      terms: program,
      reason,
      ...(details && { details }),
      change: {
        ...(assessment && { assessment }),
        // Whoever begins to work on a report that nobody has, has it from then on.
        ...(report.assignee === null && BEGINS.has(move.kind) && { assignee: actorId(actor) }),
      },
    });
    if (outcome.ok && duties) await answerDuties(kernel, actor, { id, answers: duties.answers });
    return outcome;
  });
}

const BEGINS: ReadonlySet<MoveKind> = new Set(['triage', 'ask', 'record_attempt', 'accept']);
