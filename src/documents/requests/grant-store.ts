// All SQL of grants: who may read which version from when until when, and what has ended that.
import { sql } from 'kysely';
import type { Actor } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type FileId, isFileId } from '../shelf/file-id.ts';
import type { DocumentsTables } from '../tables.ts';

const GRANT = 'documents.access_grant';
const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<DocumentsTables>();

export type Grant = {
  readonly id: string;
  readonly item: string;
  readonly request: string;
  readonly visitor: string;
  readonly document: string;
  readonly title: string;
  readonly version: string;
  readonly versionNumber: number;
  readonly from: Date;
  readonly endsAt: Date;
  readonly grantedBy: string;
  readonly alsoBy: string | null;
  readonly revokedAt: Date | null;
  readonly revokedBy: string | null;
  /** Why it was revoked; undefined when it was not, or the visitor is forgotten. */
  readonly reason: string | undefined;
  /** Since when another version stands in the place of this one. */
  readonly supersededAt: Date | null;
  readonly isListed: boolean;
};

/** Whether it opens its document at this moment. */
export const isOpen = (grant: Grant, now: Date): boolean => endOf(grant) > now && grant.isListed;

/** In its last week it can be asked for again. */
export const canRenew = (grant: Grant, now: Date): boolean => isOpen(grant, now) && grant.endsAt <= after(now, 7 * DAY);

/** When it ended, or will: by its date, by being revoked, or since a newer version came. */
export const endOf = ({ endsAt, revokedAt, supersededAt }: Grant): Date =>
  [revokedAt, supersededAt].reduce<Date>((end, other) => (other !== null && other < end ? other : end), endsAt);

export async function insertGrant(
  kernel: Kernel,
  grant: Pick<Grant, 'item' | 'visitor' | 'version' | 'endsAt' | 'grantedBy' | 'alsoBy'>,
): Promise<string> {
  const id = newId('dgr', kernel.clock, kernel.random);
  await tables(kernel)
    .insertInto(GRANT)
    .values({
      id,
      item: grant.item,
      visitor: grant.visitor,
      version: grant.version,
      created_at: kernel.clock.now(),
      ends_at: grant.endsAt,
      granted_by: grant.grantedBy,
      also_by: grant.alsoBy,
    })
    .execute();
  return id;
}

/** Those of the visitor who asks, the newest first. */
export async function listOwnGrants(kernel: Kernel, actor: Actor): Promise<Grant[]> {
  return actor.kind === 'document-visitor' ? listGrantsOf(kernel, actor.id) : [];
}

export async function listGrantsOf(kernel: Kernel, visitor: string): Promise<Grant[]> {
  return openRows(
    kernel,
    await rows(kernel)
      .where('documents.access_grant.visitor', '=', visitor)
      .orderBy('documents.access_grant.id', 'desc')
      .limit(300)
      .execute(),
  );
}

/** A grant of the visitor who asks. */
export async function findOwnGrant(kernel: Kernel, actor: Actor, id: string): Promise<Grant | undefined> {
  const found = actor.kind === 'document-visitor' ? await findGrant(kernel, id) : undefined;
  return found && actor.kind === 'document-visitor' && found.visitor === actor.id ? found : undefined;
}

/** For staff. */
export async function findGrant(kernel: Kernel, id: string): Promise<Grant | undefined> {
  const row = await rows(kernel).where('documents.access_grant.id', '=', id).executeTakeFirst();
  return row && (await openRows(kernel, [row]))[0];
}

/** For staff: the grants of these items. */
export async function listGrantsOfItems(kernel: Kernel, items: readonly string[]): Promise<Grant[]> {
  if (items.length === 0) return [];
  return openRows(
    kernel,
    await rows(kernel)
      .where('documents.access_grant.item', 'in', [...items])
      .execute(),
  );
}

/** For staff: the grants that stood at any moment from one until, not with, another. */
export async function listGrantsOn(
  kernel: Kernel,
  { from, until }: { readonly from: Date; readonly until: Date },
  limit: number,
): Promise<Grant[]> {
  const found = await rows(kernel)
    .where('documents.access_grant.created_at', '<', until)
    .where('documents.access_grant.ends_at', '>', from)
    .where(sql<boolean>`coalesce(documents.access_grant.revoked_at > ${from}, true)`)
    .where(sql<boolean>`coalesce(documents.version.superseded_at > ${from}, true)`)
    .orderBy('documents.document.title')
    .orderBy('documents.access_grant.id')
    .limit(limit)
    .execute();
  return openRows(kernel, found);
}

