// Mails to the team: that there is something to read. A burst of reports makes one mail, not a hundred.
import { mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import type { Job } from '../../core/work/jobs.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { findMessageFacts } from '../conversation-store.ts';
import { markTold, readReport } from '../report-store.ts';

/** Says how many reports came that nobody has opened yet. */
export const newReportsDigestJob: Job = {
  name: 'tell-team-of-new-reports',
  every: '*/5 * * * *',
  run: async kernel => {
    await kernel.transaction(async kernel => {
      const unread = await markTold(kernel);
      const { operator, publicUrl } = kernel.config;
      const to = /^mailto:(.+)$/.exec(operator.securityContact)?.[1];
      if (to === undefined || unread === 0) return;
      const subject = unread === 1 ? 'A new report waits to be read' : `${unread} new reports wait to be read`;
      const text = `${subject}.\n\n${publicUrl}${href(routes.reports.queue)}\n\nMails like this never say what a report is about.\n`;
      await kernel.compose(kernel, { to, subject, text });
    });
  },
};

export const tellAssigneeWhenReporterWrote = subscriber({
  name: 'tell-assignee-when-reporter-wrote',
  event: 'report.answered',
  handle: async (kernel, { report, message }, delivery) => {
    const facts = await findMessageFacts(kernel, message);
    if (facts?.role !== 'reporter') return;
    const { assignee, number } = await readReport(kernel, system('mail'), report);
    if (assignee === null) return;
    const text = `The reporter has written.\n\n${kernel.config.publicUrl}${href(routes.reports.triage, { id: report })}\n`;
    await mailPerson(kernel, assignee, { subject: `A message in report ${number}`, text }, delivery);
  },
});
