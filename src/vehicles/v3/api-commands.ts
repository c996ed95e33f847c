// Commands of API v3 (vehicle-platform §12.2): one list, from which the routes are made.
import Type from 'typebox';
import { type RoutePath, routes } from '../../catalog/routes.ts';
import { type Command, commands } from '../../catalog/vehicle-endpoints.ts';
import { refuse } from '../../core/errors.ts';
import { byApplication } from '../../core/http/access.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import type { CommandInputs } from '../providers/provider.ts';
import { roundTo } from '../units.ts';
import { vehicleOf } from '../v2/call.ts';
import { between, readPlace } from '../v2/command-input.ts';
import { granteeOf } from './call.ts';
import { execute } from './execute.ts';

type Attributes = Readonly<Record<string, unknown>>;

type Entry<C extends Command = Command> = {
  readonly at: RoutePath;
  /** What the execution is called. */
  readonly type: string;
  readonly command: C;
  /** What the body's attributes say; a command without parameters comes without a body. */
  readonly read: (attributes: Attributes) => CommandInputs[C];
  /** What the execution repeats of it. */
  readonly parameters: (input: CommandInputs[C]) => object;
};

const entry = <C extends Command>(
  at: RoutePath,
  type: string,
  command: C,
  read: Entry<C>['read'],
  parameters: Entry<C>['parameters'] = () => ({}),
) => ({ at, type, command, read, parameters });

const list = [
  entry(routes.vehiclesV3.startCharge, 'charge-start', 'start_or_stop_charge', () => ({ action: 'START' })),
  entry(routes.vehiclesV3.stopCharge, 'charge-stop', 'start_or_stop_charge', () => ({ action: 'STOP' })),
  entry(
    routes.vehiclesV3.setChargeLimit,
    'charge-set-limit',
    'set_charge_limit',
    ({ percent }) => ({ limit: between('percent', percent, 50, 100) / 100 }),
    ({ limit }) => ({ percent: roundTo(limit * 100, 2) }),
  ),
  entry(routes.vehiclesV3.lock, 'security-lock', 'lock_or_unlock', () => ({ action: 'LOCK' })),
  entry(routes.vehiclesV3.unlock, 'security-unlock', 'lock_or_unlock', () => ({ action: 'UNLOCK' })),
  entry(
    routes.vehiclesV3.setDestination,
    'navigation-set-destination',
    'send_destination',
    attributes => readPlace(attributes),
    ({ latitude, longitude }) => ({ latitude, longitude }),
  ),
] as const;

/** What the body's attributes say. */
export const attributesOf = (body: unknown): Attributes =>
  (body as { data?: { attributes?: Attributes } } | undefined)?.data?.attributes ?? {};

function route<C extends Command>({ at, type, command, read, parameters }: Entry<C>): AnyRoute {
  return defineRoute({
    method: 'POST',
    at: at as RoutePath<typeof routes.vehiclesV3.vehicle.path>,
    access: { ...byApplication(), scope: commands[command].permission },
    limit: 'vehicle',
    summary: `Tells a car: ${type.replaceAll('-', ' ')}. 202 when it takes longer than the client waits (\`Prefer: wait=20\`).`,
    query: Type.Object({ flags: Type.Optional(Type.String({ maxLength: 1000 })) }),
    handle: async ({ kernel, actor, params, body, request }) => {
      const application = granteeOf(kernel, actor, request);
      const vehicle = vehicleOf(params.id);
      if (body !== undefined && body !== null && typeof body !== 'object')
        throw refuse('invalid_input', { field: 'data', expected: 'must be an object' });
      const input = read(attributesOf(body));
      const order = { attributes: { commandType: type, parameters: parameters(input) } };
      return execute(kernel, application, { vehicle, request }, { kind: 'command-execution', order, command, input });
    },
  });
}

export const commandRoutesV3: readonly AnyRoute[] = list.map(one => route(one as Entry));
