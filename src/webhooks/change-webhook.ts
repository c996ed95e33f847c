// What a developer does with a webhook: create, change, verify, switch, test, send again, remove. All of it is in the audit log.
import type { Person } from '../core/actor.ts';
import type { JsonValue } from '../core/canonical-json.ts';
import { refuse } from '../core/errors.ts';
import { isUuid, newUuid } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';
import { addDelivery, sendAgain } from '../core/work/deliveries/deliver.ts';
import { deleteLane, failWaiting, findDelivery } from '../core/work/deliveries/delivery-log-store.ts';
import { findMemberApplication, type MemberApplication } from '../developers/index.ts';
import { aboutCar } from './deliveries/about-car.ts';
import { sampleEvent } from './deliveries/sample-event.ts';
import { payloadOf } from './envelope.ts';
import { askForProof, type Unverified } from './verify-webhook.ts';
import { laneOf, MAX_WEBHOOKS, WEBHOOKS, type Webhook, type WebhookFields } from './webhook.ts';
import {
  deleteWebhook,
  findWebhook,
  insertWebhook,
  listWebhooks,
  markVerified,
  saveWebhook,
  stopWebhook,
} from './webhook-store.ts';

/** The kind of a delivery that is a test. */
export const TEST = 'TEST';

/** Which webhook of which application. */
export type WebhookKey = { readonly application: string; readonly id: string };

/** The webhook with its application, when the person may see them. @throws Refusal not_found */
export async function openWebhook(
  kernel: Kernel,
  actor: Person,
  { application: applicationId, id }: WebhookKey,
): Promise<{ readonly application: MemberApplication; readonly webhook: Webhook }> {
  const application = await findMemberApplication(kernel, actor, applicationId);
  const webhook = await findWebhook(kernel, application.id, id);
  if (!webhook) throw refuse('not_found');
  return { application, webhook };
}

/** The application, when the person owns its organization. @throws Refusal not_found, not_allowed */
export async function openOwnApplication(kernel: Kernel, actor: Person, id: string): Promise<MemberApplication> {
  const application = await findMemberApplication(kernel, actor, id);
  if (!application.mayChange) throw refuse('not_allowed');
  return application;
}

/**
 * Creates a webhook, switched off until it is verified.
 * @param input.id a UUID made with the form, so that sending it twice makes one webhook
 * @throws Refusal not_found, not_allowed, already_done
 */
export const createWebhook = (
  kernel: Kernel,
  actor: Person,
  { id, application, ...fields }: WebhookFields & WebhookKey,
): Promise<void> =>
  kernel.transaction(async kernel => {
    await openOwnApplication(kernel, actor, application);
    if (!isUuid(id)) throw refuse('invalid_input', { field: 'id' });
    if ((await listWebhooks(kernel, application)).length >= MAX_WEBHOOKS) throw refuse('not_allowed');
    if (!(await insertWebhook(kernel, { ...fields, id: id.toLowerCase(), application, createdBy: actor.id })))
      throw refuse('already_done');
    await note(kernel, actor, id, 'create', { application, ...facts(fields) });
  });

/** Changes a webhook; one with a new address is off until it is verified again. @throws Refusal not_found, not_allowed */
export const editWebhook = (kernel: Kernel, actor: Person, key: WebhookKey, fields: WebhookFields): Promise<void> =>
  change(kernel, actor, key, async (kernel, before) => {
    await saveWebhook(kernel, key.id, fields);
    const isMoved = before.callback !== fields.callback || before.errorCallback !== fields.errorCallback;
    if (isMoved) await stopWebhook(kernel, key.id, 'unverified');
    await note(kernel, actor, key.id, 'edit', { isAddressNew: isMoved, ...facts(fields) });
  });

/** Asks its addresses for proof and switches it on when they give it. @returns what went wrong, when something did */
export async function verifyWebhook(kernel: Kernel, actor: Person, key: WebhookKey): Promise<Unverified | undefined> {
  await openOwnApplication(kernel, actor, key.application);
  const { webhook } = await openWebhook(kernel, actor, key);
  const proof = await askForProof(kernel, webhook);
  if (typeof proof !== 'string') return proof;
  return change(kernel, actor, key, async (kernel, now) => {
    // Another address was entered while the old ones were asked.
    if (now.callback !== webhook.callback || now.errorCallback !== webhook.errorCallback) throw refuse('conflict');
    await markVerified(kernel, key.id, proof);
    if (now.stopped === 'unverified') await stopWebhook(kernel, key.id, null);
    await note(kernel, actor, key.id, 'verify', { token: proof });
    return undefined;
  });
}

