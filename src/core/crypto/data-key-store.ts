// All SQL on core.data_key.
import { sql } from 'kysely';
import type { Db } from '../database/db.ts';
import type { WrappedKey } from './key-provider.ts';

export type StoredDataKey = {
  readonly id: Buffer;
  readonly subject: string;
  readonly purpose: string;
  readonly uses: number;
  readonly wrapped: WrappedKey;
};

/** How many data keys each key epoch wraps, and since when it does. */
export type EpochCensus = { provider: string; epoch: string; keys: number; oldest: Date };

type Row = {
  id: Buffer;
  subject: string;
  purpose: string;
  uses: number;
  provider: string;
  epoch: string;
  wrapped: Buffer;
};

const COLUMNS = ['id', 'subject', 'purpose', 'uses', 'provider', 'epoch', 'wrapped'] as const;

const fromRow = ({ id, subject, purpose, uses, provider, epoch, wrapped }: Row): StoredDataKey => ({
  id,
  subject,
  purpose,
  uses,
  wrapped: { provider, epoch, bytes: wrapped },
});

/** A row of core.data_key, for stores that insert it within a statement of their own. */
export type DataKeyRow = Row & { readonly createdAt: Date };

/** The row of a key that is not stored yet. */
export const dataKeyRow = ({ id, subject, purpose, uses, wrapped }: StoredDataKey, createdAt: Date): DataKeyRow => ({
  id,
  subject,
  purpose,
  provider: wrapped.provider,
  epoch: wrapped.epoch,
  wrapped: wrapped.bytes,
  uses,
  createdAt,
});

/** The keys of several subjects in one statement; subjects without one are left out. */
export async function findDataKeys(db: Db, subjects: readonly string[], purpose: string): Promise<StoredDataKey[]> {
  const rows = await db
    .selectFrom('core.data_key')
    .select(COLUMNS)
    .where('subject', '=', sql<string>`any(${subjects})`)
    .where('purpose', '=', purpose)
    .execute();
  return rows.map(fromRow);
}

/** The keys of these ids; those that are gone are left out. */
export async function findDataKeysById(db: Db, ids: readonly Buffer[]): Promise<StoredDataKey[]> {
  const rows = await db
    .selectFrom('core.data_key')
    .select(COLUMNS)
    .where('id', '=', sql<Buffer>`any(${ids}::bytea[])`)
    .orderBy('id')
    .execute();
  return rows.map(fromRow);
}

/** Ids of the keys under which values are hashed to be found. */
export async function listLookupKeys(db: Db): Promise<Buffer[]> {
  const rows = await db.selectFrom('core.data_key').select('id').where('purpose', '=', LOOKUP).orderBy('id').execute();
  return rows.map(({ id }) => id);
}

/** The purpose of data keys that hash and never seal. */
export const LOOKUP = 'lookup';

/** The next keys in order of id. */
export async function findDataKeysAfter(db: Db, after: Buffer, limit: number): Promise<StoredDataKey[]> {
  const rows = await db
    .selectFrom('core.data_key')
    .select(COLUMNS)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(fromRow);
}

/**
 * Stores `fresh` unless its subject has a key for that purpose already, and gives the one that stands.
 * One statement, unless another transaction stores one at the same moment.
 */
export async function findOrInsertDataKey(db: Db, fresh: StoredDataKey, now: Date): Promise<StoredDataKey> {
  const { id, subject, purpose, uses, wrapped } = fresh;
  const { rows } = await sql<Row>`
    with found as (
      select id, subject, purpose, uses, provider, epoch, wrapped from core.data_key
       where subject = ${subject} and purpose = ${purpose}
    ), inserted as (
      insert into core.data_key (id, subject, purpose, provider, epoch, wrapped, uses, created_at)
      select ${id}, ${subject}, ${purpose}, ${wrapped.provider}, ${wrapped.epoch}, ${wrapped.bytes}, ${uses}, ${now}
       where not exists (select from found)
      on conflict (subject, purpose) do nothing
      returning id, subject, purpose, uses, provider, epoch, wrapped
    )
    select * from found union all select * from inserted`.execute(db);
  const stored = rows[0];
  if (stored) return fromRow(stored);
  // Another transaction was first: it has committed by now, but this statement's snapshot is older.
  const [theirs] = await findDataKeys(db, [subject], purpose);
  return theirs ?? findOrInsertDataKey(db, fresh, now);
}

