// Does to one report what is asked for many, by the same action that its own page uses.
import { personNames } from '../../accounts/index.ts';
import type { Actor } from '../../core/actor.ts';
import { isRefusal } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { readLabels } from '../queue/label.ts';
import { labelReport } from '../queue/label-report.ts';
import { closeReasons } from '../report-closing.ts';
import type { ReportRecord } from '../report-record.ts';
import { closeReasonNames } from '../report-snapshot.ts';
import { readReport } from '../report-store.ts';
import { assessReport } from '../triage/assess-report.ts';
import { fieldsOfAssessment } from '../triage/assessment-form.ts';
import { assignReport } from '../triage/assign-report.ts';
import { moveAsStaff } from '../triage/move-report.ts';
import type { BulkChange, BulkFields, Verdict } from './bulk-change.ts';

/**
 * Changes one report in the caller's transaction.
 * @param revision as the preview saw it; null takes the report as it is
 * @throws Refusal where the report's own page would be refused; {@link inWords} says it as a verdict
 */
export async function changeOne(
  kernel: Kernel,
  actor: Actor,
  { kind, fields }: Pick<BulkChange, 'kind' | 'fields'>,
  id: string,
  revision: number | null,
): Promise<Verdict & { readonly revision: number }> {
  const report = await readReport(kernel, actor, id);
  const target = { id, revision: revision ?? report.revision };
  const verdict = await {
    assign: () => assign(kernel, actor, report, target, fields),
    label: () => label(kernel, actor, target, fields),
    priority: () => prioritize(kernel, actor, report, target, fields),
    ask: () => move(kernel, actor, target, { ...fields, kind: 'ask' }),
    close: () => close(kernel, actor, report, target, fields),
  }[kind]();
  return { ...verdict, revision: report.revision };
}

/** A refusal as a verdict on one report; other faults are thrown on. */
export function inWords(error: unknown): Verdict {
  const says = Object.entries(refusalWords).find(([code]) => isRefusal(error, code as keyof typeof refusalWords))?.[1];
  if (says === undefined) throw error;
  return { ok: false, says };
}

const refusalWords = {
  conflict: 'Someone changed it since the preview. It was left alone.',
  not_allowed: 'You may not change it: you sent it yourself, or you no longer triage.',
  not_found: 'It is no longer there.',
  invalid_input: 'It can’t be done with what the form says.',
} as const;

type Target = { readonly id: string; readonly revision: number };

const done = (says: string): Verdict => ({ ok: true, says });
const refused = (says: string): Verdict => ({ ok: false, says });

async function assign(
  kernel: Kernel,
  actor: Actor,
  report: ReportRecord,
  target: Target,
  fields: BulkFields,
): Promise<Verdict> {
  const assignee = fields['assignee'] === 'nobody' ? null : (fields['assignee'] ?? null);
  if (report.assignee === assignee) return done('No change: it is so already.');
  await assignReport(kernel, actor, { ...target, assignee });
  if (assignee === null) return done('Goes back to the queue.');
  const names = await personNames(kernel, [assignee]);
  return done(`Goes to ${names.get(assignee) ?? 'somebody who left'}.`);
}

async function label(kernel: Kernel, actor: Actor, target: Target, fields: BulkFields): Promise<Verdict> {
  const change = { add: readLabels(fields['add'] ?? ''), remove: readLabels(fields['remove'] ?? '') };
  const outcome = await labelReport(kernel, actor, { ...target, change });
  if (!outcome.ok) return refused(outcome.sentence);
  return done(outcome.changed ? 'Gets its new labels.' : 'No change: it is so already.');
}

async function prioritize(
  kernel: Kernel,
  actor: Actor,
  report: ReportRecord,
  target: Target,
  { priority, text: explanation }: BulkFields,
): Promise<Verdict> {
  if (String(report.priority) === priority && report.assessedAt !== null)
    return done(`No change: it is P${priority} already.`);
  const fields = { ...fieldsOfAssessment(report), priority, explanation };
  const outcome = await assessReport(kernel, actor, { ...target, fields });
  if (!outcome.ok) return refused(Object.values(outcome.errors).join(' '));
  return done(report.priority === null ? `Becomes P${priority}.` : `P${report.priority} becomes P${priority}.`);
}

function close(
  kernel: Kernel,
  actor: Actor,
  report: ReportRecord,
  target: Target,
  fields: BulkFields,
): Promise<Verdict> | Verdict {
  const isOutside = fields['closeReason'] === 'out_of_scope';
  if (isOutside && report.scopeVerdict === 'in')
    return refused(`It is in scope, by the rule ${report.scopeRuleId}. Close it on its own page if that is wrong.`);
  // Each report is out by the rule that said so when it came in.
  const scopeRule = isOutside ? report.scopeRuleId : undefined;
  return move(kernel, actor, target, { ...fields, kind: 'close', ...(scopeRule !== undefined && { scopeRule }) });
}

async function move(kernel: Kernel, actor: Actor, target: Target, fields: BulkFields): Promise<Verdict> {
  const outcome = await moveAsStaff(kernel, actor, { ...target, fields, asksDuties: false });
  if (!outcome.ok)
    return refused('errors' in outcome ? Object.values(outcome.errors).join(' ') : outcome.refused.sentence);
  const reason = closeReasonNames.find(name => name === fields['closeReason']);
  return done(
    fields['kind'] === 'close' && reason
      ? `Closed as ${closeReasons[reason].label.toLowerCase()}.`
      : 'The reporter is asked; our clocks rest.',
  );
}
