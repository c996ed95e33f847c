// Mails about retests: that a check is wanted and by when, that its time runs out, that the team has to confirm.
import { mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { findIssue } from '../issues/issue-store.ts';
import { tellReporter } from '../mail/tell-reporter.ts';
import { readReport } from '../report-store.ts';
import { findOpenAsk } from './due-store.ts';

const MAIL = system('mail');

export const tellAskedReporter = subscriber({
  name: 'tell-reporter-when-retest-asked',
  event: 'retest.asked',
  handle: async (kernel, { ask }, delivery) => {
    const open = await findOpenAsk(kernel, ask);
    if (!open) return;
    const report = await readReport(kernel, MAIL, open.report);
    await tellReporter(kernel, report, delivery, {
      subject: `Please check a fix: report ${report.number}`,
      sentence: `The team asks you to check a fix, by ${dayWords(open.dueAt)}.`,
    });
  },
});

/** Once, shortly before the time is over. */
export async function remindOfAsk(kernel: Kernel, ask: string): Promise<void> {
  const open = await findOpenAsk(kernel, ask);
  if (!open) return;
  const report = await readReport(kernel, MAIL, open.report);
  await tellReporter(kernel, report, `retest-reminder:${ask}`, {
    subject: `A check still waits for you: report ${report.number}`,
    sentence: `The team has asked you to check a fix. The time for it ends on ${dayWords(open.dueAt)}.`,
  });
}

export const tellTeamToConfirm = subscriber({
  name: 'tell-team-when-retest-is-to-be-confirmed',
  event: 'retest.to-confirm',
  handle: async (kernel, { issue }, delivery) => {
    const found = await findIssue(kernel, MAIL, issue);
    if (!found || found.state !== 'fixed') return;
    const { operator, publicUrl } = kernel.config;
    const subject = `${found.number}: the fix waits to be confirmed`;
    const text = `Everybody who was asked to check the fix has answered, or had the time to.\n\n${publicUrl}${href(routes.reports.issue, { id: issue })}\n\nMails like this never say what a report is about.\n`;
    const to = /^mailto:(.+)$/.exec(operator.securityContact)?.[1];
    if (found.fixOwner !== null) await mailPerson(kernel, found.fixOwner, { subject, text }, delivery);
    else if (to !== undefined) await kernel.compose(kernel, { to, subject, text }, delivery);
  },
});

/** A day as mails write it, in UTC, with its name. */
const dayWords = (at: Date): string =>
  `${new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' }).format(at)} (UTC)`;
