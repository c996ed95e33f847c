// Mails to the team: that there is something to read. A burst of reports makes one mail, not a hundred.
import { mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { after, MINUTE } from '../../core/clock.ts';
import type { Job } from '../../core/jobs.ts';
import { subscriber } from '../../core/subscriber.ts';
import { findMessageFacts } from '../conversation-store.ts';
import { countUnread, readReport } from '../report-store.ts';
import { tellReporter } from './tell-reporter.ts';

const DIGEST = 'tell-team-of-new-reports';

/** The reporter is thanked, if there is an address, and the team hears of it within minutes. */
export const tellWhenSubmitted = subscriber({
  name: 'tell-when-report-submitted',
  event: 'report.submitted',
  handle: async (kernel, { report }, delivery) => {
    const record = await readReport(kernel, system('mail'), report);
    await tellReporter(kernel, record, delivery, {
      subject: `We have your report ${record.number}`,
      sentence: 'Thank you. Your report has arrived and is in the queue of the team.',
    });
    await kernel.enqueue(kernel, DIGEST, {}, { key: DIGEST, runAt: after(kernel.clock.now(), 5 * MINUTE) });
  },
});

/** Says how many reports nobody has opened yet. */
export const newReportsDigestJob: Job = {
  name: DIGEST,
  run: async kernel => {
    const { operator, publicUrl } = kernel.config;
    const to = /^mailto:(.+)$/.exec(operator.securityContact)?.[1];
    const unread = await countUnread(kernel);
    if (to === undefined || unread === 0) return;
    const subject = unread === 1 ? 'One report waits to be read' : `${unread} reports wait to be read`;
    const text = `${subject}.\n\n${publicUrl}${href(routes.reports.queue)}\n\nMails like this never say what a report is about.\n`;
    await kernel.compose(kernel, { to, subject, text });
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