/**
 * Switches on or off; what waits when it is switched off can be sent again later.
 * @throws Refusal not_found, not_allowed; also not_allowed for one that was never verified
 */
export const switchWebhook = (kernel: Kernel, actor: Person, key: WebhookKey, on: boolean): Promise<void> =>
  change(kernel, actor, key, async (kernel, { stopped }) => {
    if (on && stopped === 'unverified') throw refuse('not_allowed');
    if (!(await stopWebhook(kernel, key.id, on ? null : 'developer'))) return;
    if (!on) for (const errors of [false, true]) await failWaiting(kernel, WEBHOOKS, laneOf(key.id, errors));
    await note(kernel, actor, key.id, on ? 'start' : 'stop');
  });

/** Sends an event with sample data that says it is a test. @throws Refusal not_found, not_allowed, already_done when off */
export const testWebhook = (kernel: Kernel, actor: Person, key: WebhookKey): Promise<void> =>
  change(kernel, actor, key, async (kernel, webhook) => {
    if (webhook.stopped !== null) throw refuse('already_done', { webhook: key.id });
    await addDelivery(kernel, {
      channel: WEBHOOKS,
      lane: laneOf(key.id, false),
      kind: TEST,
      cause: `test:${newUuid(kernel.random)}`,
      payload: payloadOf(sampleEvent(kernel, webhook)),
    });
    await note(kernel, actor, key.id, 'test');
  });

/** Sends one message again, whatever became of it. @throws Refusal not_found, not_allowed */
export const sendMessageAgain = (kernel: Kernel, actor: Person, key: WebhookKey, delivery: string): Promise<void> =>
  change(kernel, actor, key, async kernel => {
    for (const errors of [false, true]) {
      const lane = laneOf(key.id, errors);
      if (!(await findDelivery(kernel, WEBHOOKS, lane, delivery))) continue;
      await sendAgain(kernel, WEBHOOKS, lane, { id: delivery });
      return note(kernel, actor, key.id, 'send-again', { delivery });
    }
    throw refuse('not_found');
  });

/**
 * Sends again what failed since a moment: of one car where that is said, else all.
 * @returns how many messages
 * @throws Refusal not_found, not_allowed
 */
export const sendFailedAgain = (
  kernel: Kernel,
  actor: Person,
  key: WebhookKey,
  { since, vehicle }: { readonly since: Date; readonly vehicle: string | undefined },
): Promise<number> =>
  change(kernel, actor, key, async kernel => {
    const about = vehicle === undefined ? undefined : await aboutCar(kernel, key.id, vehicle);
    let count = 0;
    for (const errors of [false, true])
      count += await sendAgain(kernel, WEBHOOKS, laneOf(key.id, errors), { failedSince: since, about });
    await note(kernel, actor, key.id, 'send-failed-again', {
      since: since.toISOString(),
      ...(vehicle !== undefined && { vehicle }),
      count,
    });
    return count;
  });

/** Removes a webhook with its subscriptions and its log. @throws Refusal not_found, not_allowed */
export const removeWebhook = (kernel: Kernel, actor: Person, key: WebhookKey): Promise<void> =>
  change(kernel, actor, key, async kernel => {
    const lanes = [laneOf(key.id, false), laneOf(key.id, true)];
    for (const lane of lanes) await deleteLane(kernel, WEBHOOKS, lane);
    await deleteWebhook(kernel, key.id, lanes);
    await note(kernel, actor, key.id, 'remove', { application: key.application });
  });

const change = <Result>(
  kernel: Kernel,
  actor: Person,
  key: WebhookKey,
  work: (kernel: Kernel, webhook: Webhook) => Promise<Result>,
): Promise<Result> =>
  kernel.transaction(async kernel => {
    const { application, webhook } = await openWebhook(kernel, actor, key);
    if (!application.mayChange) throw refuse('not_allowed');
    return work(kernel, webhook);
  });

const facts = ({ triggers, data, autoSubscribe, takesOrders }: WebhookFields): Record<string, JsonValue> => ({
  triggers: triggers.join(' '),
  data: data.join(' '),
  autoSubscribe,
  takesOrders,
});

const note = async (
  kernel: Kernel,
  actor: Person,
  subject: string,
  action: string,
  details: Readonly<Record<string, JsonValue>> = {},
): Promise<void> =>
  void (await kernel.audit.record(kernel.db, { actor: actor.id, action: `webhook.${action}`, subject, details }));
