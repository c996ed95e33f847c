// What became of an order to a car, for the application that gave it (vehicle-platform §12.2).

import Type from 'typebox';
import { routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { byApplication } from '../../core/http/access.ts';
import { json } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { denialOf } from '../attempt.ts';
import { flags, vehicleOf } from '../v2/call.ts';
import { granteeOf } from './call.ts';
import { executionPath } from './execute.ts';
import { type ExecutionKind, executionResource } from './execution.ts';
import { findExecution } from './execution-store.ts';

type Place = typeof routes.vehiclesV3.commandExecution | typeof routes.vehiclesV3.scheduleExecution;

const show = (at: Place, kind: ExecutionKind, summary: string): AnyRoute =>
  defineRoute({
    method: 'GET',
    at: at as typeof routes.vehiclesV3.commandExecution,
    access: byApplication(),
    limit: 'vehicle',
    summary,
    query: Type.Object(flags),
    handle: async ({ kernel, actor, params, request }) => {
      const application = granteeOf(kernel, actor, request);
      const vehicle = vehicleOf(params.id);
      const denial = denialOf(application, vehicle, null);
      if (denial !== null) throw denial;
      const execution = await findExecution(kernel, application, { id: params.execution, kind, vehicle });
      if (execution === undefined) throw refuse('not_found');
      const told = { self: executionPath(execution), now: kernel.clock.now() };
      return json({ data: executionResource(execution, told) });
    },
  });

export const executionRoutes: readonly AnyRoute[] = [
  show(
    routes.vehiclesV3.commandExecution,
    'command-execution',
    'What became of a command; for a week. It is `PENDING` while the maker has not answered.',
  ),
  show(
    routes.vehiclesV3.scheduleExecution,
    'charge-schedule-execution',
    'What became of making or ending a charge schedule; for a week.',
  ),
];
