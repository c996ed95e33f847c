// Webhooks and subscriptions in the management API, version 3 (vehicle-platform §12.3), with an application's own token.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { actorsForUser, coveringGrants } from '../../connect/index.ts';
import type { Actor, ApplicationItself } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { byApplication } from '../../core/http/access.ts';
import { json } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { isUuid } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { describeCars, marksOfVehicles, PageQuery, userIdOf } from '../../vehicles/index.ts';
import { subscribe, unsubscribe } from '../subscriptions/subscribe.ts';
import {
  countSubscriptions,
  findSubscription,
  listSubscribedVehicles,
  listSubscriptions,
  type Subscription,
  type SubscriptionFilter,
} from '../subscriptions/subscription-store.ts';
import { findWebhook, listWebhooks } from '../webhook-store.ts';
import { pageOf, pageOfList } from './page-of-list.ts';
import { readWanted, type Wanted } from './read-wanted.ts';
import { subscriptionResource, webhookResource } from './resources.ts';

const text = Type.Optional(Type.String({ maxLength: 2000 }));

/** An application with a token of its own. An owner's token speaks for one car's owner, and manages nothing. */
function itself(actor: Actor): ApplicationItself {
  if (actor.kind !== 'application-itself') throw refuse('token_invalid');
  return actor;
}

const isSet = (wanted: string | undefined, is: boolean): boolean => wanted === undefined || wanted === String(is);

const listWebhooksRoute = defineRoute({
  method: 'GET',
  at: routes.webhooks.webhooksV3,
  access: byApplication(),
  limit: 'vehicle',
  summary: 'The webhooks of the application.',
  query: Type.Object({
    ...PageQuery,
    'filter[name]': text,
    'filter[callbackUri]': text,
    'filter[isEnabled]': text,
    'filter[autoSubscribe]': text,
  }),
  handle: async ({ kernel, actor, query }) => {
    const page = pageOf(query);
    const found = (await listWebhooks(kernel, itself(actor).id)).filter(
      ({ name, callback, stopped, autoSubscribe }) =>
        (query['filter[name]'] ?? name) === name &&
        (query['filter[callbackUri]'] ?? callback) === callback &&
        isSet(query['filter[isEnabled]'], stopped === null) &&
        isSet(query['filter[autoSubscribe]'], autoSubscribe),
    );
    const shown = found.slice(page.offset, page.offset + page.limit);
    const data = shown.map(webhook => webhookResource(webhook, kernel.config.publicUrl));
    return json(pageOfList(data, found.length, page, { path: href(routes.webhooks.webhooksV3), query }));
  },
});

const showWebhookRoute = defineRoute({
  method: 'GET',
  at: routes.webhooks.webhookV3,
  access: byApplication(),
  limit: 'vehicle',
  summary: 'One webhook of the application.',
  handle: async ({ kernel, actor, params }) => {
    const webhook = await findWebhook(kernel, itself(actor).id, params.webhook.toLowerCase());
    if (!webhook) throw refuse('not_found');
    return json({ data: webhookResource(webhook, kernel.config.publicUrl) });
  },
});

const subscriptionQuery = {
  ...PageQuery,
  'filter[userId]': text,
  'filter[webhookId]': text,
  'filter[vehicleId]': text,
  'filter[vehicle.mode]': text,
};

const listSubscriptionsRoute = defineRoute({
  method: 'GET',
  at: routes.webhooks.subscriptionsV3,
  access: byApplication(),
  limit: 'vehicle',
  summary: 'The subscriptions of the application.',
  query: Type.Object(subscriptionQuery),
  handle: async ({ kernel, actor, query, request }) =>
    subscriptionPage(kernel, itself(actor), query, href(routes.webhooks.subscriptionsV3), request.id),
});

