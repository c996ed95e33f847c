// When no app has access to any car of an account, our sign-in there is taken back at the maker, tried for three days.
import { mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { actorId, system } from '../../core/actor.ts';
import { after, DAY, HOUR, MINUTE } from '../../core/clock.ts';
import { isRefusal } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import { isFault, type ProviderFault } from '../providers/provider.ts';
import { findProvider } from '../providers/registry.ts';
import { beginTry, settleEnd, takeSignIns, type WhichAccounts } from './ended-sign-in-store.ts';

export { type EndedSignIn, listEndedSignIns } from './ended-sign-in-store.ts';

const END_SIGN_IN = 'end-sign-in-at-maker';
const ACTOR = actorId(system('vehicles'));

/** Between tries; after the last one it is given up and its owner told. */
const PAUSES = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 12 * HOUR, DAY, DAY];

/** These say that trying again is of no use. */
const hopeless: ReadonlySet<ProviderFault['fault']> = new Set(['COMPATIBILITY.SMARTCAR_NOT_CAPABLE']);
/** These say that the maker takes the sign-in no more, which is what was wanted. */
const over: ReadonlySet<ProviderFault['fault']> = new Set(['CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED']);

/**
 * Lets go of an owner's accounts at makers: in one transaction nothing of ours can use them any more, and jobs take them
 * back at the makers. Harmless to repeat.
 */
export const letGoOfMakers = (kernel: Kernel, owner: string, which: WhichAccounts): Promise<void> =>
  kernel.transaction(async kernel => {
    for (const id of await takeSignIns(kernel, owner, which)) {
      await kernel.audit.record(kernel.db, { actor: ACTOR, action: 'vehicle.sign-in-end', subject: id });
      await kernel.enqueue(kernel, END_SIGN_IN, { id }, { key: id });
    }
  });

export const endSignInJob: Job = {
  name: END_SIGN_IN,
  run: async (kernel, { id = '' }) => {
    const one = await beginTry(kernel, id);
    if (one === undefined) return;
    const provider = findProvider(kernel, one.provider);
    const answer = await (provider?.ending?.end(one.credentials, kernel.clock.now()).catch(noAnswer) ?? noWay);
    if (!isFault(answer) || over.has(answer.fault)) return settle(kernel, id, 'done', null);
    const pause = PAUSES[one.tries - 1];
    if (pause === undefined || hopeless.has(answer.fault)) return settle(kernel, id, 'failed', answer.fault);
    const wait = Math.max(pause, (answer.retryAfter ?? 0) * 1000);
    await kernel.enqueue(
      kernel,
      END_SIGN_IN,
      { id },
      { key: `${id}:${one.tries}`, runAt: after(kernel.clock.now(), wait) },
    );
  },
};

function noAnswer(error: unknown): ProviderFault {
  if (isRefusal(error, 'outgoing_failed')) return { fault: 'UPSTREAM.NO_RESPONSE' };
  throw error;
}

const noWay: ProviderFault = { fault: 'COMPATIBILITY.SMARTCAR_NOT_CAPABLE' };

const settle = (kernel: Kernel, id: string, state: 'done' | 'failed', fault: string | null): Promise<void> =>
  kernel.transaction(async kernel => {
    const owner = await settleEnd(kernel, id, state, fault);
    await kernel.audit.record(kernel.db, {
      actor: ACTOR,
      action: state === 'done' ? 'vehicle.sign-in-ended' : 'vehicle.sign-in-end-failed',
      subject: id,
    });
    if (owner === undefined || state === 'done') return;
    await mailPerson(
      kernel,
      owner,
      {
        subject: 'End our access at a car maker yourself',
        text: [
          'No app has access to one of your cars any more, so we wanted to end our sign-in at its maker. The maker did not do it. We have destroyed what we could have used, but the maker may still list us. How you end it there:',
          '',
          kernel.config.publicUrl + href(routes.privacy.home),
        ].join('\n'),
      },
      `sign-in-end:${id}`,
    );
  });
