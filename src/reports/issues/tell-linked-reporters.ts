// Mails to the reporters of duplicates: that the one fix has moved on. Who else waits for it is never said.
import { system } from '../../core/actor.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { tellReporter } from '../mail/tell-reporter.ts';
import { readReport } from '../report-store.ts';
import { findAskOf } from '../retests/retest-store.ts';
import { isDecisive } from './issue-state.ts';
import { findIssue, listReportsOf } from './issue-store.ts';

export const tellLinkedReporters = subscriber({
  name: 'tell-reporters-of-duplicates-when-issue-moved',
  event: 'issue.moved',
  handle: async (kernel, { issue }, delivery) => {
    const actor = system('mail');
    const found = await findIssue(kernel, actor, issue);
    if (!found) return;
    for (const { id, number, ...head } of await listReportsOf(kernel, actor, issue)) {
      // Who sent the report that stands for the issue hears of its own moves.
      if (isDecisive(head)) continue;
      // Who is asked to check the fix gets a mail about that.
      if (found.state === 'fixed' && (await findAskOf(kernel, id))?.answer === null) continue;
      const { reporter, contact } = await readReport(kernel, actor, id);
      await tellReporter(kernel, { id, number, reporter, contact }, `${delivery}:${id}`, {
        subject: `News about your report ${number}`,
        sentence: 'The fix that your report waits for has moved on.',
      });
    }
  },
});
