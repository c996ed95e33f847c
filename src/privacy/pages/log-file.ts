// The owner's log as a file: one JSON object in a line, read from the database as the browser takes it.
import { Readable } from 'node:stream';
import { routes } from '../../catalog/routes.ts';
import { listGrantsOfOwner, purposesOfGrants } from '../../connect/index.ts';
import { type Person, personOf } from '../../core/actor.ts';
import { alsoSimulated, signedIn } from '../../core/http/access.ts';
import { download } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import type { Kernel } from '../../core/kernel.ts';
import {
  commandLabel,
  listOwnedVehicles,
  permissionOf,
  type ReadFilter,
  streamReadEvents,
} from '../../vehicles/index.ts';
import { LogQuery, readLogFilter } from '../log-filter.ts';
import { carName } from '../owner-overview.ts';

export const logFileRoute = defineRoute({
  method: 'GET',
  at: routes.privacy.logFile,
  access: alsoSimulated(signedIn()),
  limit: 'page',
  summary: 'Every read of the owner’s cars as NDJSON, newest first; values are in no log.',
  query: LogQuery,
  handle: async ({ kernel, actor, query }) => {
    const lines = linesOf(kernel, personOf(actor), readLogFilter(query));
    const day = kernel.clock.now().toISOString().slice(0, 10);
    return download(Readable.from(lines, { objectMode: false }), `who-read-what-${day}.ndjson`, 'application/x-ndjson');
  },
});

/** The first line says what the others are. */
async function* linesOf(kernel: Kernel, actor: Person, filter: ReadFilter): AsyncGenerator<string> {
  const [grants, cars, purposes] = await Promise.all([
    listGrantsOfOwner(kernel, actor),
    listOwnedVehicles(kernel, actor.id),
    purposesOfGrants(kernel, actor),
  ]);
  const names = new Map(grants.map(({ application }) => [application.id, application.name]));
  const carNames = new Map(cars.map(car => [car.id, carName(car)]));
  const written = (value: object): string => `${JSON.stringify(value)}\n`;
  yield written({
    format: 'telltale-read-log-1',
    madeAt: kernel.clock.now().toISOString(),
    order: 'newest first',
    outcomes: ['allowed', 'denied', 'failed'],
  });
  for await (const events of streamReadEvents(kernel, actor, filter))
    yield events
      .map(({ at, application, grant, vehicle, signal, outcome, reason, request }) =>
        written({
          at: at.toISOString(),
          application: { id: application, name: names.get(application) ?? null },
          purpose: purposes.get(grant) ?? null,
          grant,
          vehicle: { id: vehicle, name: carNames.get(vehicle) ?? null },
          ...(commandLabel(signal) === undefined ? { data: signal } : { command: signal }),
          permission: permissionOf(signal) ?? null,
          outcome,
          reason,
          request,
        }),
      )
      .join('');
}
