// What time does to embargoes: it reminds of their end, and ends them. It never publishes anything.
import { system } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import type { Job } from '../../core/work/jobs.ts';
import { listEndingEmbargoes, lockCase, saveCase } from './case-store.ts';
import { expireEmbargo } from './talk-embargo.ts';
import { remindOfEnd } from './tell-parties.ts';

const REMIND_BEFORE = 3 * DAY;
const clockActor = system('embargo-clock');

export const watchEmbargoesJob: Job = {
  name: 'watch-embargoes',
  every: '*/5 * * * *',
  run: async kernel => {
    const now = kernel.clock.now();
    for (const id of await listEndingEmbargoes(kernel, now)) await expireEmbargo(kernel, clockActor, id);
    for (const id of await listEndingEmbargoes(kernel, after(now, REMIND_BEFORE), true))
      await kernel.transaction(async kernel => {
        const found = await lockCase(kernel, clockActor, id);
        await saveCase(kernel, found, { remindedAt: now });
        await remindOfEnd(kernel, found, `embargo-reminder:${id}:${found.until?.at.toISOString() ?? ''}`);
      });
  },
};
