// Changes a report as a program asks: assignee, judgement and one move, all of it or nothing.
import { type Actor, actorId } from '../../core/actor.ts';
import { assertUnchanged, etagOf } from '../../core/http/if-match.ts';
import type { Kernel } from '../../core/kernel.ts';
import { assessReport } from '../triage/assess-report.ts';
import { fieldsOfAssessment } from '../triage/assessment-form.ts';
import { assignReport } from '../triage/assign-report.ts';
import { lockForStaff } from '../triage/lock-for-staff.ts';
import { fieldOfRefusal } from '../triage/move-form.ts';
import { moveAsStaff } from '../triage/move-report.ts';
import type { Fault } from './json-api.ts';
import { type ApiReport, readApiReport } from './report-list-store.ts';

/** Fields of one move by the names of the staff's form, made from the report as it is when its turn comes. */
export type MoveStep = (report: ApiReport) => Readonly<Record<string, string>>;

/** What is left out stays as it is. */
export type ReportWishes = {
  /** A person's id; `null` puts the report back. */
  readonly assignee?: string | null | undefined;
  /** Fields of the judgement by the names of the staff's form. */
  readonly assessment?: Readonly<Record<string, string>> | undefined;
  /** The moves to make, one after the other; a fault when there is no way. Asked with the report as it is locked. */
  readonly moves?: ((report: ApiReport) => readonly MoveStep[] | Fault) | undefined;
};

export type ChangeOutcome = { readonly ok: true } | { readonly ok: false; readonly faults: readonly Fault[] };

/** Carries the faults out of the transaction, so that what was written before them is undone. */
class Undo extends Error {
  readonly faults: readonly Fault[];
  constructor(faults: readonly Fault[]) {
    super('undone');
    this.faults = faults;
  }
}

/**
 * Makes the changes in one transaction, by the same actions as the staff's pages.
 * @param ifMatch the header's value: the report must still be the one that the program has read
 * @throws Refusal `precondition_failed`, and as `lockForStaff`
 */
export async function changeReport(
  kernel: Kernel,
  actor: Actor,
  { id, ifMatch, wishes }: { readonly id: string; readonly ifMatch: string; readonly wishes: ReportWishes },
): Promise<ChangeOutcome> {
  try {
    await kernel.transaction(async kernel => {
      const report = await lockForStaff(kernel, actor, id);
      assertUnchanged(ifMatch, etagOf(report), { report: id });
      await carryOut(kernel, actor, id, wishes);
      await kernel.audit.record(kernel.db, {
        actor: actorId(actor),
        action: 'report.change-by-api',
        subject: id,
        details: { token: actor.kind === 'person' ? (actor.token?.id ?? '') : '' },
      });
    });
    return { ok: true };
  } catch (error) {
    if (error instanceof Undo) return { ok: false, faults: error.faults };
    throw error;
  }
}

async function carryOut(kernel: Kernel, actor: Actor, id: string, wishes: ReportWishes): Promise<void> {
  const { assignee, assessment, moves } = wishes;
  // The report is locked: each step sees what the one before it made of it.
  const read = (): Promise<ApiReport> => readApiReport(kernel, actor, id);
  if (assignee !== undefined) await assignReport(kernel, actor, { id, revision: (await read()).revision, assignee });
  if (assessment !== undefined) {
    const now = await read();
    const fields = { ...fieldsOfAssessment(now), ...assessment };
    const outcome = await assessReport(kernel, actor, { id, revision: now.revision, fields });
    if (!outcome.ok) throw new Undo(faultsOf(outcome.errors, '/data/attributes'));
  }
  const steps = moves?.(await read()) ?? [];
  if ('detail' in steps) throw new Undo([steps]);
  for (const step of steps) {
    const now = await read();
    const fields = step(now);
    const outcome = await moveAsStaff(kernel, actor, { id, revision: now.revision, fields, asksDuties: false });
    if (outcome.ok) continue;
    if ('errors' in outcome) throw new Undo(faultsOf(outcome.errors, MOVE));
    const field = fieldOfRefusal(outcome.refused.code);
    throw new Undo([{ pointer: field === 'move' ? MOVE : `${MOVE}/${field}`, detail: outcome.refused.sentence }]);
  }
}

const MOVE = '/data/attributes/move';

const faultsOf = (errors: Readonly<Record<string, string>>, under: string): Fault[] =>
  Object.entries(errors).map(([field, detail]) => ({ pointer: `${under}/${field}`, detail }));
