// What an admin does with a receiver: add, change, switch, give a new secret, test, send again, remove. All of it is in the audit log.
import { href, routes } from '../../catalog/routes.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import type { JsonValue } from '../../core/canonical-json.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { sendAgain } from '../../core/work/deliveries/deliver.ts';
import { deleteLane, failWaiting, findDelivery } from '../../core/work/deliveries/delivery-log-store.ts';
import { testNotice } from '../notices/notice.ts';
import type { ReceiverKind } from '../notices/notice-body.ts';
import { tellOne } from '../notices/send-notice.ts';
import { NOTICES, type Receiver, type ReceiverFields } from './receiver.ts';
import {
  addSecret,
  deleteReceiver,
  findReceiver,
  insertReceiver,
  saveReceiver,
  stopReceiver,
} from './receiver-store.ts';

/** Adds a receiver. @returns its id, and for a webhook the secret, which is shown this once */
export const addReceiver = (
  kernel: Kernel,
  actor: Actor,
  fields: ReceiverFields & { readonly kind: ReceiverKind },
): Promise<{ readonly id: string; readonly secret: string | undefined }> =>
  kernel.transaction(async kernel => {
    const id = await insertReceiver(kernel, actor, fields);
    const secret = fields.kind === 'webhook' ? await addSecret(kernel, id) : undefined;
    await note(kernel, actor, id, 'add', { kind: fields.kind, events: fields.events.join(' ') });
    return { id, secret };
  });

/** Changes name, address and what it is told of. @throws Refusal not_found */
export const editReceiver = (kernel: Kernel, actor: Actor, id: string, fields: ReceiverFields): Promise<void> =>
  change(kernel, actor, id, async (kernel, before) => {
    await saveReceiver(kernel, id, fields);
    await note(kernel, actor, id, 'edit', {
      events: fields.events.join(' '),
      isAddressNew: before.url !== fields.url,
    });
  });

/** Switches on or off; what waits when it is switched off can be sent again later. @throws Refusal not_found */
export const switchReceiver = (kernel: Kernel, actor: Actor, id: string, on: boolean): Promise<void> =>
  change(kernel, actor, id, async kernel => {
    if (!(await stopReceiver(kernel, id, on ? null : 'admin'))) return;
    if (!on) await failWaiting(kernel, NOTICES, id);
    await note(kernel, actor, id, on ? 'start' : 'stop');
  });

/** Makes a new secret; the one before stays good for a day. @returns it @throws Refusal not_found */
export const rotateSecret = (kernel: Kernel, actor: Actor, id: string): Promise<string> =>
  change(kernel, actor, id, async (kernel, { kind }) => {
    if (kind !== 'webhook') throw refuse('not_found');
    const secret = await addSecret(kernel, id);
    await note(kernel, actor, id, 'new-secret');
    return secret;
  });

/** Sends a message that says it is a test. @throws Refusal not_found, already_done when it is switched off */
export const testReceiver = (kernel: Kernel, actor: Actor, id: string): Promise<void> =>
  change(kernel, actor, id, async (kernel, receiver) => {
    if (receiver.stopped !== null) throw refuse('already_done', { receiver: id });
    const notice = testNotice(kernel, href(routes.trackers.receiver, { id }));
    await tellOne(kernel, receiver, notice, `test:${kernel.random.bytes(16).toString('hex')}`);
    await note(kernel, actor, id, 'test');
  });

/** Sends one message again, whatever became of it. @throws Refusal not_found */
export const sendDeliveryAgain = (kernel: Kernel, actor: Actor, id: string, delivery: string): Promise<void> =>
  change(kernel, actor, id, async kernel => {
    if (!(await findDelivery(kernel, NOTICES, id, delivery))) throw refuse('not_found');
    await sendAgain(kernel, NOTICES, id, { id: delivery });
    await note(kernel, actor, id, 'send-again', { delivery });
  });

/** Sends again what failed since a moment. @returns how many messages @throws Refusal not_found */
export const sendFailedAgain = (kernel: Kernel, actor: Actor, id: string, failedSince: Date): Promise<number> =>
  change(kernel, actor, id, async kernel => {
    const count = await sendAgain(kernel, NOTICES, id, { failedSince });
    await note(kernel, actor, id, 'send-failed-again', { since: failedSince.toISOString(), count });
    return count;
  });

/** Removes a receiver with its log and its secrets. @throws Refusal not_found */
export const removeReceiver = (kernel: Kernel, actor: Actor, id: string): Promise<void> =>
  change(kernel, actor, id, async (kernel, { kind }) => {
    await deleteLane(kernel, NOTICES, id);
    await deleteReceiver(kernel, id);
    await note(kernel, actor, id, 'remove', { kind });
  });

const change = <Result>(
  kernel: Kernel,
  actor: Actor,
  id: string,
  work: (kernel: Kernel, receiver: Receiver) => Promise<Result>,
): Promise<Result> =>
  kernel.transaction(async kernel => {
    const receiver = await findReceiver(kernel, actor, id);
    if (!receiver) throw refuse('not_found');
    return work(kernel, receiver);
  });

const note = (
  kernel: Kernel,
  actor: Actor,
  subject: string,
  action: string,
  details: Readonly<Record<string, JsonValue>> = {},
): Promise<string> =>
  kernel.audit.record(kernel.db, { actor: actorId(actor), action: `receiver.${action}`, subject, details });
