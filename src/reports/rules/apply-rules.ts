// Gives a new report away by the rules in force, as soon as it has come in.
import { listStaff } from '../../accounts/index.ts';
import { actorId, system } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { addEntry } from '../conversation-store.ts';
import { changedLabels } from '../queue/label.ts';
import { labelsOf, saveLabels } from '../queue/label-store.ts';
import { languageOf } from '../queue/language-store.ts';
import { lockReport, saveReport } from '../report-store.ts';
import { decide } from './assignment-rule.ts';
import {
  countOpenByPerson,
  findRulesInForce,
  lastByRule,
  listAbsences,
  lockRules,
  noteAssigned,
  sourceOf,
} from './rule-store.ts';

const self = system('assignment-rules');

export const assignWhenSubmitted = subscriber({
  name: 'assign-report-by-rules-when-submitted',
  event: 'report.submitted',
  handleAll: async (kernel, deliveries) => {
    if (((await findRulesInForce(kernel))?.rules.length ?? 0) === 0) return;
    for (const { payload } of deliveries) await kernel.transaction(kernel => applyRules(kernel, payload.report));
  },
});

/** Who may get reports by rules now: may triage, and is not away. */
export async function presentPeople(kernel: Kernel): Promise<ReadonlySet<string>> {
  const [staff, away] = await Promise.all([listStaff(kernel, 'report.triage'), listAbsences(kernel)]);
  return new Set(staff.map(({ id }) => id).filter(id => !away.has(id)));
}

async function applyRules(kernel: Kernel, id: string): Promise<void> {
  // One at a time, so that turns are turns.
  await lockRules(kernel);
  const force = await findRulesInForce(kernel);
  const report = await lockReport(kernel, self, id);
  // Somebody was faster, or it ran before.
  if (!force || report.assignee !== null || report.state !== 'new') return;
  const before = await labelsOf(kernel, id);
  const [present, load, lastBy] = await Promise.all([
    presentPeople(kernel),
    countOpenByPerson(kernel),
    lastByRule(
      kernel,
      force.rules.map(rule => rule.id),
    ),
  ]);
  const { given, labels } = decide(
    force.rules,
    {
      targetId: report.targetId,
      taxonomyId: report.taxonomyId,
      priority: report.priority,
      language: await languageOf(kernel, id),
      source: await sourceOf(kernel, id),
      labels: before,
      reporter: report.reporter,
    },
    { present, load, lastBy },
  );
  if (given) {
    await saveReport(kernel, report, { assignee: given.person });
    await noteAssigned(kernel, { report: id, version: force.version, rule: given.rule.id, person: given.person });
    const details = { assignee: given.person, before: '', rule: given.rule.id, version: force.version };
    await addEntry(kernel, self, id, { kind: 'assign', role: 'system', audience: 'internal', details });
    await kernel.audit.record(kernel.db, { actor: actorId(self), action: 'report.assign', subject: id, details });
    await kernel.emit(kernel, 'report.assigned', { report: id, person: given.person, by: actorId(self) });
  }
  const after = changedLabels(before, { add: labels, remove: [] });
  if (labels.length === 0 || !after.ok) return;
  await saveLabels(kernel, self, id, after.labels);
  const details = { labels: [...after.labels], before: [...before] };
  await addEntry(kernel, self, id, { kind: 'label', role: 'system', audience: 'internal', details });
  await kernel.audit.record(kernel.db, { actor: actorId(self), action: 'report.label', subject: id, details });
}
