// Changes a report as a program asks: assignee, judgement and one move, all of it or nothing.
import { type Actor, actorId } from '../../core/actor.ts';
import { assertUnchanged, etagOf } from '../../core/http/if-match.ts';
import type { Kernel } from '../../core/kernel.ts';
import { assessReport } from '../triage/assess-report.ts';
import { fieldsOfAssessment } from '../triage/assessment-form.ts';
import { assignReport } from '../triage/assign-report.ts';
import { lockForStaff } from '../triage/lock-for-staff.ts';
import { moveAsStaff } from '../triage/move-report.ts';
import type { Fault } from './json-api.ts';
import { readApiReport } from './report-list-store.ts';

/** What is left out stays as it is. */
export type ReportWishes = {
  /** A person's id; `null` puts the report back. */
  readonly assignee?: string | null | undefined;
  /** Fields of the judgement by the names of the staff's form. */
  readonly assessment?: Readonly<Record<string, string>> | undefined;
  /** Fields of the move by the names of the staff's form. */
  readonly move?: Readonly<Record<string, string>> | undefined;
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
  const { assignee, assessment, move } = wishes;
  // The report is locked: each step sees the revision that the one before it made.
  const revision = async (): Promise<number> => (await readApiReport(kernel, actor, id)).revision;
  if (assignee !== undefined) await assignReport(kernel, actor, { id, revision: await revision(), assignee });
  if (assessment !== undefined) {
    const now = await readApiReport(kernel, actor, id);
    const fields = { ...fieldsOfAssessment(now), ...assessment };
    const outcome = await assessReport(kernel, actor, { id, revision: now.revision, fields });
    if (!outcome.ok) throw new Undo(faultsOf(outcome.errors, '/data/attributes'));
  }
  if (move === undefined) return;
  const outcome = await moveAsStaff(kernel, actor, { id, revision: await revision(), fields: move, asksDuties: false });
  if (outcome.ok) return;
  if ('errors' in outcome) throw new Undo(faultsOf(outcome.errors, '/data/attributes/move'));
  throw new Undo([{ pointer: '/data/attributes/move', detail: outcome.refused.sentence }]);
}

const faultsOf = (errors: Readonly<Record<string, string>>, under: string): Fault[] =>
  Object.entries(errors).map(([field, detail]) => ({ pointer: `${under}/${field}`, detail }));
