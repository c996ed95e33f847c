// The owner says yes: a grant, in place of what the same application could do with the same cars before.
import { after } from '../../core/clock.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { hearWhatIsNeeded } from '../../vehicles/index.ts';
import { endGrant, narrowGrant } from '../end-grant.ts';
import { GRANT_FOR, vehiclesLeft } from '../grant.ts';
import { insertGrant, listActiveGrants, lockPair, type Notice } from '../grant-store.ts';
import { sharedWorld } from './sandbox-rule.ts';

export type ConsentInput = {
  /** The owner's person id. */
  readonly owner: string;
  readonly application: string;
  /** At least one, all the owner's own: the caller has checked it. */
  readonly vehicles: readonly string[];
  readonly scopes: readonly string[];
  /** Absent when no page was shown: seeds, benches and tests. */
  readonly notice?: Notice;
  /** Places are told to about a kilometer only. */
  readonly isCoarse?: boolean;
};

/**
 * Gives the grant. A car is in at most one active grant of an owner to an application, so that taking that one back
 * ends all access to the car; earlier grants lose the car to the new one, and end when they have none left.
 * @returns the grant's id
 * @throws Refusal not_allowed when application and cars are not all real, or all of one sandbox, or not of one mode
 */
export async function giveConsent(kernel: Kernel, input: ConsentInput): Promise<string> {
  return kernel.transaction(async kernel => {
    const { owner, application, vehicles, scopes, notice, isCoarse = false } = input;
    let isInPlace = false;
    await lockPair(kernel, owner, application);
    const world = await sharedWorld(kernel, application, vehicles);
    if (world === undefined) throw refuse('not_allowed');
    for (const older of await listActiveGrants(kernel, owner, application)) {
      const left = vehiclesLeft(older.vehicles, vehicles);
      if (left.length === older.vehicles.length) continue;
      isInPlace = true;
      if (left.length === 0) await endGrant(kernel, owner, older, 'superseded');
      else await narrowGrant(kernel, older, left);
    }
    const id = await insertGrant(kernel, {
      owner,
      application,
      vehicles,
      scopes,
      expiresAt: after(kernel.clock.now(), GRANT_FOR),
      notice,
      isCoarse,
      isInPlace,
      ...world,
    });
    await kernel.audit.record(kernel.db, {
      actor: owner,
      action: 'grant.give',
      subject: id,
      details: {
        application,
        vehicles: [...vehicles],
        scopes: [...scopes],
        notice: notice ? notice.sha256.toString('hex') : null,
        ...(isCoarse && { location: 'coarse' }),
      },
    });
    await hearWhatIsNeeded(kernel, owner);
    await kernel.emit(kernel, 'grant.given', { grant: id });
    return id;
  });
}
