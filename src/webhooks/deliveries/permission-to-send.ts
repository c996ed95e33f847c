// Nothing about a car leaves once its owner has taken the permission back: asked just before, and watched while it is sent.
import { type TellingGrant, tellingGrants } from '../../connect/index.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Attempt, TryOutcome } from '../../core/work/deliveries/delivery.ts';
import { findToldCars } from '../subscriptions/subscription-store.ts';
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
const stillOpened = (grantee: TellingGrant | undefined, payload: string, now: Date): TellingGrant | undefined =>
  grantee !== undefined && isStillOpened(payload, grantee, now) ? grantee : undefined;

async function look(kernel: Kernel, register: GrantsInUse, about: readonly string[]) {
  const began = register.begin();
  const cars = await findToldCars(kernel, about);
  const granted = await tellingGrants(kernel, cars);
  return { began, grantees: new Map(cars.map(({ id }, index) => [id, granted[index]])) };
}

async function sendAs(
  register: GrantsInUse,
  grantee: TellingGrant | undefined,
  began: number,
  post: Post,
): Promise<TryOutcome | 'changed'> {
  if (!grantee) return refused;
  const sent = await register.use(grantee.grant, began, async signal => {
    const outcome = await post(signal);
    return signal.aborted && outcome.status === undefined ? 'changed' : outcome;
  });
  return sent ?? 'changed';
}
