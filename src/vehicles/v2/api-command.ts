// A command of API v2: one door for every entry of the catalog (vehicle-platform §6.3, §6.4).
import Type from 'typebox';
import { routes } from '../../catalog/routes.ts';
import { type commandEndpoints, commands } from '../../catalog/vehicle-endpoints.ts';
import { withGrant } from '../../core/http/access.ts';
import { json } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { limitHeaders } from '../limits.ts';
import type { CommandInputs } from '../providers/provider.ts';
import { runCommand } from '../run-command.ts';
import { makeIn } from './api-read.ts';
import { applicationOf, faultOfMake, flags, vehicleOf } from './call.ts';
import { commandBodies, type PlaceQuery, readCommandInput } from './command-input.ts';

const Query = Type.Object(flags);
const coordinate = () => Type.Optional(Type.String({ maxLength: 30 }));
const PlacedQuery = Type.Object({ ...flags, latitude: coordinate(), longitude: coordinate() });

/** The text is asserted by clients (§6.3). */
const done = { message: 'Successfully sent request to vehicle', status: 'success' };

export function commandRoute({ id, method, command, permission, makes }: (typeof commandEndpoints)[number]): AnyRoute {
  const isPlaced = command === 'set_location_schedule';
  return defineRoute({
    method,
    at: routes.vehicles[id],
    // `runCommand` checks the permission: a refused command belongs into the owner's log.
    access: { ...withGrant(), scope: permission },
    limit: 'vehicle',
    summary: `Tells a car to ${commands[command].label}${makes === null ? '' : `, for ${makes.join(', ')}`}.`,
    query: isPlaced ? PlacedQuery : Query,
    body: commandBodies[command],
    handle: async ({ kernel, actor, params, query, body, request }) => {
      const vehicle = vehicleOf(params.id);
      const application = applicationOf(actor);
      const input = readCommandInput(command, body, query as PlaceQuery);
      if (makes !== null) {
        const fault = await faultOfMake(kernel, application, vehicle, { makes }, makeIn(params));
        if (fault !== null) throw fault;
      }
      await runCommand(kernel, application, { vehicle, request: request.id }, command, input);
      return json(command === 'set_charge_schedule' ? scheduleAnswer(input as Schedule) : done, {
        headers: limitHeaders(kernel, application, vehicle),
      });
    },
  });
}

type Schedule = CommandInputs['set_charge_schedule'];

/** Both schedules as they are now: setting one ends the other. */
const scheduleAnswer = ({ type, enable, time }: Schedule) => {
  const off = { enabled: false, time: null };
  const set = { enabled: enable, time };
  return type === 'START_TIME' ? { departureTime: off, startTime: set } : { departureTime: set, startTime: off };
};