/** Stores keys of subjects that have none. */
export async function insertDataKeys(db: Db, keys: readonly StoredDataKey[], now: Date): Promise<void> {
  await sql`
    insert into core.data_key (id, subject, purpose, provider, epoch, wrapped, uses, created_at)
    select *, ${now}::timestamptz from unnest(
      ${keys.map(({ id }) => id)}::bytea[],
      ${keys.map(({ subject }) => subject)}::text[],
      ${keys.map(({ purpose }) => purpose)}::text[],
      ${keys.map(({ wrapped }) => wrapped.provider)}::text[],
      ${keys.map(({ wrapped }) => wrapped.epoch)}::text[],
      ${keys.map(({ wrapped }) => wrapped.bytes)}::bytea[],
      ${keys.map(({ uses }) => uses)}::bigint[]
    )`.execute(db);
}

/** Adds a block to the uses that the database counts. */
export const addUses = async (db: Db, id: Buffer, block: number): Promise<void> => {
  await sql`update core.data_key set uses = uses + ${block} where id = ${id}`.execute(db);
};

/** Deletes all keys of a subject and tells every process to forget them, once this has committed. */
export const deleteDataKeys = async (db: Db, subject: string): Promise<void> => {
  await sql`
    with deleted as (delete from core.data_key where subject = ${subject})
    select pg_notify(${DATA_KEY_GONE}, ${subject})`.execute(db);
};

/** The channel on which a process hears the subjects whose keys are gone. */
export const DATA_KEY_GONE = 'data_key_gone';

/** The next keys in order of id that another epoch than the active one wraps. */
export async function findKeysOfOtherEpochs(
  db: Db,
  active: { provider: string; epoch: string },
  after: Buffer,
  limit: number,
): Promise<StoredDataKey[]> {
  const rows = await db
    .selectFrom('core.data_key')
    .select(COLUMNS)
    .where('id', '>', after)
    .where(({ or, eb }) => or([eb('provider', '!=', active.provider), eb('epoch', '!=', active.epoch)]))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(fromRow);
}

/** Puts new wrappings in place of exactly those they were made from; gives how many were still there. */
export async function replaceWrappings(
  db: Db,
  changes: readonly { key: StoredDataKey; wrapped: WrappedKey }[],
  now: Date,
): Promise<number> {
  const { numAffectedRows } = await sql`
    update core.data_key as data_key
       set provider = change.provider, epoch = change.epoch, wrapped = change.wrapped, rewrapped_at = ${now}
      from unnest(
             ${changes.map(({ key }) => key.id)}::bytea[],
             ${changes.map(({ key }) => key.wrapped.bytes)}::bytea[],
             ${changes.map(({ wrapped }) => wrapped.provider)}::text[],
             ${changes.map(({ wrapped }) => wrapped.epoch)}::text[],
             ${changes.map(({ wrapped }) => wrapped.bytes)}::bytea[]
           ) as change (id, was, provider, epoch, wrapped)
     where data_key.id = change.id and data_key.wrapped = change.was`.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** Who wraps what. */
export const countByEpoch = (db: Db): Promise<EpochCensus[]> =>
  db
    .selectFrom('core.data_key')
    .select(({ fn }) => ['provider', 'epoch', fn.countAll<number>().as('keys'), fn.min('created_at').as('oldest')])
    .groupBy(['provider', 'epoch'])
    .orderBy('oldest')
    .execute();

/** One key of each epoch, to see whether the keyring can unwrap what is stored. */
export async function findOneKeyPerEpoch(db: Db): Promise<StoredDataKey[]> {
  const rows = await db
    .selectFrom('core.data_key')
    .distinctOn(['provider', 'epoch'])
    .select(COLUMNS)
    .orderBy('provider')
    .orderBy('epoch')
    .execute();
  return rows.map(fromRow);
}
