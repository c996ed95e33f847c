// Warns the admins: when a duty begins, when its time runs short, and when it is late; and follows fixes.
import { listStaff, mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { findEntryFacts } from '../conversation-store.ts';
import { followFix } from './act-on-duty.ts';
import { foldDuties, openStages, type WarningLevel, warningDue } from './duty.ts';
import { addDutyEvent, listDutyEvents, listOpenSubjects, lockDuties } from './duty-store.ts';
import { readDutySubject } from './duty-subject.ts';
import { dutyWords, stageWords } from './duty-words.ts';

const self = system('warn-of-duties');

/** Each level of each stage is told once. */
export const warnOfDutiesJob: Job = {
  name: 'warn-of-duties',
  every: '*/5 * * * *',
  run: async kernel => {
    for (const { subject, isDrill } of await listOpenSubjects(kernel, self)) await warnOf(kernel, subject, isDrill);
  },
};

async function warnOf(root: Kernel, subject: string, isDrill: boolean): Promise<void> {
  await root.transaction(async kernel => {
    await lockDuties(kernel, subject);
    const now = kernel.clock.now();
    const due = openStages(foldDuties(await listDutyEvents(kernel, subject))).flatMap(stage => {
      const level = warningDue(stage, now);
      return level === null ? [] : [{ stage, level }];
    });
    if (due.length === 0) return;
    const { name } = await readDutySubject(kernel, self, subject);
    const admins = await listStaff(kernel, 'program.edit');
    for (const { stage, level } of due) {
      const mark = isDrill ? 'Drill: ' : '';
      const what = `${dutyWords[stage.duty].name}, ${stageWords[stage.stage].toLowerCase()}`;
      const text = [
        ...(isDrill ? ['THIS IS A DRILL. Nothing is to be submitted to an authority.', ''] : []),
        `${what}: ${levelWords[level]}.`,
        `Due ${stage.dueAt?.toISOString()} (UTC), for ${name}.`,
        '',
        `${kernel.config.publicUrl}${href(routes.reports.duty, { id: subject })}`,
        '',
      ].join('\n');
      for (const { id } of admins)
        await mailPerson(
          kernel,
          id,
          { subject: `${mark}Reporting duty ${subjectWords[level]}: ${name.replace(/^Drill: /, '')}`, text },
          `duty:${subject}:${stage.duty}:${stage.stage}:${level}`,
        );
      await addDutyEvent(kernel, self, {
        subject,
        isDrill,
        event: { kind: 'warned', duty: stage.duty, stage: stage.stage, level },
      });
    }
  });
}

const levelWords: Readonly<Record<WarningLevel, string>> = {
  begun: 'its clock has started',
  soon: 'its time runs short',
  late: 'it is late',
};
const subjectWords: Readonly<Record<WarningLevel, string>> = { begun: 'begun', soon: 'due soon', late: 'late' };

/** A fix that is in place is a corrective measure; one that a check found wanting is none any more. */
export const followFixesOfDuties = subscriber({
  name: 'follow-fixes-of-duties',
  event: 'report.moved',
  handle: async (kernel, { report, entry }) => {
    const facts = await findEntryFacts(kernel, entry);
    if (facts?.to === 'fixed') await followFix(kernel, self, report, true);
    if (facts?.from === 'fixed' && facts.to === 'accepted') await followFix(kernel, self, report, false);
  },
});
