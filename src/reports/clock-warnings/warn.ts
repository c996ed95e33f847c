// Warns whoever has a report before a promise runs out and when it has, and then the admins; each once, one mail a person.
import { listStaff, mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import { currentProgram } from '../../program/index.ts';
import { clockWords } from '../queue/running-clocks.ts';
import { readReport } from '../report-store.ts';
import { runsOf, stageTimes, type WarningStage } from './clock-warning.ts';
import { checkAgain, noteWarning, takeUnchecked } from './clock-warning-store.ts';

const BATCH = 200;

const stageWords: Readonly<Record<WarningStage, string>> = {
  soon: 'is due soon',
  over: 'is overdue',
  escalated: 'is long overdue',
};

export const warnOfClocksJob: Job = {
  name: 'warn-of-clocks',
  every: '*/5 * * * *',
  run: async kernel => {
    while ((await kernel.transaction(warnBatch)) === BATCH);
  },
};

/** Looks at some reports; gives how many. */
async function warnBatch(kernel: Kernel): Promise<number> {
  const terms = await currentProgram(kernel);
  const now = kernel.clock.now();
  const ids = await takeUnchecked(kernel, BATCH);
  const lines = new Map<string, string[]>();
  for (const id of ids) {
    const report = await readReport(kernel, system('clocks'), id);
    const next: Date[] = [];
    for (const each of runsOf(report, terms)) {
      const stages = stageTimes(each, terms);
      const reached = stages.filter(({ at }) => at <= now);
      next.push(...stages.filter(({ at }) => at > now).map(({ at }) => at));
      let isNew = false;
      for (const { stage } of reached) isNew = await noteWarning(kernel, id, { ...each, stage });
      // Of several stages that were reached at once, the last says all.
      const last = reached.at(-1);
      if (!last || !isNew) continue;
      const line = `${report.number}: ${clockWords[each.clock]} ${stageWords[last.stage]}`;
      for (const person of await hearers(kernel, report.assignee, last.stage))
        lines.set(person, [...(lines.get(person) ?? []), line]);
      await kernel.audit.record(kernel.db, {
        actor: 'system:clocks',
        action: 'report.clock',
        subject: id,
        details: { clock: each.clock, stage: last.stage },
      });
      await kernel.emit(kernel, 'clock.warned', { report: id, clock: each.clock, stage: last.stage });
    }
    await checkAgain(kernel, id, next.length === 0 ? null : new Date(Math.min(...next.map(at => at.getTime()))));
  }
  for (const [person, said] of lines) {
    const [first = ''] = said;
    const subject = said.length === 1 ? first : `${said.length} promises need you`;
    const link = `${kernel.config.publicUrl}${href(routes.reports.queue)}`;
    const text = `${said.join('\n')}\n\n${link}\n\nMails like this never say what a report is about.\n`;
    await mailPerson(kernel, person, { subject, text }, `clocks:${now.toISOString()}:${person}`);
  }
  return ids.length;
}

/** Whoever has the report; the admins too once it is long overdue, and instead when nobody has it. */
async function hearers(kernel: Kernel, assignee: string | null, stage: WarningStage): Promise<Set<string>> {
  const people = new Set(assignee === null ? [] : [assignee]);
  if (assignee === null || stage === 'escalated')
    for (const { id } of await listStaff(kernel, 'operation.read')) people.add(id);
  return people;
}
