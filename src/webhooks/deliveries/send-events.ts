// Sends the messages of webhooks: signed at the moment they leave, each address by itself, tried for three days.
import { mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../core/clock.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import { uuidOf } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Attempt, DeliveryChannel, TryOutcome } from '../../core/work/deliveries/delivery.ts';
import { failWaiting } from '../../core/work/deliveries/delivery-log-store.ts';
import { postOnce } from '../../core/work/deliveries/post.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { openSigningKeys, ownersOfApplication, type SigningKey } from '../../developers/index.ts';
import { bytesOf, type Envelope, isPayload, payloadOf } from '../envelope.ts';
import { signBody } from '../signing.ts';
import { laneOf, ofLane, WEBHOOKS } from '../webhook.ts';
import { findReceivers, findWebhooks, type Receiver, stopWebhook } from '../webhook-store.ts';
import { permissionsToSend } from './permission-to-send.ts';
import { noteTaken } from './tell-deletion.ts';

/** The contract's three pauses (vehicle-platform §15.3), then ours: 14 tries within 73 hours. */
export const webhookPauses: readonly number[] = [
  25 * SECOND,
  50 * SECOND,
  100 * SECOND,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  12 * HOUR,
  20 * HOUR,
  25 * HOUR,
];

/** A webhook that has taken nothing for so long is switched off, and its developers are told. */
const FAILING_FOR = 4 * DAY;

/** How webhooks are served: each address by itself. */
export const webhookChannel: DeliveryChannel = {
  name: WEBHOOKS,
  pauses: webhookPauses,
  longestRest: 10 * MINUTE,
  atOnce: 8,
  sender: async (kernel, attempts) => {
    const [permitted, { webhooks, keys }] = await Promise.all([
      permissionsToSend(kernel, attempts),
      receiversOf(kernel, attempts),
    ]);
    return async attempt => {
      const webhook = webhooks.get(ofLane(attempt.lane).id);
      const tried = await permitted(attempt, signal =>
        sendEvent(kernel, attempt, webhook, webhook && keys.get(webhook.application), signal),
      );
      await noteTaken(kernel, attempt, tried);
      return tried;
    };
  },
  onFailed: async (kernel, { delivery, outcome, isLast, health }) => {
    const { id: webhook, errors } = ofLane(delivery.lane);
    if (isLast && outcome.outcome === 'again')
      await kernel.emit(kernel, 'webhook.exhausted', { webhook, delivery: delivery.id });
    if (errors) return;
    const now = kernel.clock.now().getTime();
    if (outcome.status === 410) await stopAndTell(kernel, webhook, 'gone');
    else if (health.failingSince && now - health.failingSince.getTime() >= FAILING_FOR)
      await stopAndTell(kernel, webhook, 'failing');
  },
};

/** The webhooks that these go to, and the keys that sign for their applications. */
async function receiversOf(kernel: Kernel, attempts: readonly Attempt[]) {
  const webhooks = await findReceivers(
    kernel,
    attempts.map(({ lane }) => ofLane(lane).id),
  );
  const applications = new Set([...webhooks.values()].map(({ application }) => application));
  return { webhooks, keys: await openSigningKeys(kernel, [...applications]) };
}

async function sendEvent(
  kernel: Kernel,
  attempt: Attempt,
  webhook: Receiver | undefined,
  keys: readonly SigningKey[] = [],
  signal?: AbortSignal,
): Promise<TryOutcome> {
  if (!webhook || webhook.stopped !== null) return { outcome: 'refused', reason: 'the webhook is switched off' };
  const [newest, ...older] = keys;
  if (!newest) return { outcome: 'again', reason: 'no management token can sign: replace it once' };
  const body = bytesOfTry(kernel, attempt.payload, attempt);
  const { headers, signature } = signBody([newest, ...older], {
    body,
    proven: webhook.proven,
    number: attempt.number,
  });
  const url = ofLane(attempt.lane).errors ? (webhook.errorCallback ?? webhook.callback) : webhook.callback;
  return { ...(await postOnce(kernel, url, { headers, body, plain: true, ...(signal && { signal }) })), signature };
}

/** The bytes of one try of a delivery: made anew, they are those that were sent. @param try.number from 1 */
export function bytesOfTry(
  kernel: Pick<Kernel, 'vault'>,
  payload: string,
  { id, number, at }: Pick<Attempt, 'id' | 'number' | 'at'>,
): string {
  if (isPayload(payload))
    return bytesOf(payload, { deliveryId: uuidOf(hashToken(`${id}:${number}`)), deliveredAt: at });
  // Written before messages were kept as their bytes; only this module wrote it.
  return bytesOf(payloadOf(JSON.parse(payload) as Envelope), {
    deliveryId: uuidOf(kernel.vault.blindIndex('webhooks.delivery-id', `${id}:${number}`)),
    deliveredAt: at,
  });
}

async function stopAndTell(kernel: Kernel, id: string, reason: 'failing' | 'gone'): Promise<void> {
  if (!(await stopWebhook(kernel, id, reason))) return;
  await failWaiting(kernel, WEBHOOKS, laneOf(id, false));
  await kernel.audit.record(kernel.db, {
    actor: 'system:webhooks',
    action: 'webhook.stop',
    subject: id,
    details: { reason },
  });
  const why = reason === 'gone' ? 'It said that it is gone for good.' : 'It has taken nothing for four days.';
  await tellDevelopers(kernel, id, {
    subject: 'A webhook is switched off',
    text: `A webhook of your application is switched off. ${why}\n\nWhat was not taken can be sent again, once it is switched on:`,
    cause: `webhook-stopped:${id}:${kernel.clock.now().toISOString()}`,
  });
}

/** At most one mail a day: a server that is down loses many messages at once. */
export const tellWhenExhausted = subscriber({
  name: 'tell-developers-when-webhook-exhausted',
  event: 'webhook.exhausted',
  handle: async (kernel, { webhook }) => {
    const day = kernel.clock.now().toISOString().slice(0, 10);
    await kernel.transaction(kernel =>
      tellDevelopers(kernel, webhook, {
        subject: 'A message of a webhook is given up',
        text: 'A message of a webhook of your application was tried for three days and is given up. It can be sent again:',
        cause: `webhook-exhausted:${webhook}:${day}`,
      }),
    );
  },
});

async function tellDevelopers(
  kernel: Kernel,
  id: string,
  { subject, text, cause }: { readonly subject: string; readonly text: string; readonly cause: string },
): Promise<void> {
  const webhook = (await findWebhooks(kernel, [id])).get(id);
  if (!webhook) return;
  const link = kernel.config.publicUrl + href(routes.webhooks.show, { id: webhook.application, webhook: id });
  for (const person of await ownersOfApplication(kernel, webhook.application))
    await mailPerson(kernel, person, { subject, text: `${text}\n${link}\n` }, cause);
}
