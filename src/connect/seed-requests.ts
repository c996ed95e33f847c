// A week of calls for the demo application's log: those that are about no car, whose reads stand in their owner's log.
import { href, routes } from '../catalog/routes.ts';
import { after, DAY, HOUR, MINUTE } from '../core/clock.ts';
import { newUuid } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';
import { recordRequest } from '../developers/index.ts';

type Call = readonly [ago: number, method: string, path: string, status: number, micros: number, error?: string];

const TOKEN = routes.connect.token.path;
const VERSION = { version: '2.0' };
const VEHICLES = href(routes.vehicles.vehicles, VERSION);
const COMPATIBILITY = href(routes.vehicles.compatibility, VERSION);
const CONNECTIONS = href(routes.vehicles.connections, VERSION);

const calls: readonly Call[] = [
  [8 * DAY, 'POST', TOKEN, 400, 9_200, 'invalid_request'],
  [8 * DAY - MINUTE, 'POST', TOKEN, 200, 14_800],
  [8 * DAY - 2 * MINUTE, 'GET', VEHICLES, 200, 2_100],
  ...[7, 6, 5, 4, 3, 2, 1].flatMap((days): Call[] => [
    [days * DAY, 'POST', TOKEN, 200, 11_000 + days * 430],
    [days * DAY - MINUTE, 'GET', VEHICLES, 200, 1_300 + days * 90],
  ]),
  [3 * DAY - HOUR, 'GET', COMPATIBILITY, 400, 1_900, 'VALIDATION'],
  [3 * DAY - 2 * HOUR, 'GET', COMPATIBILITY, 200, 3_400],
  [5 * HOUR, 'GET', CONNECTIONS, 200, 4_700],
  [2 * HOUR, 'POST', TOKEN, 401, 6_100, 'invalid_client'],
  [2 * HOUR - MINUTE, 'POST', TOKEN, 200, 12_300],
];

/** Their times are before now; nothing in them is of a person. */
export function seedRequests(kernel: Kernel, application: string): void {
  const now = kernel.clock.now();
  for (const [ago, method, path, status, micros, error = null] of calls)
    recordRequest(kernel, {
      request: newUuid(kernel.random),
      application,
      at: after(now, -ago),
      method,
      path,
      status,
      error,
      vehicle: null,
      owner: null,
      micros,
    });
}
