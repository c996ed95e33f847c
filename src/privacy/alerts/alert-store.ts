// All SQL of what owners are told: what was used so far, the alerts, how they want them.
import { sql } from 'kysely';
import type { Person } from '../../core/actor.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { UseInLog } from '../../vehicles/index.ts';
import type { PrivacyTables } from '../tables.ts';
import { type Alert, type AlertKind, alertKinds, type How, type Known, type NewAlert } from './alert.ts';

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<PrivacyTables>();

/** How far a job has read the log; undefined before its first time. Holds it against a second run. */
export async function takeWatched({ db }: Kernel, job: string): Promise<Date | undefined> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`privacy.watched\n${job}`}, 0))`.execute(db);
  const row = await tables({ db })
    .selectFrom('privacy.watched')
    .select('until')
    .where('job', '=', job)
    .executeTakeFirst();
  return row?.until;
}

export async function saveWatched(kernel: Kernel, job: string, until: Date): Promise<void> {
  await tables(kernel)
    .insertInto('privacy.watched')
    .values({ job, until })
    .onConflict(conflict => conflict.column('job').doUpdateSet({ until }))
    .execute();
}

/** What was handed out under these grants so far: by grant and signal, when last. */
export async function findKnown(kernel: Kernel, grants: readonly string[]): Promise<Map<string, Known>> {
  if (grants.length === 0) return new Map();
  const rows = await tables(kernel)
    .selectFrom('privacy.use')
    .select(['grant_id', 'signal', 'at'])
    .where('grant_id', '=', anyOf(grants))
    .execute();
  return new Map(
    [...Map.groupBy(rows, row => row.grant_id)].map(([grant, list]) => [
      grant,
      new Map(list.map(({ signal, at }) => [signal, at])),
    ]),
  );
}

/** Adds them to what is known. The last time is exact to an hour: the log has each use, and this is a row to write. */
export async function saveUses({ db }: Kernel, uses: readonly UseInLog[]): Promise<void> {
  if (uses.length === 0) return;
  await sql`
    insert into privacy.use (grant_id, signal, owner, first_at, at)
    select * from unnest(${uses.map(({ grant }) => grant)}::text[], ${uses.map(({ signal }) => signal)}::text[],
      ${uses.map(({ owner }) => owner)}::text[], ${uses.map(({ firstAt }) => firstAt)}::timestamptz[],
      ${uses.map(({ lastAt }) => lastAt)}::timestamptz[])
    on conflict (grant_id, signal) do update
      set first_at = least(use.first_at, excluded.first_at), at = greatest(use.at, excluded.at)
      where excluded.first_at < use.first_at or excluded.at > use.at + interval '1 hour'`.execute(db);
}

/** @returns those that had not been told before */
export async function insertAlerts(kernel: Kernel, alerts: readonly NewAlert[]): Promise<NewAlert[]> {
  if (alerts.length === 0) return [];
  const texts = (of: (alert: NewAlert) => string) => sql`${alerts.map(of)}::text[]`;
  const { rows } = await sql<{ cause: string }>`
    insert into privacy.alert (id, owner, grant_id, application, kind, signal, cause, at)
    select * from unnest(${texts(() => newId('alt', kernel.clock, kernel.random))}, ${texts(({ owner }) => owner)},
      ${texts(({ grant }) => grant)}, ${texts(({ application }) => application)}, ${texts(({ kind }) => kind)},
      ${texts(({ signal }) => signal)}, ${texts(({ cause }) => cause)}, ${alerts.map(({ at }) => at)}::timestamptz[])
    on conflict (cause) do nothing returning cause`.execute(kernel.db);
  const told = new Set(rows.map(({ cause }) => cause));
  return alerts.filter(({ cause }) => told.has(cause));
}

/** The person's own alerts, newest first. @param most how many; all when left out */
export async function listAlerts(kernel: Kernel, actor: Pick<Person, 'id'>, most?: number): Promise<Alert[]> {
  const own = tables(kernel)
    .selectFrom('privacy.alert')
    .selectAll()
    .where('owner', '=', actor.id)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc');
  const rows = await (most === undefined ? own : own.limit(most)).execute();
  return rows.map(({ id, owner, grant_id, application, kind, signal, at, seen_at }) => ({
    id,
    owner,
    grant: grant_id,
    application,
    // The column's check lets nothing else in.
    kind: kind as AlertKind,
    signal,
    at,
    seenAt: seen_at,
  }));
}

/** How many the person has not marked as seen. */
export async function countUnseen(kernel: Kernel, actor: Pick<Person, 'id'>): Promise<number> {
  const { count } = await tables(kernel)
    .selectFrom('privacy.alert')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('owner', '=', actor.id)
    .where('seen_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Marks as seen what the person was shown. @param until alerts that happened later stay as they are */
export async function markSeen(kernel: Kernel, actor: Pick<Person, 'id'>, until: Date): Promise<void> {
  await tables(kernel)
    .updateTable('privacy.alert')
    .set({ seen_at: kernel.clock.now() })
    .where('owner', '=', actor.id)
    .where('seen_at', 'is', null)
    .where('at', '<=', until)
    .execute();
}

export type Choices = Readonly<Record<AlertKind, How>>;

/** How these people want to be told; by mail and on the page where they have said nothing. */
export async function findChoices(kernel: Kernel, owners: readonly string[]): Promise<Map<string, Choices>> {
  const rows =
    owners.length === 0
      ? []
      : await tables(kernel)
          .selectFrom('privacy.alert_choice')
          .selectAll()
          .where('owner', '=', anyOf(owners))
          .execute();
  const chosen = Map.groupBy(rows, ({ owner }) => owner);
  return new Map(
    owners.map(owner => {
      const own = new Map(chosen.get(owner)?.map(({ kind, how }) => [kind, how]));
      // The column's check lets nothing else in.
      return [owner, Object.fromEntries(alertKinds.map(kind => [kind, own.get(kind) ?? 'mail'])) as Choices];
    }),
  );
}

/** One parameter however many there are: in a busy minute there are more of them than a statement may have parameters. */
const anyOf = (ids: readonly string[]) => sql<string>`any (${ids}::text[])`;

export async function saveChoices(kernel: Kernel, actor: Pick<Person, 'id'>, choices: Choices): Promise<void> {
  await tables(kernel)
    .insertInto('privacy.alert_choice')
    .values(alertKinds.map(kind => ({ owner: actor.id, kind, how: choices[kind] })))
    .onConflict(conflict =>
      conflict.columns(['owner', 'kind']).doUpdateSet(({ ref }) => ({ how: ref('excluded.how') })),
    )
    .execute();
}

/** Forgets everything of a person. */
export async function deleteOfOwner(kernel: Kernel, owner: string): Promise<void> {
  for (const table of ['privacy.use', 'privacy.alert', 'privacy.alert_choice'] as const)
    await tables(kernel).deleteFrom(table).where('owner', '=', owner).execute();
}

/** When each signal was first and last handed out under the person's grants, for an export. */
export const listUses = (kernel: Kernel, owner: string) =>
  tables(kernel)
    .selectFrom('privacy.use')
    .select(['grant_id as grant', 'signal', 'first_at', 'at as last_at'])
    .where('owner', '=', owner)
    .orderBy('grant_id')
    .orderBy('signal')
    .execute();
