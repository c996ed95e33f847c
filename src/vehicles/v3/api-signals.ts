// A car and its signals in API v3 (vehicle-platform §12.2).
import Type from 'typebox';
import { routes } from '../../catalog/routes.ts';
import { findSignalByCode, signals } from '../../catalog/signals.ts';
import { refuse } from '../../core/errors.ts';
import { byApplication } from '../../core/http/access.ts';
import { json } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { limitHeaders } from '../limits.ts';
import { readingValue } from '../providers/provider.ts';
import { readSignals } from '../read-signals.ts';
import { unitSystemOf, vehicleOf } from '../v2/call.ts';
import { marksOfVehicles } from '../vehicle-store.ts';
import { granteeOf, MOST, PageQuery, pageLinks, readPage } from './call.ts';
import { demoSignal, demoSignals, demoVehicle, isDemoVehicle } from './demo-vehicle.ts';
import { readAllSignals } from './read-all-signals.ts';
import { signalResource } from './shape-v3.ts';

const Query = Type.Object({ flags: Type.Optional(Type.String({ maxLength: 1000 })) });

const vehicle = defineRoute({
  method: 'GET',
  at: routes.vehiclesV3.vehicle,
  access: byApplication(),
  limit: 'vehicle',
  summary: 'What a car is.',
  query: Query,
  handle: async ({ kernel, actor, params, request }) => {
    if (isDemoVehicle(kernel, actor, params.id)) return json(demoVehicle);
    const application = granteeOf(kernel, actor, request);
    const id = vehicleOf(params.id);
    const endpoint = { permission: 'read_vehicle_info', signals: ['attributes'] } as const;
    const car = readingValue(
      await readSignals(kernel, application, { vehicle: id, endpoint, request: request.id }),
      'attributes',
    );
    if (car === null) throw refuse('vehicle_fault', { fault: 'COMPATIBILITY.VEHICLE_NOT_CAPABLE' });
    const { powertrain: powertrainType, make, model, year } = car;
    const mode = (await marksOfVehicles(kernel, [id])).get(id)?.mode ?? 'live';
    const resource = {
      id,
      type: 'vehicle',
      attributes: { make, model, year, powertrainType, mode },
      links: { self: `/vehicles/${id}` },
    };
    return json(resource, { headers: limitHeaders(kernel, application, id) });
  },
});

const list = defineRoute({
  method: 'GET',
  at: routes.vehiclesV3.signals,
  access: byApplication(),
  limit: 'vehicle',
  summary: 'Every signal of a car that the owner’s grant opens and the car has.',
  query: Type.Object(PageQuery),
  handle: async ({ kernel, actor, params, query, request }) => {
    if (isDemoVehicle(kernel, actor, params.id)) return json(demoSignals(kernel.clock.now()));
    const application = granteeOf(kernel, actor, request);
    const id = vehicleOf(params.id);
    const page = readPage(query, MOST);
    const context = { system: unitSystemOf(request), withHeading: application.scopes.has('read_compass') };
    const { readings, attributes } = await readAllSignals(kernel, application, { vehicle: id, request: request.id });
    const all = readings
      .flatMap(reading => signalResource(id, { signal: reading.signal, reading }, context) ?? [])
      .toSorted((one, other) => one.id.localeCompare(other.id, 'en'));
    const shown = all.slice((page.number - 1) * page.size, page.number * page.size);
    const listed = {
      data: shown,
      meta: { totalCount: all.length, pageSize: shown.length, page: page.number },
      links: pageLinks(`/vehicles/${id}/signals`, query, Math.ceil(all.length / page.size), page),
      included: {
        vehicle: {
          id,
          type: 'vehicle',
          attributes:
            attributes === null ? {} : { make: attributes.make, model: attributes.model, year: attributes.year },
          links: { self: `/vehicles/${id}` },
        },
      },
    };
    return json(listed, { headers: limitHeaders(kernel, application, id) });
  },
});

const signal = defineRoute({
  method: 'GET',
  at: routes.vehiclesV3.signal,
  access: byApplication(),
  limit: 'vehicle',
  summary: 'One signal of a car.',
  query: Query,
  handle: async ({ kernel, actor, params, request }) => {
    const code = params.code.toLowerCase();
    if (isDemoVehicle(kernel, actor, params.id)) return json(demoSignal(code, kernel.clock.now()));
    const application = granteeOf(kernel, actor, request);
    const vehicle = vehicleOf(params.id);
    const found = findSignalByCode(code);
    if (found === undefined) throw refuse('not_found');
    const context = { system: unitSystemOf(request), withHeading: application.scopes.has('read_compass') };
    const readings = await readSignals(kernel, application, {
      vehicle,
      endpoint: { permission: signals[found].permission, signals: [found] },
      request: request.id,
    });
    const reading = readings.find(one => one.signal === found);
    if (reading === undefined) throw refuse('vehicle_fault', { fault: 'COMPATIBILITY.VEHICLE_NOT_CAPABLE' });
    return json(signalResource(vehicle, { signal: found, reading }, context), {
      headers: limitHeaders(kernel, application, vehicle),
    });
  },
});

export const signalRoutes = [vehicle, list, signal];
