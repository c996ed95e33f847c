// The demo application's webhooks: one that takes what it is told, one whose server was lost. Their addresses exist nowhere,
// so what is sent from now on honestly fails; the log before that is made by the clock of the past week.
import type { SignalId } from '../catalog/signals.ts';
import { after, DAY, HOUR, MINUTE, SECOND } from '../core/clock.ts';
import { newUuid } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';
import type { DemoFacts } from '../core/module.ts';
import type { Attempt, TryOutcome } from '../core/work/deliveries/delivery.ts';
import { insertDeliveries } from '../core/work/deliveries/delivery-store.ts';
import { recordTurns, type Tried } from '../core/work/deliveries/try-store.ts';
import { openSigningKeys } from '../developers/index.ts';
import { findProvider, isFault, listOwnedVehicles, signalV3, userIdOf } from '../vehicles/index.ts';
import { bytesOfTry, webhookPauses } from './deliveries/send-events.ts';
import { payloadOf, vehicleState } from './envelope.ts';
import { signBody } from './signing.ts';
import { insertSubscriptions } from './subscriptions/subscription-store.ts';
import { saveLook } from './watch/watch-store.ts';
import { WEBHOOKS } from './webhook.ts';
import { insertWebhook, markVerified, stopWebhook } from './webhook-store.ts';

type Car = { readonly owner: string; readonly application: string; readonly vehicle: string };

const told: readonly SignalId[] = ['odometer'];
const taken: TryOutcome = { outcome: 'accepted', status: 204 };
const away: TryOutcome = { outcome: 'again', status: 503, reason: 'answered 503', answer: 'Service Unavailable' };
const silent: TryOutcome = { outcome: 'again', reason: 'no answer' };

/** Needs what accounts, developers, vehicles and connect have seeded; without one of them there is nothing to tell. */
export async function seedWebhooks(kernel: Kernel, facts: DemoFacts): Promise<DemoFacts> {
  const owner = facts['owner']?.['id'];
  const application = facts['application']?.['clientId'];
  const vehicle = facts['vehicles']?.['volt'];
  if (owner === undefined || application === undefined || vehicle === undefined) return facts;
  const car = { owner, application, vehicle };
  const now = kernel.clock.now();
  const trips = await create(kernel, car, 'Trips', 'https://hooks.evergreen-charging.example/telltale');
  const journeys = await tripsOf(kernel, after(now, -6 * DAY), now);
  // Its server was away for a while in the middle of the week.
  for (const [index, at] of journeys.entries())
    await tell(
      kernel,
      car,
      trips,
      at,
      index === 2 ? [away, taken] : index === 4 ? [...times(away, 6), taken] : [taken],
    );
  await noteMade(kernel, car, trips, journeys.length);

  const old = await create(kernel, car, 'Trips (old server)', 'https://old.evergreen-charging.example/hook');
  for (const at of (await tripsOf(kernel, after(now, -7 * DAY), after(now, -4 * DAY))).slice(0, 3))
    await tell(kernel, car, old, at, times(silent, webhookPauses.length + 1));
  await noteMade(kernel, car, old, 3);
  await stopWebhook(pastOf(kernel, after(now, -DAY)), old.id, 'failing');
  return facts;
}

type Hook = { readonly id: string; readonly name: string; readonly subscription: string; readonly proven: string };

async function create(kernel: Kernel, car: Car, name: string, callback: string): Promise<Hook> {
  const then = pastOf(kernel, after(kernel.clock.now(), -7 * DAY));
  const id = newUuid(kernel.random);
  const [key] = (await openSigningKeys(kernel, [car.application])).get(car.application) ?? [];
  await insertWebhook(then, {
    id,
    application: car.application,
    createdBy: 'system:demo',
    name,
    callback,
    errorCallback: null,
    triggers: told,
    data: told,
    autoSubscribe: false,
    takesOrders: true,
  });
  await markVerified(then, id, key?.id ?? '');
  await stopWebhook(then, id, null);
  const [subscription = ''] = await insertSubscriptions(then, [{ ...car, webhook: id }]);
  return { id, name, subscription, proven: key?.id ?? '' };
}

