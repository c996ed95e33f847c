// Mails to the reporters of what an advisory is about: that something happened, never what.
import { mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { readReport } from '../../reports/index.ts';
import { reportsOfAdvisory } from './reports-of-advisory.ts';

const mailer = system('mail');

export const tellReportersWhenPublished = subscriber({
  name: 'tell-reporters-when-advisory-published',
  event: 'advisory.published',
  handle: async (kernel, { advisory }, delivery) => {
    for (const report of await reportsOfAdvisory(kernel, mailer, advisory))
      await tellReporter(kernel, report, delivery);
  },
});

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
