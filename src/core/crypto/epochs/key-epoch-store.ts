// All SQL on core.key_epoch: when each key-encryption key came and went.
import { sql } from 'kysely';
import type { Db } from '../../database/db.ts';
import type { Epoch } from '../key-provider.ts';

/** The life of one key-encryption key, and how many data keys it wraps now. */
export type EpochLife = {
  readonly provider: string;
  readonly epoch: string;
  readonly madeAt: Date;
  /** Since when it wraps nothing; undefined while it does. */
  readonly emptiedAt: Date | undefined;
  readonly destroyedAt: Date | undefined;
  readonly keys: number;
};

/**
 * Takes up epochs that are not known yet, and notes since when each wraps no data key: from the moment that is seen, and
 * only as long as it stays so. The active one never counts as empty.
 */
export async function noteEpochs(
  db: Db,
  provider: string,
  { epochs, active, now }: { readonly epochs: readonly Epoch[]; readonly active: string; readonly now: Date },
): Promise<void> {
  await sql`
    insert into core.key_epoch (provider, epoch, made_at)
    select ${provider}, * from unnest(
      ${epochs.map(({ id }) => id)}::text[], ${epochs.map(({ createdAt }) => createdAt)}::timestamptz[])
    on conflict do nothing`.execute(db);
  await sql`
    insert into core.key_epoch (provider, epoch, made_at)
    select provider, epoch, min(created_at) from core.data_key group by provider, epoch
    on conflict do nothing`.execute(db);
  await sql`
    update core.key_epoch as e
       set emptied_at = case when (e.provider, e.epoch) = (${provider}, ${active}) or exists (
                               select from core.data_key k where k.provider = e.provider and k.epoch = e.epoch)
                             then null else coalesce(e.emptied_at, ${now}) end
     where destroyed_at is null`.execute(db);
}

/** Every epoch there ever was, newest first. */
export async function listEpochs(db: Db): Promise<EpochLife[]> {
  const { rows } = await sql<{
    provider: string;
    epoch: string;
    made_at: Date;
    emptied_at: Date | null;
    destroyed_at: Date | null;
    keys: number;
  }>`
    select e.*, (select count(*)::int from core.data_key k where k.provider = e.provider and k.epoch = e.epoch) as keys
      from core.key_epoch e order by made_at desc, epoch desc`.execute(db);
  return rows.map(({ provider, epoch, made_at, emptied_at, destroyed_at, keys }) => ({
    provider,
    epoch,
    keys,
    madeAt: made_at,
    emptiedAt: emptied_at ?? undefined,
    destroyedAt: destroyed_at ?? undefined,
  }));
}

/** Notes that an epoch is no more. @returns whether it was still there according to the notes */
export async function noteDestroyed(db: Db, provider: string, epoch: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('core.key_epoch')
    .set({ destroyed_at: now })
    .where('provider', '=', provider)
    .where('epoch', '=', epoch)
    .where('destroyed_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
