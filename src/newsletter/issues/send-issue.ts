// Sends an issue, some mails at a time: each step writes mails, who got them, and how far it came, all or nothing.
import { type Actor, actorId, system } from '../../core/actor.ts';
import { after, SECOND } from '../../core/clock.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { mailIdOf } from '../../core/mail/mail.ts';
import type { Job } from '../../core/work/jobs.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { newsOfEdition } from '../../trust/index.ts';
import { listNext } from '../subscribers/subscriber-store.ts';
import { addDeliveries } from './delivery-store.ts';
import { mailOf } from './issue-mail.ts';
import { addIssue, findIssue, type Issue, lockIssue, noteProgress, startIssue } from './issue-store.ts';

const SEND_ISSUE = 'send-issue';

/** So many mails a step, and so long until the next: 40 a second at most, which mail servers take. */
const STEP = 200;
const PAUSE = 5 * SECOND;

/** @throws Refusal conflict when it was edited, or is on its way already */
export async function sendIssue(kernel: Kernel, actor: Actor, issue: Issue): Promise<void> {
  await kernel.transaction(async kernel => {
    if (!(await startIssue(kernel, issue))) throw refuse('conflict');
    await kernel.enqueue(kernel, SEND_ISSUE, { issue: issue.id });
    await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'newsletter.send', subject: issue.id });
  });
}

/** One step. After a crash it begins where the last whole step ended; a mail is never written twice. */
export const sendIssueJob: Job = {
  name: SEND_ISSUE,
  run: async (kernel, { issue: id = '' }) => {
    await kernel.transaction(async kernel => {
      const issue = await lockIssue(kernel, id);
      if (issue?.state !== 'sending' || issue.startedAt === null) return;
      const readers = await listNext(kernel, {
        topic: issue.topic,
        after: issue.reached,
        until: issue.startedAt,
        limit: STEP,
      });
      const deliveryOf = (reader: string) => `newsletter:${issue.id}:${reader}`;
      for (const reader of readers) await kernel.compose(kernel, mailOf(kernel, issue, reader), deliveryOf(reader.id));
      await addDeliveries(
        kernel,
        readers.map(({ id: reader }) => ({
          mail: mailIdOf(kernel, deliveryOf(reader)),
          issue: issue.id,
          subscriber: reader,
        })),
      );
      const last = readers.at(-1)?.id;
      await noteProgress(kernel, issue.id, { written: readers.length, last });
      if (last !== undefined)
        await kernel.enqueue(kernel, SEND_ISSUE, { issue: id }, { runAt: after(kernel.clock.now(), PAUSE) });
    });
  },
};

const self = system('newsletter');

/** What an edition of the trust center says newly goes to whoever confirmed that topic. */
export const tellWhenTrustPublished = subscriber({
  name: 'tell-subscribers-when-trust-published',
  event: 'trust.published',
  handle: async (kernel, { edition }) => {
    const news = await newsOfEdition(kernel, Number(edition));
    for (const topic of ['updates', 'subprocessors'] as const) {
      const its = news.filter(each => each.topic === topic);
      const [first] = its;
      if (!first) continue;
      const id = `trust-${edition}-${topic}`;
      await kernel.transaction(async kernel => {
        const title = its.length === 1 ? first.title : `${first.title}, and ${its.length - 1} more`;
        const body = its.map(({ title, text, url }) => `${title}\n\n${text}\n\n${url}`).join('\n\n');
        if (!(await addIssue(kernel, self, { id, topic, title, body }))) return;
        const issue = await findIssue(kernel, id);
        if (issue) await sendIssue(kernel, self, issue);
      });
    }
  },
});
