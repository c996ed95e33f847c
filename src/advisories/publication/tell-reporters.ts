// Mails to the reporters of what an advisory is about: that something happened, never what.
import { mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { findIssue, readReport } from '../../reports/index.ts';
import { readCase } from '../cases/case-store.ts';
import { readDraft } from './draft-store.ts';

const mailer = system('mail');

export const tellReportersWhenPublished = subscriber({
  name: 'tell-reporters-when-advisory-published',
  event: 'advisory.published',
  handle: async (kernel, { advisory }, delivery) => {
    const draft = await readDraft(kernel, mailer, advisory);
    if (draft.case === null) return;
    for (const report of await reportsOf(kernel, draft.case)) await tellReporter(kernel, report, delivery);
  },
});

/** The report that the case began with, and the others of its issue. */
async function reportsOf(kernel: Kernel, caseId: string): Promise<ReadonlySet<string>> {
  const { report, issue } = await readCase(kernel, mailer, caseId);
  const linked = issue === null ? [] : ((await findIssue(kernel, mailer, issue))?.reports ?? []);
  return new Set([...(report === null ? [] : [report]), ...linked.map(({ id }) => id)]);
}

async function tellReporter(kernel: Kernel, report: string, delivery: string): Promise<void> {
  const { number, reporter, contact } = await readReport(kernel, mailer, report);
  const { operator, publicUrl } = kernel.config;
  const text = [
    `Something has happened with what you reported as ${number}, and everybody can read it by now:`,
    '',
    publicUrl + href(routes.advisories.published),
    '',
    'Mails like this never say what a report is about.',
    '',
    operator.name,
  ].join('\n');
  const mail = { subject: `News about your report ${number}`, text };
  if (reporter !== null) await mailPerson(kernel, reporter, mail, `${delivery}:${report}`);
  else if (contact !== null) await kernel.compose(kernel, { to: contact, ...mail }, `${delivery}:${report}`);
}
