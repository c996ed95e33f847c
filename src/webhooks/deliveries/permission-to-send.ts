// Nothing about a car leaves once its owner has taken the permission back: asked just before, and watched while it is sent.
import { type Covering, coveringGrants } from '../../connect/index.ts';
import type { Application } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Attempt, TryOutcome } from '../../core/work/deliveries/delivery.ts';
import { findSubscriptions } from '../subscriptions/subscription-store.ts';
import { type GrantsInUse, grantsInUse } from './grants-in-use.ts';
import { isStillOpened } from './still-opened.ts';
import { isAboutOrder } from './tell-deletion.ts';
import { isAboutPermission } from './tell-permission.ts';

type Post = (signal: AbortSignal | undefined) => Promise<TryOutcome>;

const refused: TryOutcome = { outcome: 'refused', reason: 'the owner has taken the permission back' };

/**
 * Looks up once for many tries which owners still allow them.
 * @returns sends one try if its owner does; a message that is about no car, as a test, or about the permission itself
 *   needs nobody's
 */
export async function permissionsToSend(
  kernel: Kernel,
  attempts: readonly Attempt[],
): Promise<(attempt: Attempt, post: Post) => Promise<TryOutcome>> {
  const register = grantsInUse(kernel);
  const about = [...new Set(attempts.flatMap(attempt => attempt.about ?? []))];
  const { began, grantees } = await look(kernel, register, about);
  return async ({ about, payload }, post) => {
    if (about === null || isAboutPermission(about) || isAboutOrder(about)) return post(undefined);
    const now = kernel.clock.now();
    const first = await sendAs(register, stillOpened(grantees.get(about), payload, now), began, post);
    if (first !== 'changed') return first;
    // The grant changed meanwhile: that may have been its end, or a new one in its place.
    const again = await look(kernel, register, [about]);
    const second = await sendAs(register, stillOpened(again.grantees.get(about), payload, now), again.began, post);
    return second === 'changed' ? { outcome: 'again', reason: 'the owner’s permission was changing' } : second;
  };
}

/** Nobody, when the message tells what the owner has taken back since it was made. */
const stillOpened = (grantee: Covering | undefined, payload: string, now: Date): Covering | undefined =>
  grantee !== undefined && isStillOpened(payload, grantee, now) ? grantee : undefined;

async function look(kernel: Kernel, register: GrantsInUse, about: readonly string[]) {
  const began = register.begin();
  const subscriptions = [...(await findSubscriptions(kernel, about)).values()].filter(({ endedAt }) => !endedAt);
  const covered = await coveringGrants(kernel, subscriptions);
  return { began, grantees: new Map(subscriptions.map(({ id }, index) => [id, covered[index]])) };
}

async function sendAs(
  register: GrantsInUse,
  grantee: Application | undefined,
  began: number,
  post: Post,
): Promise<TryOutcome | 'changed'> {
  if (!grantee) return refused;
  let hasChanged = false;
  const sent = await register.use(grantee.grant, began, async signal => {
    signal.addEventListener('abort', () => {
      hasChanged = true;
    });
    return post(signal);
  });
  return sent === undefined || (hasChanged && sent.status === undefined) ? 'changed' : sent;
}
