// Mail to whoever was given a report by somebody else: that there is one, never what it says.
import { mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { readReport } from '../report-store.ts';

export const tellAssigneeWhenAssigned = subscriber({
  name: 'tell-assignee-when-report-assigned',
  event: 'report.assigned',
  handle: async (kernel, { report, person, by }, delivery) => {
    // Who takes a report knows it already.
    if (person === by) return;
    const { number, assignee } = await readReport(kernel, system('mail'), report);
    if (assignee !== person) return;
    const text = `You have been given report ${number}.\n\n${kernel.config.publicUrl}${href(routes.reports.triage, { id: report })}\n\nMails like this never say what a report is about.\n`;
    await mailPerson(kernel, person, { subject: `Report ${number} is yours`, text }, delivery);
  },
});
