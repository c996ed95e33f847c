// From one look at a car to the messages about it: written with the marks of what they tell, both or neither.
import type { SignalId } from '../../catalog/signals.ts';
import type { Application } from '../../core/actor.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import { newUuid, uuidOf } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { addDeliveries } from '../../core/work/deliveries/deliver.ts';
import { describeCars, marksOfVehicles, type SignalV3, signalV3, userIdOf } from '../../vehicles/index.ts';
import { type About, type Envelope, payloadOf, vehicleError, vehicleState } from '../envelope.ts';
import { laneOf, WEBHOOKS, type Webhook } from '../webhook.ts';
import { compare, type Look, nothingSeen } from './compare.ts';
import type { CarLook } from './look-at-car.ts';
import { saveLook, type Watched } from './watch-store.ts';

export type Subject = { readonly actor: Application };

/** @param seen.lookAt when the car is looked at again */
export async function tellChanges(
  kernel: Kernel,
  subject: Subject,
  webhook: Webhook,
  watched: Watched,
  { look, lookAt }: { readonly look: CarLook; readonly lookAt: Date },
): Promise<void> {
  const shown = webhook.data.flatMap(signal => {
    const one = signalV3(signal, look.found.get(signal) ?? 'PERMISSION', subject.actor.scopes.has('read_compass'));
    return one ? [{ signal, one }] : [];
  });
  const looks = shown.flatMap(({ signal, one }): Look[] => {
    const told = look.found.get(signal);
    // What the owner did not grant is no error of the car: it stands in the message, and changes never.
    if (told === undefined) return [];
    if (typeof told === 'string') return [{ signal, fault: told }];
    return [{ signal, mark: markOf(kernel, watched.id, signal, one) }];
  });
  const { changed, errors, seen } = compare(watched.seen ?? nothingSeen, looks, webhook.triggers);
  const about = changed.length + errors.length > 0 ? await aboutOf(kernel, watched, subject) : undefined;
  const messages: { kind: Envelope['eventType']; envelope: Envelope }[] = [];
  const eventId = (): string => eventIdOf(kernel, watched, messages.length);
  if (about && changed.length > 0)
    messages.push({
      kind: 'VEHICLE_STATE',
      envelope: vehicleState(eventId(), webhook, about, { signals: shown.map(({ one }) => one), changed }),
    });
  if (about && errors.length > 0)
    messages.push({
      kind: 'VEHICLE_ERROR',
      envelope: vehicleError(eventId(), webhook, about, errors, kernel.config.errorDocs),
    });
  const failures = look.hasTold ? 0 : watched.failures + 1;
  await kernel.transaction(async kernel => {
    const told = messages.length > 0 ? seen : undefined;
    if (!(await saveLook(kernel, watched, { lookAt, failures, seen: told, made: messages.length }))) return;
    await addDeliveries(
      kernel,
      messages.map(({ kind, envelope }) => ({
        channel: WEBHOOKS,
        lane: laneOf(webhook.id, kind === 'VEHICLE_ERROR' && webhook.errorCallback !== null),
        kind,
        about: watched.id,
        cause: envelope.eventId,
        payload: payloadOf(envelope),
      })),
    );
  });
}

/** A keyed hash of what a signal says, without its times. */
const markOf = (kernel: Kernel, subscription: string, signal: SignalId, { body }: SignalV3): string =>
  kernel.vault
    .blindIndex('webhooks.seen', `${subscription}\n${signal}\n${canonicalJson(JSON.parse(JSON.stringify(body)))}`)
    .subarray(0, 12)
    .toString('base64url');

/** The same for the same event, should it be made again after a crash. */
const eventIdOf = (kernel: Kernel, { id, events }: Watched, index: number): string =>
  uuidOf(kernel.vault.blindIndex('webhooks.event-id', `${id}:${events + index}`));

/** Whose car it is and what it is; make, model and year are a read of their own, and logged as one. */
async function aboutOf(kernel: Kernel, { vehicle }: Watched, { actor }: Subject): Promise<About> {
  const request = newUuid(kernel.random);
  const known = (await describeCars(kernel, [{ actor, vehicle }], request)).get(vehicle);
  const marks = (await marksOfVehicles(kernel, [vehicle])).get(vehicle);
  return {
    user: userIdOf(kernel, actor.id, actor.owner),
    vehicle: {
      id: vehicle,
      make: known?.make ?? null,
      model: known?.model ?? null,
      year: known?.year ?? null,
    },
    mode: marks?.mode === 'live' ? 'LIVE' : 'TEST',
  };
}
