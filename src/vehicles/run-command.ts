// An application tells a car to do something: is it allowed, log it, tell the car.
import { type Command, commands } from '../catalog/vehicle-endpoints.ts';
import type { Application } from '../core/actor.ts';
import type { Refusal } from '../core/errors.ts';
import type { Kernel } from '../core/kernel.ts';
import { type Logged, logAndOpen } from './admit-read-store.ts';
import { attemptOf, denialOf, type Request, reasonOf } from './attempt.ts';
import { takeCarPermit } from './limits.ts';
import { askMaker } from './makers/ask-maker.ts';
import { type CommandInputs, isFault, notAnyMore, type ProviderFault, type RunCommand } from './providers/provider.ts';
import { markDenied, markFailed } from './read-event-store.ts';
import { refusalOf } from './read-signals.ts';
import { denialNow } from './reads/grant-since.ts';

/**
 * Makes the car do something. As with reads, the line in the owner's log is on disk before the maker is told: nothing
 * happens to a car without a line, and one that was refused or came to nothing says so.
 * @param request `onItsWay` is called when it is allowed and stands in the log, before the maker is asked
 * @param input checked before (`command-input.ts`)
 * @throws Refusal `vehicle_not_granted`, `scope_missing`, or `vehicle_fault` with the vehicle API's error code in `fault`
 */
export async function runCommand<C extends Command>(
  kernel: Kernel,
  actor: Application,
  request: Request & { readonly onItsWay?: () => void },
  command: C,
  input: CommandInputs[C],
): Promise<void> {
  await takeCarPermit(kernel, actor, request);
  const { permission } = commands[command];
  const denial = denialOf(actor, request.vehicle, permission);
  const logged = await logAndOpen(kernel, [attemptOf(actor, request, command, denial)]);
  if (denial !== null) throw denial;
  request.onItsWay?.();
  const fail = (reason: string): Promise<void> =>
    markFailed(
      kernel,
      actor.owner,
      logged.seqs.map(seq => ({ seq, reason })),
    );
  let takenBack: Refusal | null = null;
  const isTakenBack = async (): Promise<boolean> => {
    takenBack = await denialNow(actor, request.vehicle, permission);
    return takenBack !== null;
  };
  const answer = await tell(kernel, actor.owner, logged, { command, input, isTakenBack }).catch(
    async (error: unknown) => {
      await fail('SERVER.INTERNAL');
      throw error;
    },
  );
  if (!isFault(answer)) return;
  // Set from within, which the compiler does not see.
  const refused = takenBack as Refusal | null;
  if (refused === null) await fail(answer.fault);
  else await deny(kernel, actor, logged, refused);
  throw refused ?? refusalOf(answer);
}

const deny = (kernel: Kernel, { owner }: Application, { seqs }: Logged, denial: Refusal): Promise<void> =>
  markDenied(
    kernel,
    owner,
    seqs.map(seq => ({ seq, reason: reasonOf(denial) })),
  );

async function tell<C extends Command>(
  kernel: Kernel,
  owner: string,
  { open }: Logged,
  {
    command,
    input,
    isTakenBack,
  }: {
    readonly command: C;
    readonly input: CommandInputs[C];
    /** Asked last of all, and again by whoever made it wait in line. */
    readonly isTakenBack: () => Promise<boolean>;
  },
): Promise<'done' | ProviderFault> {
  const way = await open();
  if (way === null) return { fault: 'CONNECTED_SERVICES_ACCOUNT.VEHICLE_MISSING' };
  return askMaker<'done'>(kernel, owner, way, async (provider, connection) => {
    const run: RunCommand<C> | undefined = provider.commands[command];
    if (run === undefined) return { fault: 'COMPATIBILITY.SMARTCAR_NOT_CAPABLE' };
    if (await isTakenBack()) return notAnyMore;
    return run({ ...connection, isTakenBack }, input, kernel.clock.now());
  });
}