/**
 * Whether a grant still opens its version for this visitor, in one statement: asked before every piece that leaves. The
 * visitor must not be forgotten, and the acceptance under which it began must stand.
 */
export async function stillOpen(
  kernel: Kernel,
  { grant, visitor, signature }: { readonly grant: string; readonly visitor: string; readonly signature: string },
): Promise<boolean> {
  const row = await tables(kernel)
    .selectFrom(GRANT)
    .innerJoin('documents.version', 'documents.version.id', 'documents.access_grant.version')
    .innerJoin('documents.document', 'documents.document.id', 'documents.version.document')
    .innerJoin('documents.signature', 'documents.signature.visitor', 'documents.access_grant.visitor')
    .select('documents.access_grant.id')
    .where('documents.access_grant.id', '=', grant)
    .where('documents.access_grant.visitor', '=', visitor)
    .where('documents.access_grant.revoked_at', 'is', null)
    .where('documents.access_grant.ends_at', '>', kernel.clock.now())
    .where('documents.version.state', '=', 'current')
    .where('documents.document.state', '=', 'listed')
    .where('documents.signature.id', '=', signature)
    .where('documents.signature.superseded_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** @returns false when it was revoked before */
export async function revokeGrant(
  kernel: Kernel,
  { id, visitor }: Pick<Grant, 'id' | 'visitor'>,
  by: string,
  reason: string | undefined,
): Promise<boolean> {
  const vault = reason === undefined ? undefined : await kernel.vault.existing(kernel.db, visitor);
  const { numUpdatedRows } = await tables(kernel)
    .updateTable(GRANT)
    .set({
      revoked_at: kernel.clock.now(),
      revoked_by: by,
      reason: vault && reason !== undefined ? vault.seal({ table: GRANT, column: 'reason', row: id }, reason) : null,
    })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** Whether staff ever took a grant from this visitor. */
export async function wasRevoked(kernel: Kernel, visitor: string): Promise<boolean> {
  const row = await tables(kernel)
    .selectFrom(GRANT)
    .select('id')
    .where('visitor', '=', visitor)
    .where('revoked_at', 'is not', null)
    .where('revoked_by', '!=', visitor)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** What a grant opens. */
export async function fileOf(
  kernel: Kernel,
  { version }: Pick<Grant, 'version'>,
): Promise<{ readonly file: FileId; readonly document: string } | undefined> {
  const row = await tables(kernel)
    .selectFrom('documents.version')
    .select(['file', 'document'])
    .where('id', '=', version)
    .executeTakeFirst();
  return row && isFileId(row.file) ? { file: row.file, document: row.document } : undefined;
}

const rows = (kernel: Kernel) =>
  tables(kernel)
    .selectFrom(GRANT)
    .innerJoin('documents.version', 'documents.version.id', 'documents.access_grant.version')
    .innerJoin('documents.document', 'documents.document.id', 'documents.version.document')
    .innerJoin('documents.request_item', 'documents.request_item.id', 'documents.access_grant.item')
    .selectAll('documents.access_grant')
    .select([
      'documents.version.number',
      'documents.version.superseded_at',
      'documents.request_item.request',
      'documents.document.id as document',
      'documents.document.title',
      'documents.document.state as document_state',
    ]);
type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number];

async function openRows(kernel: Kernel, found: readonly Row[]): Promise<Grant[]> {
  const vaults = await kernel.vault.subjects(
    kernel.db,
    found.flatMap(({ visitor, reason }) => (reason === null ? [] : [visitor])),
  );
  return found.map(row => ({
    id: row.id,
    item: row.item,
    request: row.request,
    visitor: row.visitor,
    document: row.document,
    title: row.title,
    version: row.version,
    versionNumber: row.number,
    from: row.created_at,
    endsAt: row.ends_at,
    grantedBy: row.granted_by,
    alsoBy: row.also_by,
    revokedAt: row.revoked_at,
    revokedBy: row.revoked_by,
    reason:
      row.reason === null
        ? undefined
        : vaults.get(row.visitor)?.open({ table: GRANT, column: 'reason', row: row.id }, row.reason),
    supersededAt: row.superseded_at,
    isListed: row.document_state === 'listed',
  }));
}
