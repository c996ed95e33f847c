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

/** Mails are written for so long, and so many at most, in one transaction. */
const STEP_SECONDS = 5;
const STEP = 200;
/** Whoever comes late may hurry after so much of it: a pause of the server is not made good by a flood. */
const LATE = 5 * SECOND;

/** @throws Refusal conflict when it was edited, or is on its way already */
export async function sendIssue(kernel: Kernel, actor: Actor, issue: Issue): Promise<void> {
  await kernel.transaction(async kernel => {
    if (!(await startIssue(kernel, issue))) throw refuse('conflict');
    await enqueueStep(kernel, { issue: issue.id, after: '', due: kernel.clock.now() });
    await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'newsletter.send', subject: issue.id });
  });
}

/**
 * One step. After a crash it begins where the last whole step ended; a mail is never written twice. A step that had
 * committed when its process died finds that the issue is further than it was told, and leaves the rest to the next.
 */
export const sendIssueJob: Job = {
  name: SEND_ISSUE,
  run: async (kernel, { issue: id = '', after: reached, due }) => {
    const perSecond = kernel.config.newsletterPerSecond;
    await kernel.transaction(async kernel => {
      const issue = await lockIssue(kernel, id);
      if (issue?.state !== 'sending' || issue.startedAt === null) return;
      if (reached !== undefined && reached !== issue.reached) return;
      const readers = await listNext(kernel, {
        topic: issue.topic,
        after: issue.reached,
        until: issue.startedAt,
        limit: Math.min(STEP, perSecond * STEP_SECONDS),
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
      if (last === undefined) return;
      const wasDue = Math.max(Number(due ?? 0), kernel.clock.now().getTime() - LATE);
      const nextDue = after(new Date(wasDue), (readers.length / perSecond) * SECOND);
      await enqueueStep(kernel, { issue: id, after: last, due: nextDue });
    });
  },
};

/** Never before now: jobs run in the order of their moments, so a step waits for the mails of the one before, and a mail of somebody else for one step at most. */
const enqueueStep = (
  kernel: Kernel,
  { issue, after, due }: { readonly issue: string; readonly after: string; readonly due: Date },
): Promise<void> =>
  kernel.enqueue(
    kernel,
    SEND_ISSUE,
    { issue, after, due: String(due.getTime()) },
    { runAt: new Date(Math.max(due.getTime(), kernel.clock.now().getTime())) },
  );

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
