// A read of API v2: one door for every entry of the catalog (vehicle-platform §6.2, §6.4).
import Type from 'typebox';
import { routes } from '../../catalog/routes.ts';
import { signals } from '../../catalog/signals.ts';
import type { ReadEndpoint, ReadEndpointId } from '../../catalog/vehicle-endpoints.ts';
import { refuse } from '../../core/errors.ts';
import { type Access, withGrant } from '../../core/http/access.ts';
import { type Answer, jsonText } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { limitHeaders } from '../limits.ts';
import { readSignals } from '../read-signals.ts';
import { applicationOf, capacityUrlOf, faultOfMake, flags, unitSystemOf, vehicleOf } from './call.ts';
import { floatJson } from './float-json.ts';
import { readPeriod, type ServiceDates, withinPeriod } from './service-dates.ts';
import { shapeV2 } from './shape-v2.ts';

const date = () => Type.Optional(Type.String({ maxLength: 50 }));
const Query = Type.Object(flags);
const DatesQuery = Type.Object({
  ...flags,
  start_date: date(),
  end_date: date(),
  startDate: date(),
  endDate: date(),
});

/** A read states its permission here, but `readSignals` checks it: a refused read belongs into the owner's log. */
const withLoggedPermission = ({ permission }: ReadEndpoint): Access => ({
  ...withGrant(),
  ...(permission !== null && { scope: permission }),
});

export function readRoute(endpoint: ReadEndpoint & { readonly id: ReadEndpointId }): AnyRoute {
  const hasDates = endpoint.id === 'service_history';
  return defineRoute({
    method: 'GET',
    at: routes.vehicles[endpoint.id],
    access: withLoggedPermission(endpoint),
    limit: 'vehicle',
    summary: `${signals[endpoint.signals[0]].label} of a car${endpoint.makes === null ? '' : `, for ${endpoint.makes.join(', ')}`}.`,
    query: hasDates ? DatesQuery : Query,
    handle: async ({ kernel, actor, params, query, request }): Promise<Answer> => {
      const vehicle = vehicleOf(params.id);
      const system = unitSystemOf(request);
      const application = applicationOf(actor);
      const period = hasDates ? readPeriod(query as ServiceDates, kernel.clock.now()) : undefined;
      if (endpoint.makes !== null) {
        const fault = await faultOfMake(kernel, application, vehicle, endpoint, makeIn(params));
        if (fault !== null) throw fault;
      }
      const readings = await readSignals(kernel, application, { vehicle, endpoint, request: request.id });
      const shaped = shapeV2(endpoint, period === undefined ? readings : withinPeriod(readings, period), {
        vehicleId: vehicle,
        system,
        capacityUrl: endpoint.id === 'nominal_capacity' ? capacityUrlOf(kernel, application, vehicle, readings) : null,
      });
      if (shaped === null) throw refuse('vehicle_fault', { fault: 'COMPATIBILITY.VEHICLE_NOT_CAPABLE' });
      return jsonText(floatJson(shaped.body), {
        headers: { ...shaped.headers, ...limitHeaders(kernel, application, vehicle) },
      });
    },
  });
}

/** Paths of make-specific calls have this parameter, which TypeScript cannot read out of a path made from the list. */
export const makeIn = (params: Readonly<Record<string, string>>): string | undefined => params['make'];
