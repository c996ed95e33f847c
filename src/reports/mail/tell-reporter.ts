// Mails to reporters: that something happened with their report, never what. The page says the rest.
import { mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { findEntryFacts, findMessageFacts } from '../conversation-store.ts';
import { replyAddressOf } from '../mailin/reply-address.ts';
import type { ReportRecord } from '../report-record.ts';
import { readReport } from '../report-store.ts';
import { findAskOf } from '../retests/retest-store.ts';

export const thankReporter = subscriber({
  name: 'thank-reporter',
  event: 'report.reachable',
  handle: async (kernel, { report }, delivery) => {
    const record = await readReport(kernel, system('mail'), report);
    await tellReporter(kernel, record, delivery, {
      subject: `We have your report ${record.number}`,
      sentence: 'Thank you. Your report has arrived and is in the queue of the team.',
    });
  },
});

export const tellReporterWhenMoved = subscriber({
  name: 'tell-reporter-when-report-moved',
  event: 'report.moved',
  handle: async (kernel, { report, entry }, delivery) => {
    const facts = await findEntryFacts(kernel, entry);
    if (!facts || facts.role === 'reporter' || facts.audience !== 'reporter') return;
    // Who is asked to check the fix gets a mail about that.
    if (facts.to === 'fixed' && (await findAskOf(kernel, report))?.answer === null) return;
    const record = await readReport(kernel, system('mail'), report);
    const isAsked = facts.to === 'needs_info' || facts.to === 'fixed';
    await tellReporter(kernel, record, delivery, {
      subject: isAsked ? `We need you for report ${record.number}` : `News about your report ${record.number}`,
      sentence: isAsked
        ? 'Your report has moved on, and the next step is yours.'
        : 'Your report has moved on to another step.',
    });
  },
});

export const tellReporterWhenAnswered = subscriber({
  name: 'tell-reporter-when-report-answered',
  event: 'report.answered',
  handle: async (kernel, { report, message }, delivery) => {
    const facts = await findMessageFacts(kernel, message);
    if (facts?.role !== 'staff' || facts.audience !== 'reporter') return;
    const record = await readReport(kernel, system('mail'), report);
    await tellReporter(kernel, record, delivery, {
      subject: `A message about your report ${record.number}`,
      sentence: 'The security team has written to you.',
    });
  },
});

/** Writes to the account or to the address that was given; to nobody when there is neither. */
export async function tellReporter(
  kernel: Kernel,
  { id, number, reporter, contact }: Pick<ReportRecord, 'id' | 'number' | 'reporter' | 'contact'>,
  delivery: string,
  { subject, sentence }: { readonly subject: string; readonly sentence: string },
): Promise<void> {
  const { operator, publicUrl } = kernel.config;
  if (reporter !== null) {
    const text = letter(
      sentence,
      `Sign in to read it:\n${publicUrl}${href(routes.reports.show, { id })}`,
      operator.name,
    );
    await mailPerson(kernel, reporter, { subject, text }, delivery);
  } else if (contact !== null) {
    const way = `Open it with your receipt code:\n${publicUrl}${href(routes.reports.return)}`;
    const reply = await replyAddressOf(kernel, id);
    const ways = reply ? `Answer this mail to write to the team.\n\n${way}` : way;
    await kernel.compose(
      kernel,
      {
        to: contact,
        subject,
        text: letter(sentence, `${ways}\nIt is about report ${number}.`, operator.name),
        replyTo: reply?.address,
        thread: reply?.token,
      },
      delivery,
    );
  }
}

const letter = (sentence: string, way: string, operator: string): string =>
  `${sentence}\n\n${way}\n\nMails like this never say what a report is about.\n\n${operator}\n`;
