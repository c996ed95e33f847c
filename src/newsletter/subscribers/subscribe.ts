// From asking to ending: nobody is mailed before they confirmed, and nobody learns whose address is known.
import { href, routes } from '../../catalog/routes.ts';
import { actorId, anonymous, system } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import { hashToken, newToken } from '../../core/crypto/tokens.ts';
import { isRefusal } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { withdrawMails } from '../../core/mail/mail.ts';
import type { Job } from '../../core/work/jobs.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { findDelivery, listMailIds } from '../issues/delivery-store.ts';
import { readerLink, subscriberOf } from './reader-link.ts';
import {
  addressIndex,
  askAgain,
  confirmSubscriber,
  endSubscriber,
  findByAddress,
  findByToken,
  findSubscriber,
  insertSubscriber,
  keepTopics,
  lockAddress,
  removeUnconfirmed,
  type Subscriber,
} from './subscriber-store.ts';
import { consentWords, type Topic, topicsIn, topicWords } from './topics.ts';

/** How long a confirming link is good; whoever has not confirmed by then is forgotten. */
export const CONFIRM_DAYS = 7;

/** @param input.address normalized; @param input.askedOn the path of the page with the form */
export async function askToSubscribe(
  kernel: Kernel,
  {
    address,
    topics,
    askedOn,
  }: { readonly address: string; readonly topics: readonly Topic[]; readonly askedOn: string },
): Promise<void> {
  if (!(await mayMail(kernel, address))) return;
  const { operator } = kernel.config;
  await kernel.transaction(async kernel => {
    await lockAddress(kernel, address);
    const known = await findByAddress(kernel, address);
    if (known && topics.every(topic => known.topics.includes(topic))) {
      // As slow and as silent as the other way: who asks for somebody else learns nothing.
      await kernel.compose(kernel, {
        to: address,
        subject: `You get this from ${operator.name} already`,
        text: [
          `Somebody, most likely you, asked ${operator.name} to mail you: ${named(topics)}. You get it already, so nothing changes.`,
          '',
          'What you get, and how to end it:',
          readerLink(kernel, known.id),
        ].join('\n'),
      });
      return;
    }
    const token = newToken(kernel.random);
    const asking = {
      topics,
      words: consentWords(operator.name, topics),
      askedOn,
      token,
      tokenUntil: after(kernel.clock.now(), CONFIRM_DAYS * DAY),
    };
    const id = known ? known.id : await insertSubscriber(kernel, address, asking);
    if (known) await askAgain(kernel, known.id, asking);
    await note(kernel, 'newsletter.ask', id, { topics: topics.join(' '), words: sha256(asking.words) });
    await kernel.compose(kernel, {
      to: address,
      subject: `Please confirm: mails from ${operator.name}`,
      text: [
        `Somebody, most likely you, asked ${operator.name} to mail you: ${named(topics)}.`,
        '',
        `If that is so, confirm it within ${CONFIRM_DAYS} days:`,
        kernel.config.publicUrl + href(routes.newsletter.confirm, undefined, { t: token }),
        '',
        'If it was not you, do nothing: you get no further mail, and the address is forgotten.',
      ].join('\n'),
    });
  });
}

/** Whoever holds the link's secret; undefined once it was used or is too old. */
export const whoConfirms = (kernel: Kernel, token: string): Promise<Subscriber | undefined> =>
  findByToken(kernel, token);

/** @returns undefined when the link is no longer good */
export async function confirm(kernel: Kernel, token: string): Promise<Subscriber | undefined> {
  return kernel.transaction(async kernel => {
    const found = await findByToken(kernel, token);
    if (!found) return undefined;
    const all = topicsIn([...found.topics, ...found.askedTopics]);
    if (!(await confirmSubscriber(kernel, token, all))) return undefined;
    await note(kernel, 'newsletter.confirm', found.id, { topics: all.join(' '), words: sha256(found.words) });
    return { ...found, state: 'confirmed', topics: all, askedTopics: [] };
  });
}

/** The reader whom a link in a mail names, while they get anything. */
export async function readerOf(kernel: Kernel, token: string): Promise<Subscriber | undefined> {
  const id = subscriberOf(kernel, token);
  return id === undefined ? undefined : findSubscriber(kernel, id);
}

/** Keeps some topics and ends the others; without any left, everything ends and the address is forgotten. */
export async function changeTopics(kernel: Kernel, reader: Subscriber, kept: readonly Topic[]): Promise<void> {
  const left = reader.topics.filter(topic => kept.includes(topic));
  if (left.length === 0) return end(kernel, reader.id, 'reader');
  await kernel.transaction(async kernel => {
    await keepTopics(kernel, reader.id, left);
    await withdrawMails(kernel, await listMailIds(kernel, reader.id, left));
    await note(kernel, 'newsletter.change', reader.id, { topics: left.join(' ') });
  });
}

/** Ends it, takes back what has not left yet, and forgets the address. Harmless to repeat. */
export async function end(kernel: Kernel, id: string, by: 'reader' | 'returned' | 'erased'): Promise<void> {
  await kernel.transaction(async kernel => {
    if (!(await endSubscriber(kernel, id, by))) return;
    await withdrawMails(kernel, await listMailIds(kernel, id));
    await note(kernel, 'newsletter.end', id, { by });
  });
}

/** An address that mails come back from for good is not mailed again. */
export const endWhenMailReturned = subscriber({
  name: 'end-subscription-when-mail-returned',
  event: 'mail.returned',
  handle: async (kernel, { mail }) => {
    const delivery = await findDelivery(kernel, mail);
    if (delivery) await end(kernel, delivery.subscriber, 'returned');
  },
});

/** Forgets whoever never confirmed. */
export const forgetUnconfirmedJob: Job = {
  name: 'forget-unconfirmed-subscribers',
  every: '15 4 * * *',
  run: async kernel => {
    await kernel.transaction(kernel => removeUnconfirmed(kernel, after(kernel.clock.now(), -CONFIRM_DAYS * DAY)));
  },
};

const named = (topics: readonly Topic[]): string => topics.map(topic => topicWords[topic].label).join(', ');
const sha256 = (text: string): string => hashToken(text).toString('hex');

/** The proof of consent: the audit log cannot be changed, and says what was agreed to by its hash. */
async function note(
  kernel: Kernel,
  action: string,
  subject: string,
  details: Readonly<Record<string, string>>,
): Promise<void> {
  const actor = actorId(details['by'] === 'returned' ? system('newsletter') : anonymous);
  await kernel.audit.record(kernel.db, { actor, action, subject, details });
}

/** Too many mails to one address are not sent, and nobody is told: a refusal would say that somebody asked before. */
async function mayMail(kernel: Kernel, address: string): Promise<boolean> {
  try {
    await kernel.rateLimiter.take('newsletterMail', addressIndex(kernel, address).toString('hex'));
    return true;
  } catch (error) {
    if (isRefusal(error, 'rate_limited')) return false;
    throw error;
  }
}