/** The car is looked at in five minutes, as one is that was looked at just now. */
async function noteMade(
  kernel: Kernel,
  car: Car,
  { id: webhook, subscription: id }: Hook,
  made: number,
): Promise<void> {
  const watched = { ...car, id, webhook, failures: 0, events: 0, seen: undefined };
  await saveLook(kernel, watched, { lookAt: after(kernel.clock.now(), 5 * MINUTE), failures: 0, made });
}

/** When the car had driven on since it was last asked: the last ten times. */
async function tripsOf(kernel: Kernel, from: Date, until: Date): Promise<Date[]> {
  const ends: Date[] = [];
  let last: string | undefined;
  for (let at = from; at < until; at = after(at, 2 * HOUR + 7 * MINUTE)) {
    const value = JSON.stringify((await odometerAt(kernel, at))?.value);
    if (value !== last) ends.push(at);
    last = value;
  }
  return ends.slice(-10);
}

async function odometerAt(kernel: Kernel, at: Date) {
  const answer = await findProvider(kernel, 'simulator')?.read({ vehicle: 'volt', credentials: null }, told, at);
  return answer === undefined || isFault(answer) ? undefined : answer.find(({ signal }) => signal === 'odometer');
}

/** Writes a message as it was made and tried then, with the signatures that it had. */
async function tell(
  kernel: Kernel,
  { owner, application, vehicle }: Car,
  webhook: Hook,
  at: Date,
  outcomes: readonly TryOutcome[],
): Promise<void> {
  const reading = await odometerAt(kernel, at);
  const shown = reading && signalV3('odometer', reading, false);
  const known = (await listOwnedVehicles(kernel, owner)).find(({ id }) => id === vehicle);
  if (!shown || !known) return;
  const eventId = newUuid(kernel.random);
  const envelope = vehicleState(
    eventId,
    webhook,
    {
      user: userIdOf(kernel, application, owner),
      vehicle: { id: vehicle, make: known.make, model: known.model, year: known.year },
      mode: known.mode === 'live' ? 'LIVE' : 'TEST',
    },
    { signals: [shown], changed: told },
  );
  const payload = payloadOf(envelope);
  const delivery = { channel: WEBHOOKS, lane: webhook.id, kind: 'VEHICLE_STATE', about: webhook.subscription };
  const [id] = await insertDeliveries(pastOf(kernel, at), [{ ...delivery, cause: eventId, payload }]);
  const keys = (await openSigningKeys(kernel, [application])).get(application) ?? [];
  const [newest, ...older] = keys;
  if (id === undefined || !newest) return;
  let then = at;
  let failures = 0;
  for (const [index, outcome] of outcomes.entries()) {
    const attempt: Attempt = { ...delivery, id, payload, createdAt: at, number: index + 1, at: then };
    const body = bytesOfTry(kernel, payload, attempt);
    const { signature } = signBody([newest, ...older], { body, proven: webhook.proven, number: attempt.number });
    const milliseconds = outcome.status === undefined ? 312 : 84;
    const pause = outcome.outcome === 'again' ? webhookPauses[index] : undefined;
    const next = pause === undefined ? null : after(then, pause + SECOND);
    failures = outcome.outcome === 'accepted' ? 0 : failures + 1;
    const tried: Tried = {
      attempt,
      outcome: { ...outcome, signature },
      tries: attempt.number,
      milliseconds,
      dueAt: next,
    };
    await recordTurns(pastOf(kernel, then), WEBHOOKS, [
      {
        lane: webhook.id,
        health: { failures, failingSince: failures === 0 ? null : at, restsUntil: null },
        tried: [tried],
      },
    ]);
    then = next ?? then;
  }
}

const times = (outcome: TryOutcome, count: number): TryOutcome[] => Array.from({ length: count }, () => outcome);

function pastOf(kernel: Kernel, then: Date): Kernel {
  const past: Kernel = { ...kernel, clock: { now: () => then }, transaction: work => work(past) };
  return past;
}
