// Looks after mails: those that still wait are tried again, those that were set aside are removed in the end.
import { after, DAY, HOUR } from '../../core/clock.ts';
import type { Check } from '../../core/module.ts';
import type { Job } from '../../core/work/jobs.ts';
import { PROCESS_MAIL } from './accept-mail.ts';
import { countWaiting, listAsideBefore, listWaitingBefore, removeMail } from './mail-store.ts';

/** How long automatic answers, bounces and duplicates are kept. */
const ASIDE_DAYS = 90;

export const sweepMailsJob: Job = {
  name: 'sweep-mails',
  every: '41 * * * *',
  run: async kernel => {
    const now = kernel.clock.now();
    await kernel.transaction(async kernel => {
      for (const id of await listWaitingBefore(kernel, after(now, -HOUR), 500))
        await kernel.enqueue(kernel, PROCESS_MAIL, { mail: id }, { key: `${PROCESS_MAIL}:${id}` });
      for (const mail of await listAsideBefore(kernel, after(now, -ASIDE_DAYS * DAY), 500))
        await removeMail(kernel, mail);
    });
  },
};

export const mailChecks: readonly Check[] = [
  {
    name: 'reports.mails',
    claim: 'No mail that was taken in has waited for more than an hour.',
    run: async kernel => {
      const { all, long } = await countWaiting(kernel, after(kernel.clock.now(), -HOUR));
      return { ok: long === 0, detail: `${all} wait, ${long} of them for more than an hour.` };
    },
  },
];
