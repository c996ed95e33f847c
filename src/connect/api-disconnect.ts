// The one call of the vehicle API that changes a grant (vehicle-platform §4.9).
import { routes } from '../catalog/routes.ts';
import { refuse } from '../core/errors.ts';
import { withGrant } from '../core/http/access.ts';
import { json } from '../core/http/answer.ts';
import { defineRoute } from '../core/http/define-route.ts';
import { isUuid } from '../core/ids.ts';
import { disconnectVehicle } from './disconnect-vehicle.ts';

const disconnect = defineRoute({
  method: 'DELETE',
  at: routes.vehicles.disconnect,
  access: withGrant(),
  limit: 'vehicle',
  summary: 'Gives a car back: the application has no access to it any more.',
  handle: async ({ kernel, actor, params }) => {
    if (actor.kind !== 'application') throw refuse('token_invalid');
    if (!isUuid(params.id)) throw refuse('invalid_input', { field: 'id', expected: 'must be a UUID' });
    await disconnectVehicle(kernel, actor, params.id.toLowerCase());
    return json({ status: 'success' });
  },
});

export const disconnectRoutes = [disconnect];
