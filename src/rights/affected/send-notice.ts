// Staff tells the people whom a breach concerns: all that are found, each by mail that there is something to read.
import { mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import { type BreachQuery, findConcerned } from './find-concerned.ts';
import { addPeople, insertNotice, takeUntold } from './notice-store.ts';

const SEND_NOTICE = 'send-breach-notice';
const AT_ONCE = 1000;

/** Notes who is concerned, as it is known now, and begins to tell them. @returns how many they are */
export const sendNotice = (kernel: Kernel, actor: Actor, query: BreachQuery, words: string): Promise<number> =>
  kernel.transaction(async kernel => {
    const notice = await insertNotice(kernel, { words, criteria: JSON.stringify(query), by: actorId(actor) });
    let people = 0;
    let after: string | undefined;
    for (;;) {
      const found = await findConcerned(kernel, actor, query, { after, limit: AT_ONCE });
      await addPeople(
        kernel,
        notice,
        found.map(({ person }) => person),
      );
      people += found.length;
      after = found.at(-1)?.person;
      if (found.length < AT_ONCE) break;
    }
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'rights.notice.send',
      subject: notice,
      details: { people },
    });
    await kernel.enqueue(kernel, SEND_NOTICE, { notice }, { key: notice });
    return people;
  });

export const noticeJob: Job = {
  name: SEND_NOTICE,
  run: async (kernel, { notice = '' }) => {
    for (;;) {
      const told = await kernel.transaction(async kernel => {
        const people = await takeUntold(kernel, notice);
        for (const person of people)
          await mailPerson(
            kernel,
            person,
            {
              subject: 'Something happened to your data',
              text: `What happened, what it means for you and what you can do stands here:\n${kernel.config.publicUrl}${href(routes.rights.home)}\n`,
            },
            `breach-notice:${notice}`,
          );
        return people.length;
      });
      if (told === 0) return;
    }
  },
};
