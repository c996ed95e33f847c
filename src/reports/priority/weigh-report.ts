// Weighs a report: what SSVC asks, linked CVEs, impact on road users. The fix date follows where the program says so.
import { type Actor, actorId } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { currentProgram } from '../../program/index.ts';
import { addEntry } from '../conversation-store.ts';
import { remediateDueFor } from '../report-clocks.ts';
import { saveReport } from '../report-store.ts';
import { decide } from '../ssvc/decision-tables.ts';
import { lockForStaff } from '../triage/lock-for-staff.ts';
import { type FactorsRead, readFactors } from './factors.ts';
import { loadGround, proposeFor } from './load-proposal.ts';
import { saveWeighing } from './weighing-store.ts';

type Weighed = { readonly ok: true } | Exclude<FactorsRead, { ok: true }>;

/**
 * Writes what somebody judged. What the form lacks comes back as a value.
 * @throws Refusal conflict, not_allowed as `lockForStaff`
 */
export async function weighReport(
  kernel: Kernel,
  actor: Actor,
  {
    id,
    revision,
    fields,
  }: { readonly id: string; readonly revision: number; readonly fields: Readonly<Record<string, string | undefined>> },
): Promise<Weighed> {
  const read = readFactors(fields);
  if (!read.ok) return read;
  const { factors } = read;
  const program = await currentProgram(kernel);
  return kernel.transaction(async kernel => {
    const report = await lockForStaff(kernel, actor, id, revision);
    const before = proposeFor(program, report, await loadGround(kernel, id));
    const proposal = proposeFor(program, report, await loadGround(kernel, id, factors));
    await saveWeighing(kernel, actor, { report: id, number: report.number, factors });
    const timing = { ...report.facts, outcome: proposal.outcome };
    const isOpen = report.state !== 'resolved' && report.state !== 'closed';
    await saveReport(kernel, report, {
      timing: { outcome: proposal.outcome },
      ...(isOpen &&
        report.snapshot.issueId !== null && {
          clocks: { remediateDue: remediateDueFor(program, report.snapshot, timing, report.priority) },
        }),
    });
    const details = {
      proposedBefore: before.priority ?? 0,
      proposed: proposal.priority ?? 0,
      supplier: decide('supplier', proposal.selection)?.name ?? '',
      deployer: decide('deployer', proposal.selection)?.name ?? '',
      bod2604: decide('bod2604', proposal.selection)?.name ?? '',
    };
    await addEntry(kernel, actor, id, { kind: 'weigh', role: 'staff', audience: 'internal', details });
    await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'report.weigh', subject: id, details });
    return { ok: true };
  });
}
