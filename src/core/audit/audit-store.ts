// All SQL on core.audit_entry and core.audit_checkpoint.
import { sql } from 'kysely';
import type { Db } from '../database/db.ts';
import { type AuditRow, CHAIN_START, type Link, type StoredEntry } from './audit-entry.ts';
import type { TreeNode } from './hash-tree.ts';

export type LinkedEntry = StoredEntry & {
  readonly seq: number;
  readonly prev_hash: Buffer;
  readonly hash: Buffer;
  /** None for entries of early versions. */
  readonly tree: Buffer | null;
};

export type CheckpointRow = {
  readonly seq: number;
  readonly hash: Buffer;
  readonly at: Date;
  readonly key_id: string;
  readonly signature: Buffer;
};

/** Adds an entry to the transaction. It takes no lock that another writer could wait for. */
export async function insertEntry(db: Db, { id, at, actor, action, subject, details }: AuditRow): Promise<void> {
  await sql`
    insert into core.audit_entry (id, at, actor, action, subject, details)
    values (${id}, ${at}, ${actor}, ${action}, ${subject}, ${details})`.execute(db);
}

/** Whether this transaction is now the one that links; false when another is at it. */
export async function tryToBecomeLinker(db: Db): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`select pg_try_advisory_xact_lock(${LINKER_LOCK}) as locked`.execute(
    db,
  );
  return rows[0]?.locked ?? false;
}

const LINKER_LOCK = 727_010;

const ENTRY = sql`id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, actor, action, subject, details`;

/** The committed entries that have no place in the chain yet, in order of id. */
export async function findUnlinked(db: Db, limit: number): Promise<StoredEntry[]> {
  const { rows } = await sql<StoredEntry>`
    select ${ENTRY} from core.audit_entry where seq is null order by id limit ${limit}`.execute(db);
  return rows;
}

/** The last entry of the chain. */
export async function findHead(db: Db): Promise<Link> {
  const { rows } = await sql<Link>`
    select seq, hash from core.audit_entry where seq is not null order by seq desc limit 1`.execute(db);
  return rows[0] ?? CHAIN_START;
}

export type NewLink = Link & { readonly id: string; readonly previous: Buffer; readonly tree: Buffer };

/** Gives entries their places, all in one statement. */
export async function storeLinks(db: Db, links: readonly NewLink[]): Promise<void> {
  await sql`
    update core.audit_entry as entry
       set seq = link.seq, prev_hash = link.previous, tree = link.tree, hash = link.hash
      from unnest(
             ${links.map(({ id }) => id)}::text[],
             ${links.map(({ seq }) => seq)}::bigint[],
             ${links.map(({ previous }) => previous)}::bytea[],
             ${links.map(({ tree }) => tree)}::bytea[],
             ${links.map(({ hash }) => hash)}::bytea[]
           ) as link (id, seq, previous, tree, hash)
     where entry.id = link.id and entry.seq is null`.execute(db);
}

/** The places of those entries that have one. */
export async function findLinks(db: Db, ids: readonly string[]): Promise<(Link & { id: string })[]> {
  const { rows } = await sql<Link & { id: string }>`
    select id, seq, hash from core.audit_entry where id = any(${ids}) and seq is not null`.execute(db);
  return rows;
}

/** The next linked entries after `seq`. */
export async function findLinkedAfter(db: Db, seq: number, limit: number): Promise<LinkedEntry[]> {
  const { rows } = await sql<LinkedEntry>`
    select ${ENTRY}, seq, prev_hash, hash, tree from core.audit_entry where seq > ${seq} order by seq limit ${limit}`.execute(
    db,
  );
  return rows;
}

/** The linked entry with this id. */
export async function findLinkedEntry(db: Db, id: string): Promise<LinkedEntry | undefined> {
  const { rows } = await sql<LinkedEntry>`
    select ${ENTRY}, seq, prev_hash, hash, tree from core.audit_entry where id = ${id} and seq is not null`.execute(db);
  return rows[0];
}

/** Keeps full subtrees. */
export async function insertNodes(db: Db, nodes: readonly TreeNode[]): Promise<void> {
  if (nodes.length === 0) return;
  await sql`
    insert into core.audit_node (height, position, hash)
    select * from unnest(
      ${nodes.map(({ height }) => height)}::smallint[],
      ${nodes.map(({ position }) => position)}::bigint[],
      ${nodes.map(({ hash }) => hash)}::bytea[]
    ) on conflict do nothing`.execute(db);
}

/** A full subtree that was kept. */
export async function findNode(db: Db, height: number, position: number): Promise<TreeNode | undefined> {
  const { rows } = await sql<TreeNode>`
    select height, position, hash from core.audit_node where height = ${height} and position = ${position}`.execute(db);
  return rows[0];
}

/** How many subtrees of this height are kept without a gap from the first. */
export async function countNodes(db: Db, height: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select coalesce(max(position) + 1, 0) as count from core.audit_node where height = ${height}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Entries that were committed before `moment` and still have no place. */
export async function findUnlinkedBefore(db: Db, moment: Date, limit: number): Promise<{ id: string }[]> {
  const { rows } = await sql<{ id: string }>`
    select id from core.audit_entry where seq is null and at < ${moment} order by id limit ${limit}`.execute(db);
  return rows;
}

/** Stores a checkpoint; false when another process has made one there. */
export async function insertCheckpoint(db: Db, { seq, hash, at, key_id, signature }: CheckpointRow): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into core.audit_checkpoint (seq, hash, at, key_id, signature)
    values (${seq}, ${hash}, ${at}, ${key_id}, ${signature}) on conflict do nothing`.execute(db);
  return numAffectedRows === 1n;
}

export async function findCheckpoints(db: Db): Promise<CheckpointRow[]> {
  return db.selectFrom('core.audit_checkpoint').selectAll().orderBy('seq').execute();
}
