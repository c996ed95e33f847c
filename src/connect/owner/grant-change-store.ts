// All SQL of what an owner changes of a grant that goes on: pausing, single permissions, exactness, until when it lasts.
import type { Kernel } from '../../core/kernel.ts';
import type { PauseReason } from '../grant.ts';
import type { ConnectTables } from '../tables.ts';

/** @returns false when it had ended or was paused before */
export async function updatePaused({ db, clock }: Kernel, id: string, reason: PauseReason): Promise<boolean> {
  const { numUpdatedRows } = await standing(db, id)
    .set({ paused_at: clock.now(), pause_reason: reason })
    .where('paused_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/**
 * What was resumed counts as used: whoever wants it back does not lose it the next night.
 * @returns false when it had ended or was not paused
 */
export async function updateResumed({ db, clock }: Kernel, id: string): Promise<boolean> {
  const { numUpdatedRows } = await standing(db, id)
    .set({ paused_at: null, pause_reason: null, last_used_at: clock.now() })
    .where('paused_at', 'is not', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Leaves the grant these permissions. @param scopes at least one, all of them its own */
export async function updateScopes({ db, clock }: Kernel, id: string, scopes: readonly string[]): Promise<void> {
  await standing(db, id)
    .set({ scopes: [...scopes], narrowed_at: clock.now() })
    .execute();
}

/** From now on places are told to about a kilometer. @returns false when it had ended, or they were before */
export async function updateCoarse({ db, clock }: Kernel, id: string): Promise<boolean> {
  const { numUpdatedRows } = await standing(db, id)
    .set({ is_coarse: true, narrowed_at: clock.now() })
    .where('is_coarse', '=', false)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** @returns false when it had ended */
export async function updateExpiry({ db, clock }: Kernel, id: string, expiresAt: Date): Promise<boolean> {
  const { numUpdatedRows } = await standing(db, id)
    .set({ expires_at: expiresAt, renewed_at: clock.now() })
    .where('expires_at', '>', clock.now())
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

const standing = (db: Kernel['db'], id: string) =>
  db.withTables<ConnectTables>().updateTable('connect.grant').where('id', '=', id).where('revoked_at', 'is', null);
