// Whose data keys a key-encryption key wrapped in some time: what somebody could open who had that key and a copy of the
// database of then.
import { sql } from 'kysely';
import { may } from '../../../catalog/permissions.ts';
import type { Actor } from '../../actor.ts';
import type { Db } from '../../database/db.ts';

export type KeyUseQuery = {
  readonly provider: string;
  readonly epoch: string;
  readonly from: Date;
  readonly until: Date;
};

/** A person whose data key lay under it, and since and until when; `until` is null as long as it does. */
export type KeyUse = { readonly person: string; readonly since: Date; readonly until: Date | null };

/**
 * People whose data key may have lain under a key-encryption key in the time, by id; nobody for whoever may not manage
 * privacy. Which keys wrapped a data key before the last one is not kept: one that was wrapped anew since counts with each
 * older key that was in use after it was made, so that nobody is missed. Who was erased has no key any more and is not found.
 * @param page.after continues behind this person
 */
export async function findKeyUses(
  db: Db,
  actor: Actor,
  { provider, epoch, from, until }: KeyUseQuery,
  { after = '', limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<KeyUse[]> {
  if (!(actor.kind === 'person' && may(actor.staffRole, 'privacy.manage'))) return [];
  // A process that has not heard of a new key goes on with the old one for a while.
  const { rows } = await sql<KeyUse>`
    with asked as (
      select made_at, (select min(made_at) + interval '1 hour' from core.key_epoch later where later.made_at > one.made_at) as followed_at
        from core.key_epoch one where provider = ${provider} and epoch = ${epoch}
    ), uses as (
      select subject,
             case when (k.provider, k.epoch) = (${provider}, ${epoch}) then coalesce(k.rewrapped_at, k.created_at)
                  else greatest(k.created_at, asked.made_at) end as since,
             case when (k.provider, k.epoch) = (${provider}, ${epoch}) then null else k.rewrapped_at end as until
        from core.data_key k cross join asked
        left join core.key_epoch now on now.provider = k.provider and now.epoch = k.epoch
       where k.subject > ${after} and k.subject >= 'per_' and k.subject < 'per\`'
         and ((k.provider, k.epoch) = (${provider}, ${epoch})
              or (k.rewrapped_at is not null and now.made_at > asked.made_at
                  and k.created_at < coalesce(asked.followed_at, 'infinity')))
    )
    select subject as person, min(since) as since, case when bool_or(until is null) then null else max(until) end as until
      from uses where since < ${until} and (until is null or until >= ${from})
     group by subject order by subject limit ${limit}`.execute(db);
  return rows;
}
