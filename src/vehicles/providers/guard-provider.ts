// What stands between the product and every real maker: a time limit, so many questions at once, and rest when it is out.
import type { Command } from '../../catalog/vehicle-endpoints.ts';
import type { VehicleErrorCode } from '../../catalog/vehicle-errors.ts';
import { type Clock, SECOND } from '../../core/clock.ts';
import { isRefusal } from '../../core/errors.ts';
import { LineFull, turnstile } from '../makers/turnstile.ts';
import type { MakerWatch } from '../makers/watch-maker.ts';
import { afterAnswer, answering, type Breaker, isOut, mayAsk } from './breaker.ts';
import { isFault, notAnyMore, type Provider, type ProviderFault, type RunCommand } from './provider.ts';

/** How long a maker may take in milliseconds, waiting in line included; the API promises an answer within 300 s (§2.7). */
const LIMITS = { read: 30 * SECOND, command: 90 * SECOND, account: 20 * SECOND };

/** How many questions one maker may hold up at once, and how many may wait in line: no maker takes the room of others. */
const AT_ONCE = 24;
const IN_LINE = 48;

/**
 * The same provider, for whose answers nobody waits too long. Reads that ask nobody outside are left as they are. A broken connection, a time limit, a full line and a
 * maker at rest all become the fault `UPSTREAM.NO_RESPONSE`.
 */
export function guardProvider(provider: Provider, clock: Clock, watch: MakerWatch, limits = LIMITS): Provider {
  let breaker: Breaker = answering;
  const pass = turnstile(AT_ONCE, IN_LINE);

  const settle = (fault: VehicleErrorCode | null): void => {
    const before = breaker;
    breaker = afterAnswer(before, fault, clock.now().getTime());
    if (isOut(before) !== isOut(breaker)) watch.outage({ isOut: isOut(breaker), fault });
  };

  const guarded = async <Answer extends object | string>(
    limit: number,
    ask: () => Promise<Answer | ProviderFault>,
  ): Promise<Answer | ProviderFault> => {
    const permission = mayAsk(breaker, clock.now().getTime());
    if ('retryAfter' in permission) return { fault: 'UPSTREAM.NO_RESPONSE', retryAfter: permission.retryAfter };
    breaker = permission.next;
    try {
      const answer = await withinTime(pass(ask), limit);
      const fault = isFault(answer) ? answer.fault : null;
      settle(fault);
      watch.answered(fault);
      return answer;
    } catch (error) {
      // A full line is our own haste and says nothing about the maker.
      if (error instanceof LineFull) return { fault: 'UPSTREAM.NO_RESPONSE', retryAfter: 5 };
      if (!isRefusal(error, 'outgoing_failed')) {
        settle(null);
        throw error;
      }
      settle('UPSTREAM.NO_RESPONSE');
      watch.answered('UPSTREAM.NO_RESPONSE');
      return { fault: 'UPSTREAM.NO_RESPONSE' };
    }
  };

  const { signIn, renewal } = provider;
  return {
    ...provider,
    signIn:
      signIn.kind === 'form'
        ? { ...signIn, signIn: (input, now) => guarded(limits.account, () => signIn.signIn(input, now)) }
        : { ...signIn, exchange: (input, now) => guarded(limits.account, () => signIn.exchange(input, now)) },
    ...(renewal && {
      renewal: {
        ...renewal,
        renew: (credentials, now) => guarded(limits.account, () => renewal.renew(credentials, now)),
      },
    }),
    listVehicles: (credentials, now) => guarded(limits.account, () => provider.listVehicles(credentials, now)),
    read: provider.readsOwnStore
      ? provider.read
      : (connection, signals, now) => guarded(limits.read, () => provider.read(connection, signals, now)),
    commands: guardCommands(provider.commands, run => guarded(limits.command, run)),
  };
}

function guardCommands(
  commands: Provider['commands'],
  guarded: (run: () => Promise<'done' | ProviderFault>) => Promise<'done' | ProviderFault>,
): Provider['commands'] {
  const entries = Object.entries(commands).map(([name, run]) => {
    // Each stays under its own name and so with its own input, which TypeScript cannot follow through the entries.
    const command = run as RunCommand<Command>;
    const one: RunCommand<Command> = (connection, input, now) =>
      guarded(async () => ((await connection.isTakenBack?.()) ? notAnyMore : command(connection, input, now)));
    return [name, one];
  });
  return Object.fromEntries(entries) as Provider['commands'];
}

async function withinTime<Answer>(answer: Promise<Answer>, limit: number): Promise<Answer | ProviderFault> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<ProviderFault>(resolve => {
    timer = setTimeout(() => resolve({ fault: 'UPSTREAM.NO_RESPONSE' }), limit);
  });
  // Whatever comes after the limit, a failure included, is nobody's any more.
  answer.catch(() => undefined);
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
