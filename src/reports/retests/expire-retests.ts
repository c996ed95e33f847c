// By the clock: reminds who was asked to check a fix and has not answered, and ends waiting when the time is over.
import { system } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import { addEntry } from '../conversation-store.ts';
import { lockLinked, settleRetest } from './carry-out-verdict.ts';
import { listOverdue, takeUnreminded } from './due-store.ts';
import { findOpenRetest, saveAnswer } from './retest-store.ts';
import { remindOfAsk } from './tell-of-retest.ts';

const self = system('retests');

/** So long before the end somebody is reminded, once. */
const REMIND_BEFORE = 2 * DAY;

export const expireRetestsJob: Job = {
  name: 'expire-retests',
  every: '*/10 * * * *',
  run: async kernel => {
    await kernel.transaction(async kernel => {
      for (const ask of await takeUnreminded(kernel, after(kernel.clock.now(), REMIND_BEFORE)))
        await remindOfAsk(kernel, ask);
    });
    for (const issue of await listOverdue(kernel)) await expire(kernel, issue);
  },
};

async function expire(root: Kernel, issue: string): Promise<void> {
  await root.transaction(async kernel => {
    await lockLinked(kernel, issue);
    const open = await findOpenRetest(kernel, self, issue);
    if (!open || open.dueAt > kernel.clock.now()) return;
    for (const { report, answer } of open.asked) {
      if (answer !== null) continue;
      if (!(await saveAnswer(kernel, { retest: open.id, report, answer: 'expired', message: null }))) continue;
      await addEntry(kernel, self, report, {
        kind: 'retest_expired',
        role: 'system',
        audience: 'reporter',
        details: { retest: open.id },
      });
    }
    await kernel.audit.record(kernel.db, {
      actor: 'system:retests',
      action: 'retest.expire',
      subject: issue,
      details: { retest: open.id },
    });
    await settleRetest(kernel, issue, { actor: self, said: '' });
  });
}