const listOfWebhookRoute = defineRoute({
  method: 'GET',
  at: routes.webhooks.ofWebhookV3,
  access: byApplication(),
  limit: 'vehicle',
  summary: 'The subscriptions of one webhook.',
  query: Type.Object(subscriptionQuery),
  handle: async ({ kernel, actor, params, query, request }) => {
    const application = itself(actor);
    const webhook = await findWebhook(kernel, application.id, params.webhook.toLowerCase());
    if (!webhook) throw refuse('not_found');
    const self = href(routes.webhooks.ofWebhookV3, { webhook: webhook.id });
    return subscriptionPage(kernel, application, { ...query, 'filter[webhookId]': webhook.id }, self, request.id);
  },
});

const showSubscriptionRoute = defineRoute({
  method: 'GET',
  at: routes.webhooks.subscriptionV3,
  access: byApplication(),
  limit: 'vehicle',
  summary: 'One subscription.',
  handle: async ({ kernel, actor, params, request }) => {
    const { id } = itself(actor);
    const found = await findSubscription(kernel, id, params.subscription.toLowerCase());
    const [shown] = found ? await resourcesOf(kernel, [found], request.id) : [];
    if (!shown) throw refuse('not_found');
    return json({ data: shown });
  },
});

const subscribeRoute = defineRoute({
  method: 'POST',
  at: routes.webhooks.subscriptionsV3,
  access: byApplication(),
  limit: 'vehicle',
  summary: 'Subscribes a car to a webhook.',
  body: Type.Object({ data: Type.Optional(Type.Unknown()) }),
  handle: async ({ kernel, actor, body, request }) => {
    await begin(kernel, itself(actor), readWanted(body, request.headers['sc-user-id']));
    return accepted('creation');
  },
});

const subscribeOfWebhookRoute = defineRoute({
  method: 'POST',
  at: routes.webhooks.ofWebhookV3,
  access: byApplication(),
  limit: 'vehicle',
  summary: 'Subscribes a car to this webhook.',
  body: Type.Object({ data: Type.Optional(Type.Unknown()) }),
  handle: async ({ kernel, actor, params, body, request }) => {
    const wanted = readWanted(body, request.headers['sc-user-id']);
    await begin(kernel, itself(actor), { ...wanted, webhook: params.webhook });
    return accepted('creation');
  },
});

const unsubscribeRoute = defineRoute({
  method: 'DELETE',
  at: routes.webhooks.ofWebhookV3,
  access: byApplication(),
  limit: 'vehicle',
  summary: 'Ends the subscriptions of one car or one user to this webhook.',
  query: Type.Object({ 'filter[userId]': text, 'filter[vehicleId]': text }),
  handle: async ({ kernel, actor, params, query }) => {
    const application = itself(actor);
    const webhook = await findWebhook(kernel, application.id, params.webhook.toLowerCase());
    if (!webhook) throw refuse('not_found');
    const { 'filter[userId]': user, 'filter[vehicleId]': vehicle } = query;
    // Without either it would end everything, which nobody means by leaving something out.
    if (user === undefined && vehicle === undefined)
      throw refuse('invalid_input', { field: 'filter[vehicleId]', expected: 'or filter[userId] must be given' });
    const filter = await filterOf(kernel, application, { ...query, 'filter[webhookId]': webhook.id });
    const found = filter ? await listSubscriptions(kernel, application.id, filter, { limit: 10_000, offset: 0 }) : [];
    await unsubscribe(kernel, application, found);
    return accepted('deletion');
  },
});

export const managementRoutesV3 = [
  listWebhooksRoute,
  showWebhookRoute,
  listSubscriptionsRoute,
  listOfWebhookRoute,
  showSubscriptionRoute,
  subscribeRoute,
  subscribeOfWebhookRoute,
  unsubscribeRoute,
];

const accepted = (what: 'creation' | 'deletion') =>
  json({ meta: { message: `subscription ${what} in progress` } }, { status: 202 });

