// Webhooks and subscriptions as resources of API v3 (vehicle-platform §12.3). Pure.
import { href, routes } from '../../catalog/routes.ts';
import { type SignalId, signals } from '../../catalog/signals.ts';
import type { CarFacts, Mode } from '../../vehicles/index.ts';
import type { Subscription } from '../subscriptions/subscription-store.ts';
import type { Webhook } from '../webhook.ts';

const named = (ids: readonly SignalId[]): object[] =>
  ids.flatMap(id => {
    const { v3 } = signals[id];
    return v3 ? [{ group: v3.group, name: v3.name, code: v3.code }] : [];
  });

/** @param origin where this server answers */
export const webhookResource = (webhook: Webhook, origin: string): object => ({
  id: webhook.id,
  type: 'webhook',
  attributes: {
    name: webhook.name,
    callbackUri: webhook.callback,
    errorCallbackUri: webhook.errorCallback,
    isEnabled: webhook.stopped === null,
    autoSubscribe: webhook.autoSubscribe,
    triggers: named(webhook.triggers),
    data: named(webhook.data),
  },
  links: { self: origin + href(routes.webhooks.webhookV3, { webhook: webhook.id }) },
  meta: { createdAt: webhook.createdAt.toISOString() },
});

export type Told = {
  readonly origin: string;
  /** The id by which the application knows the owner. */
  readonly user: string;
  readonly vehicle: CarFacts | undefined;
  readonly mode: Mode | undefined;
};

export const subscriptionResource = (
  { id, webhook, vehicle, createdAt, changedAt }: Subscription,
  { origin, user, vehicle: described, mode }: Told,
): object => ({
  id,
  type: 'subscription',
  attributes: {
    vehicle: {
      make: described?.make ?? null,
      model: described?.model ?? null,
      year: described?.year ?? null,
      mode: mode ?? null,
    },
  },
  relationships: {
    webhook: {
      data: { id: webhook, type: 'webhook' },
      links: { related: origin + href(routes.webhooks.webhookV3, { webhook }) },
    },
    user: { data: { id: user, type: 'user' } },
    vehicle: { data: { id: vehicle, type: 'vehicle' }, links: { related: `/v3/vehicles/${vehicle}` } },
  },
  meta: { createdAt: createdAt.toISOString(), updatedAt: changedAt.toISOString() },
  links: { self: origin + href(routes.webhooks.subscriptionV3, { subscription: id }) },
});
