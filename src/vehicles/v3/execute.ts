// Giving an order to a car in version 3: 200 when it is done in time, else 202 and a resource to ask again
// (vehicle-platform §2.2, §12.2).
import { href, routes } from '../../catalog/routes.ts';
import type { Command } from '../../catalog/vehicle-endpoints.ts';
import type { Application } from '../../core/actor.ts';
import { isRefusal } from '../../core/errors.ts';
import { type Answer, json } from '../../core/http/answer.ts';
import type { RouteContext } from '../../core/http/define-route.ts';
import type { Kernel } from '../../core/kernel.ts';
import { faultCodeOf } from '../api-problem.ts';
import { limitHeaders } from '../limits.ts';
import type { CommandInputs } from '../providers/provider.ts';
import { runCommand } from '../run-command.ts';
import { type Execution, type ExecutionKind, executionResource, type Order, waitOf } from './execution.ts';
import { endExecution, saveExecution } from './execution-store.ts';

const places = {
  'command-execution': routes.vehiclesV3.commandExecution,
  'charge-schedule-execution': routes.vehiclesV3.scheduleExecution,
} satisfies Record<ExecutionKind, unknown>;

/** Where an execution is asked for again, as links of version 3 name it. */
export const executionPath = ({ id, kind, vehicle }: Pick<Execution, 'id' | 'kind' | 'vehicle'>): string =>
  href(places[kind], { id: vehicle, execution: id }).replace(/^\/v3/, '');

/**
 * Makes the car do something, and answers with what became of it. What takes longer than the client waits goes on by
 * itself; the answer says where to ask.
 * @throws Refusal as `runCommand`, when it is known in time
 */
export async function execute<C extends Command>(
  kernel: Kernel,
  actor: Application,
  { vehicle, request }: { readonly vehicle: string; readonly request: RouteContext['request'] },
  { kind, order, command, input }: { kind: ExecutionKind; order: Order; command: C; input: CommandInputs[C] },
): Promise<Answer> {
  const began = kernel.clock.now();
  const { promise: isAsked, resolve: onItsWay } = Promise.withResolvers<void>();
  const run = runCommand(kernel, actor, { vehicle, request: request.id, onItsWay }, command, input);
  const wait = waitOf(request.headers['prefer']?.toString());
  const isDone = await withinTime(run, isAsked, wait);
  const started: Execution = {
    id: `exec_${request.id}`,
    kind,
    vehicle,
    order: { ...order, mode: isDone ? 'sync' : 'async' },
    began,
    ended: isDone ? kernel.clock.now() : null,
    fault: null,
  };
  const kept = saveExecution(kernel, actor, started);
  if (!isDone) void goOn(kernel, started.id, run, kept);
  await kept;
  const told = { self: executionPath(started), now: kernel.clock.now() };
  return json(
    { data: executionResource(started, told) },
    { status: isDone ? 200 : 202, headers: limitHeaders(kernel, actor, vehicle) },
  );
}

/** Whether it was done in time. The time begins when the maker is asked: a refusal of ours is always waited for. */
async function withinTime(run: Promise<void>, isAsked: Promise<void>, wait: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const isLate = isAsked.then(
    () =>
      new Promise<false>(resolve => {
        timer = setTimeout(resolve, wait, false);
      }),
  );
  try {
    return await Promise.race([run.then(() => true), isLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** Nobody waits for this: what goes wrong is told by the resource, or else by the log. */
async function goOn(kernel: Kernel, id: string, run: Promise<void>, kept: Promise<void>): Promise<void> {
  try {
    const fault = await run.then(
      () => null,
      (error: unknown) => (isRefusal(error) ? faultCodeOf(error) : 'SERVER.INTERNAL'),
    );
    await kept;
    await endExecution(kernel, id, { ended: kernel.clock.now(), fault });
  } catch (err) {
    kernel.log.error({ err }, 'what became of an order to a car could not be kept');
  }
}
