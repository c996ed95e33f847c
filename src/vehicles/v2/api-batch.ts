// Several reads of one car in one request (vehicle-platform §7): one log statement, one question to the maker.
import Type from 'typebox';
import { routes } from '../../catalog/routes.ts';
import { type FoundRead, findReadEndpoint } from '../../catalog/vehicle-endpoints.ts';
import type { Application } from '../../core/actor.ts';
import { isRefusal, type Refusal, refuse } from '../../core/errors.ts';
import { withGrant } from '../../core/http/access.ts';
import { jsonText } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import type { Kernel } from '../../core/kernel.ts';
import { problemBody } from '../api-problem.ts';
import { limitHeaders } from '../limits.ts';
import { readMany } from '../read-signals.ts';
import { isReadings, type ReadResult } from '../reads/readable.ts';
import { applicationOf, capacityUrlOf, faultOfMake, flags, unitSystemOf, vehicleOf } from './call.ts';
import { floatJson } from './float-json.ts';
import { readPeriod, withinPeriod } from './service-dates.ts';
import { shapeV2, type V2Context } from './shape-v2.ts';

/** More than there are reads. */
const MOST = 50;

const Body = Type.Object({
  requests: Type.Array(Type.Object({ path: Type.String({ maxLength: 200 }) }, { additionalProperties: false }), {
    minItems: 1,
    maxItems: MOST,
  }),
});

export const batch = defineRoute({
  method: 'POST',
  at: routes.vehicles.batch,
  access: withGrant(),
  limit: 'vehicle',
  summary: 'Reads several things of a car at once; each item is answered or refused by itself.',
  query: Type.Object(flags),
  body: Body,
  handle: async ({ kernel, actor, params, body, request }) => {
    const vehicle = vehicleOf(params.id);
    const system = unitSystemOf(request);
    const application = applicationOf(actor);
    const items = body.requests.map(({ path }, index) => itemOf(path, index, kernel.clock.now()));
    const results = await readItems(kernel, application, { vehicle, request: request.id }, items);
    const told = {
      publicUrl: kernel.config.publicUrl,
      docsBase: kernel.config.errorDocs,
      requestId: request.id,
      url: request.url,
      application: application.id,
    };
    const all = results.flatMap(result => (isReadings(result) ? result : []));
    const capacityUrl = capacityUrlOf(kernel, application, vehicle, all);
    const context: V2Context = { vehicleId: vehicle, system, capacityUrl };
    const responses = items.map((item, index) => {
      const answer = answerOf(item, results[index] ?? [], context);
      if (!isRefusal(answer)) return { path: item.path, code: 200, body: answer.body, headers: answer.headers };
      const problem = problemBody(answer, told);
      return { path: item.path, code: problem.statusCode, body: problem, headers: headersOf(answer) };
    });
    return jsonText(floatJson({ responses }), { headers: limitHeaders(kernel, application, vehicle) });
  },
});

type Item = FoundRead & {
  /** As the client wrote it; clients look answers up by it. */
  readonly path: string;
  readonly period: ReturnType<typeof readPeriod> | undefined;
};

/** @throws Refusal invalid_input for a path that is no read: then the whole request is refused */
function itemOf(path: string, index: number, now: Date): Item {
  const [bare = '', query = ''] = path.split('?', 2);
  const found = findReadEndpoint(`/${bare.replace(/^\/+|\/+$/g, '')}`);
  if (found === undefined)
    throw refuse('invalid_input', { field: `requests/${index}/path`, expected: 'must be a path that can be read' });
  const hasDates = found.endpoint.id === 'service_history';
  return {
    ...found,
    path,
    period: hasDates ? readPeriod(Object.fromEntries(new URLSearchParams(query)), now) : undefined,
  };
}

/** One result for each item: what cannot be of this car's make is refused before the car is asked. */
async function readItems(
  kernel: Kernel,
  actor: Application,
  request: Parameters<typeof readMany>[2],
  items: readonly Item[],
): Promise<ReadResult[]> {
  const faults = await Promise.all(
    items.map(({ endpoint, make }) => faultOfMake(kernel, actor, request.vehicle, endpoint, make)),
  );
  const [first, ...others] = items.filter((_, index) => faults[index] === null).map(({ endpoint }) => endpoint);
  const read = first === undefined ? [] : await readMany(kernel, actor, request, [first, ...others]);
  return faults.map(fault => fault ?? read.shift() ?? []);
}

function answerOf({ endpoint, period }: Item, result: ReadResult, context: V2Context) {
  if (!isReadings(result)) return result;
  const readings = period === undefined ? result : withinPeriod(result, period);
  return (
    shapeV2(endpoint, readings, context) ?? refuse('vehicle_fault', { fault: 'COMPATIBILITY.VEHICLE_NOT_CAPABLE' })
  );
}

/** Never absent: an SDK looks for the content type in the headers of an item that failed. */
const headersOf = ({ details: { retryAfter } }: Refusal): Record<string, string> => ({
  'content-type': 'application/json',
  // One SDK reads the one spelling, one the other.
  ...(retryAfter !== undefined && { 'retry-after': String(retryAfter), 'Retry-After': String(retryAfter) }),
});
