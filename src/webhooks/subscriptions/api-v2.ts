// Subscribing in API v2 (vehicle-platform §6.3): by the application with the owner's token, ended with its management token.
import { routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { byItsOwnProtocol, withGrant } from '../../core/http/access.ts';
import { json } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { isUuid } from '../../core/ids.ts';
import { applicationOfManagementToken } from '../../developers/index.ts';
import { findWebhook } from '../webhook-store.ts';
import { subscribe, unsubscribe } from './subscribe.ts';
import { listSubscriptions } from './subscription-store.ts';

const subscribeRoute = defineRoute({
  method: 'POST',
  at: routes.webhooks.subscription,
  access: withGrant(),
  limit: 'vehicle',
  summary: 'Subscribes a car to a webhook of the application.',
  handle: async ({ kernel, actor, params }) => {
    if (actor.kind !== 'application') throw refuse('token_invalid');
    const vehicle = uuidIn(params.id, 'id');
    const webhookId = uuidIn(params.webhookId, 'webhookId');
    if (!actor.vehicles.has(vehicle)) throw refuse('vehicle_not_granted');
    const { id: application, owner } = actor;
    const webhook = await findWebhook(kernel, application, webhookId);
    if (!webhook) throw refuse('not_found');
    await subscribe(kernel, actor, [{ webhook: webhook.id, application, owner, vehicle }]);
    return json({ webhookId: webhook.id, vehicleId: vehicle });
  },
});

const unsubscribeRoute = defineRoute({
  method: 'DELETE',
  at: routes.webhooks.subscription,
  access: byItsOwnProtocol(),
  limit: 'token',
  summary: 'Ends the subscription of a car to a webhook; the management token is the credential.',
  handle: async ({ kernel, params, request }) => {
    // A wrong credential is told before a wrong id (§2.6).
    const token = /^Bearer +(\S{1,200})$/i.exec(request.headers.authorization ?? '')?.[1];
    const application = token === undefined ? undefined : await applicationOfManagementToken(kernel, token);
    if (application === undefined) throw refuse('token_invalid');
    const vehicle = uuidIn(params.id, 'id');
    const webhook = await findWebhook(kernel, application, uuidIn(params.webhookId, 'webhookId'));
    if (!webhook) throw refuse('not_found');
    const found = await listSubscriptions(
      kernel,
      application,
      { webhook: webhook.id, vehicle },
      { limit: 100, offset: 0 },
    );
    await unsubscribe(kernel, { kind: 'application-itself', id: application }, found);
    return json({ status: 'success' });
  },
});

export const subscriptionRoutesV2 = [subscribeRoute, unsubscribeRoute];

/** @throws Refusal invalid_input, which is 400 and not 404 for anything but a UUID */
function uuidIn(text: string, field: string): string {
  if (!isUuid(text)) throw refuse('invalid_input', { field, expected: 'must be a UUID' });
  return text.toLowerCase();
}