/** @throws Refusal not_found, vehicle_not_granted */
async function begin(kernel: Kernel, actor: ApplicationItself, wanted: Wanted): Promise<void> {
  const webhook = await findWebhook(kernel, actor.id, wanted.webhook.toLowerCase());
  if (!webhook) throw refuse('not_found');
  const vehicle = wanted.vehicle.toLowerCase();
  const grantee = (await actorsForUser(kernel, actor, wanted.user)).find(({ vehicles }) => vehicles.has(vehicle));
  if (!grantee) throw refuse('vehicle_not_granted');
  await subscribe(kernel, actor, [{ webhook: webhook.id, application: actor.id, owner: grantee.owner, vehicle }]);
}

type Query = {
  readonly 'filter[userId]'?: string;
  readonly 'filter[webhookId]'?: string;
  readonly 'filter[vehicleId]'?: string;
  readonly 'filter[vehicle.mode]'?: string;
};

/** What the query asks for; undefined for a user whom the application does not have, and when no car is of the mode. */
async function filterOf(
  kernel: Kernel,
  actor: ApplicationItself,
  query: Query,
): Promise<SubscriptionFilter | undefined> {
  const user = query['filter[userId]'];
  const filter: SubscriptionFilter = {
    webhook: query['filter[webhookId]']?.toLowerCase(),
    vehicle: query['filter[vehicleId]']?.toLowerCase(),
  };
  const mode = query['filter[vehicle.mode]'];
  const ofMode = mode === undefined ? filter : await withMode(kernel, actor, filter, mode);
  if (user === undefined || ofMode === undefined) return ofMode;
  const [grantee] = isUuid(user) ? await actorsForUser(kernel, actor, user) : [];
  return grantee && { ...ofMode, owner: grantee.owner };
}

/** @throws Refusal invalid_input for a word that is no mode */
async function withMode(
  kernel: Kernel,
  { id }: ApplicationItself,
  filter: SubscriptionFilter,
  mode: string,
): Promise<SubscriptionFilter | undefined> {
  if (!['live', 'test', 'simulated'].includes(mode))
    throw refuse('invalid_input', { field: 'filter[vehicle.mode]', expected: 'must be live, test or simulated' });
  const subscribed = await listSubscribedVehicles(kernel, id, filter);
  const marks = await marksOfVehicles(kernel, subscribed);
  const vehicles = subscribed.filter(vehicle => marks.get(vehicle)?.mode === mode);
  return vehicles.length === 0 ? undefined : { ...filter, vehicles };
}

async function subscriptionPage(
  kernel: Kernel,
  actor: ApplicationItself,
  query: Query & Parameters<typeof pageOf>[0],
  path: string,
  request: string,
) {
  const page = pageOf(query);
  const filter = await filterOf(kernel, actor, query);
  const [found, count] = filter
    ? await Promise.all([
        listSubscriptions(kernel, actor.id, filter, page),
        countSubscriptions(kernel, actor.id, filter),
      ])
    : [[], 0];
  return json(pageOfList(await resourcesOf(kernel, found, request), count, page, { path, query }));
}

/** Subscriptions as resources; make, model and year only where the owner's grant tells them, with a line in the log. */
async function resourcesOf(kernel: Kernel, subscriptions: readonly Subscription[], request: string): Promise<object[]> {
  const grantees = await coveringGrants(kernel, subscriptions);
  const cars = subscriptions.flatMap(({ vehicle }, index) => {
    const actor = grantees[index];
    return actor ? [{ actor, vehicle }] : [];
  });
  const [described, marks] = await Promise.all([
    describeCars(kernel, cars, request),
    marksOfVehicles(
      kernel,
      subscriptions.map(({ vehicle }) => vehicle),
    ),
  ]);
  return subscriptions.map(one =>
    subscriptionResource(one, {
      origin: kernel.config.publicUrl,
      user: userIdOf(kernel, one.application, one.owner),
      vehicle: described.get(one.vehicle),
      mode: marks.get(one.vehicle)?.mode,
    }),
  );
}
