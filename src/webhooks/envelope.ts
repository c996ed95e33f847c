// The messages of webhooks, version "4.0" (vehicle-platform §15.1), and their bytes, which must survive being parsed and written again.
import { type SignalId, signals } from '../catalog/signals.ts';
import type { VehicleErrorCode } from '../catalog/vehicle-errors.ts';
import { type SignalV3, vehicleErrorBody } from '../vehicles/index.ts';
import type { Webhook } from './webhook.ts';

/** Who and what a message is about. Make, model and year are null where the owner did not grant them. */
export type About = {
  readonly user: string;
  readonly vehicle: {
    readonly id: string;
    readonly make: string | null;
    readonly model: string | null;
    readonly year: number | null;
  };
  readonly mode: 'LIVE' | 'TEST';
};

/** A message before the moment of sending gives it its own id and time. */
export type Envelope = {
  readonly eventId: string;
  readonly eventType: 'VEHICLE_STATE' | 'VEHICLE_ERROR' | 'VERIFY' | 'DELETION_ORDER';
  readonly data: Readonly<Record<string, unknown>>;
  readonly triggers?: readonly unknown[];
  readonly meta: Readonly<Record<string, unknown>>;
};

type Named = Pick<Webhook, 'id' | 'name'>;

/** Signals of a car, all that the webhook wants, whichever of them changed. */
export function vehicleState(
  eventId: string,
  webhook: Named,
  { user, vehicle, mode }: About,
  told: { readonly signals: readonly SignalV3[]; readonly changed: readonly SignalId[] },
): Envelope {
  return {
    eventId,
    eventType: 'VEHICLE_STATE',
    data: { user: { id: user }, vehicle, signals: told.signals },
    triggers: told.changed.flatMap(id => {
      const { v3 } = signals[id];
      return v3 ? [{ type: 'SIGNAL_UPDATED', signal: { name: v3.name, code: v3.code, group: v3.group } }] : [];
    }),
    meta: { ...metaOf(webhook, mode), signalCount: told.signals.length },
  };
}

/** An error of a car or of its owner's account at the maker, or that it is over. */
export type ToldError = {
  readonly code: VehicleErrorCode;
  readonly state: 'ERROR' | 'RESOLVED';
  /** The signals that cannot be read because of it; all of the car when left out. */
  readonly signals?: readonly SignalId[];
};

/** Errors in the API's own words. @param docsBase where the addresses of explanations begin, as in the API's answers */
export function vehicleError(
  eventId: string,
  webhook: Named,
  { user, vehicle, mode }: About,
  errors: readonly ToldError[],
  docsBase: string,
): Envelope {
  return {
    eventId,
    eventType: 'VEHICLE_ERROR',
    data: {
      user: { id: user },
      vehicle,
      errors: errors.map(({ code, state, signals: affected }) => {
        const body = vehicleErrorBody(code, eventId, { docsBase });
        const { type, code: short, description, docURL, resolution, suggestedUserMessage } = body;
        return {
          type,
          code: short,
          description,
          docURL,
          resolution,
          ...(suggestedUserMessage !== undefined && { suggestedUserMessage }),
          state,
          ...(affected !== undefined && {
            signals: affected.flatMap(id => {
              const { v3 } = signals[id];
              return v3 ? [{ name: v3.name, group: v3.group, code: v3.code }] : [];
            }),
          }),
        };
      }),
    },
    triggers: [],
    meta: metaOf(webhook, mode),
  };
}

/** The signed order to delete what is held of a user, as the page of orders has it. It is about no car, so it has no mode. */
export const deletionOrder = (eventId: string, webhook: Named, order: { readonly user: string }): Envelope => ({
  eventId,
  eventType: 'DELETION_ORDER',
  data: { user: { id: order.user }, order },
  triggers: [],
  meta: metaOf(webhook, 'LIVE'),
});

/** The question that proves that an address is of whoever holds the management token. */
export const verification = (eventId: string, webhook: Named, challenge: string): Envelope => ({
  eventId,
  eventType: 'VERIFY',
  data: { challenge },
  meta: metaOf(webhook, 'TEST'),
});

const metaOf = ({ id, name }: Named, mode: About['mode']) => ({
  version: '4.0',
  webhookId: id,
  webhookName: name,
  mode,
});

type TryFacts = {
  /** A UUID of its own for each try. */
  readonly deliveryId: string;
  readonly deliveredAt: Date;
};

/**
 * A message as it is kept: its bytes but for the id and time of a try, which are put in when it leaves. The line break
 * at its end says so.
 */
export function payloadOf({ meta, ...message }: Envelope): string {
  const text = JSON.stringify({ ...message, meta });
  return `${NOT_SETTLED.test(text) ? JSON.stringify(settle({ ...message, meta })) : text}\n`;
}

/** What JSON writes of numbers that `settle` changes, and of halves of characters; most messages have neither. */
const NOT_SETTLED = /[:,[]-?(?:\d{16}|\d+\.\d{7}|\d+(?:\.\d+)?e)|\\ud[89a-f]/;

/**
 * The bytes of one try. They equal `JSON.stringify(JSON.parse(bytes))`, which is what receivers sign (§15.3, §28.7).
 * @param payload as `payloadOf` wrote it
 */
export function bytesOf(payload: string, { deliveryId, deliveredAt }: TryFacts): string {
  // The last one is the message's own: inside of a text its quotes would be escaped, and nothing in it has a `meta`.
  const at = payload.lastIndexOf(META) + META.length;
  const own = `"deliveryId":"${deliveryId}","deliveredAt":${deliveredAt.getTime()},`;
  return payload.slice(0, at) + own + payload.slice(at, -1);
}

const META = '"meta":{';

/** Whether a kept message is written as `payloadOf` does it; older ones are JSON alone. */
export const isPayload = (text: string): boolean => text.endsWith('\n');

/**
 * Numbers with at most six decimals, which neither JavaScript nor Ruby writes with an exponent; text without halves of
 * characters; no value that JSON would leave out.
 */
function settle(value: unknown): unknown {
  if (typeof value === 'number') return Math.abs(value) < 1e15 ? Number(value.toFixed(6)) || 0 : null;
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(settle);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => (field === undefined ? [] : [[name, settle(field)]])),
  );
}
