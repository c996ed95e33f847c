// Sends notices: what happens becomes one delivery for each receiver that wants it, signed at the moment it is sent.
import { listStaff, mailPerson } from '../../accounts/index.ts';
import type { EventName } from '../../catalog/events.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { DAY, HOUR } from '../../core/clock.ts';
import { standardWebhookHeaders } from '../../core/crypto/webhook-signature.ts';
import type { Kernel } from '../../core/kernel.ts';
import { addDelivery } from '../../core/work/deliveries/deliver.ts';
import { type DeliveryChannel, standardPauses, type TryOutcome } from '../../core/work/deliveries/delivery.ts';
import { failWaiting } from '../../core/work/deliveries/delivery-log-store.ts';
import { postOnce } from '../../core/work/deliveries/post.ts';
import { type AnySubscriber, subscriber } from '../../core/work/subscriber.ts';
import { NOTICES } from '../receivers/receiver.ts';
import { findReceiver, hasListeners, listListeners, openSecrets, stopReceiver } from '../receivers/receiver-store.ts';
import { type Notice, noticesOf } from './notice.ts';
import { bodyFor, type ReceiverKind } from './notice-body.ts';

const self = system('notices');

/** A receiver that has taken nothing for so long is switched off, and the admins are told. */
const FAILING_FOR = 5 * DAY;

/** How receivers are served: each by itself, on the schedule of Standard Webhooks. */
export const noticeChannel: DeliveryChannel = {
  name: NOTICES,
  pauses: standardPauses,
  longestRest: HOUR,
  sender: kernel => async delivery => {
    const receiver = await findReceiver(kernel, self, delivery.lane);
    if (!receiver || receiver.stopped !== null) return { outcome: 'refused', reason: 'the receiver is switched off' };
    const { id, payload: body } = delivery;
    const headers =
      receiver.kind === 'webhook'
        ? standardWebhookHeaders(await openSecrets(kernel, receiver.id), { id, at: kernel.clock.now(), body })
        : {};
    return asUnderstood(receiver.kind, await postOnce(kernel, receiver.url, { headers, body, mayBePrivate: true }));
  },
  onFailed: async (kernel, { delivery, outcome, health }) => {
    const now = kernel.clock.now().getTime();
    if (outcome.status === 410) await stopAndTell(kernel, delivery.lane, 'gone');
    else if (health.failingSince && now - health.failingSince.getTime() >= FAILING_FOR)
      await stopAndTell(kernel, delivery.lane, 'failing');
  },
};

/** Teams' older connectors answer 200 and say in the text that the message was not delivered. */
function asUnderstood(kind: ReceiverKind, outcome: TryOutcome): TryOutcome {
  const isLost = kind === 'teams' && outcome.answer?.startsWith('Webhook message delivery failed') === true;
  return isLost ? { ...outcome, outcome: 'again', reason: 'Teams took it but did not deliver it' } : outcome;
}

async function stopAndTell(kernel: Kernel, id: string, reason: 'failing' | 'gone'): Promise<void> {
  if (!(await stopReceiver(kernel, id, reason))) return;
  await failWaiting(kernel, NOTICES, id);
  await kernel.audit.record(kernel.db, {
    actor: 'system:notices',
    action: 'receiver.stop',
    subject: id,
    details: { reason },
  });
  const why = reason === 'gone' ? 'It said that it is gone for good.' : 'It has taken nothing for five days.';
  const text = `A receiver of notices is switched off. ${why}\n\nWhat was not taken can be sent again:\n${kernel.config.publicUrl}${href(routes.trackers.receiver, { id })}\n`;
  for (const { id: person } of await listStaff(kernel, 'integration.manage'))
    await mailPerson(
      kernel,
      person,
      { subject: 'A receiver of notices is switched off', text },
      `receiver-stopped:${id}:${kernel.clock.now().toISOString()}`,
    );
}

/** Adds one delivery for each receiver that is on and wants this. */
async function tellReceivers(kernel: Kernel, notice: Notice, cause: string): Promise<void> {
  if (notice.type === 'test') return;
  for (const { id, kind } of await listListeners(kernel, notice.type))
    await tellOne(kernel, { id, kind }, notice, cause);
}

/** Adds the delivery of a notice to one receiver. @returns its id; undefined when this cause has made one already */
export const tellOne = (
  kernel: Kernel,
  { id, kind }: { readonly id: string; readonly kind: ReceiverKind },
  notice: Notice,
  cause: string,
): Promise<string | undefined> =>
  addDelivery(kernel, { channel: NOTICES, lane: id, kind: notice.type, payload: bodyFor(kind, notice), cause });

const listen = <Name extends EventName>(event: Name): AnySubscriber =>
  subscriber({
    name: `tell-receivers-of-${event}`,
    event,
    handleAll: async (kernel, deliveries) => {
      if (!(await hasListeners(kernel))) return;
      for (const { payload, delivery } of deliveries) {
        const notices = await noticesOf(kernel, event, payload, delivery);
        if (notices.length === 0) continue;
        await kernel.transaction(async kernel => {
          for (const { notice, cause } of notices) await tellReceivers(kernel, notice, cause);
        });
      }
    },
  });

export const noticeSubscribers: readonly AnySubscriber[] = [
  listen('report.submitted'),
  listen('report.moved'),
  listen('report.answered'),
  listen('report.assigned'),
  listen('evidence.scanned'),
  listen('clock.warned'),
  listen('issue.moved'),
  listen('case.opened'),
  listen('case.changed'),
  listen('advisory.published'),
];
