// All SQL of requests: who asked for which documents and why, and what was decided about each.
import { sql } from 'kysely';
import type { Actor } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { DocumentsTables } from '../tables.ts';
import type { DomainClass } from '../visitors/domain-class.ts';

const REQUEST = 'documents.request';
const ITEM = 'documents.request_item';

/** How long a request waits before it ends by itself. */
export const WAITING_DAYS = 30;

export type ItemState = 'waiting' | 'approved' | 'denied' | 'withdrawn' | 'expired';
export type Item = {
  readonly id: string;
  readonly request: string;
  readonly document: string;
  readonly title: string;
  readonly approvals: number;
  readonly grantDays: number;
  readonly version: string;
  readonly versionNumber: number;
  readonly isCurrent: boolean;
  readonly state: ItemState;
  readonly firstApproval: string | null;
  readonly decidedAt: Date | null;
  readonly decidedBy: string | null;
  readonly rule: string | null;
  /** Why it was denied, as the visitor reads it; undefined when it was not, or they are forgotten. */
  readonly reason: string | undefined;
};
export type Request = {
  readonly id: string;
  readonly visitor: string;
  readonly signature: string;
  /** Undefined once the visitor is forgotten. */
  readonly organization: string | undefined;
  readonly purpose: string | undefined;
  readonly domain: string;
  readonly domainClass: DomainClass;
  readonly createdAt: Date;
  readonly items: readonly Item[];
};

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<DocumentsTables>();

export type NewRequest = Pick<Request, 'visitor' | 'signature' | 'domain' | 'domainClass'> & {
  readonly organization: string;
  readonly purpose: string;
  readonly wanted: readonly { readonly document: string; readonly version: string }[];
};

/** Keeps a request with one item for each document. @returns its id and those of its items, in the order given */
export async function insertRequest(
  kernel: Kernel,
  asked: NewRequest,
): Promise<{ readonly id: string; readonly items: readonly string[] }> {
  const id = newId('drq', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, asked.visitor);
  const seal = (column: string, text: string) => vault.seal({ table: REQUEST, column, row: id }, text);
  await tables(kernel)
    .insertInto(REQUEST)
    .values({
      id,
      visitor: asked.visitor,
      signature: asked.signature,
      organization: seal('organization', asked.organization),
      purpose: seal('purpose', asked.purpose),
      domain: asked.domain,
      domain_class: asked.domainClass,
      created_at: kernel.clock.now(),
    })
    .execute();
  const items = asked.wanted.map(one => ({
    id: newId('dri', kernel.clock, kernel.random),
    request: id,
    ...one,
    state: 'waiting',
  }));
  await tables(kernel).insertInto(ITEM).values(items).execute();
  return { id, items: items.map(item => item.id) };
}

/** Those of the visitor who asks, the newest first. */
export async function listOwnRequests(kernel: Kernel, actor: Actor): Promise<Request[]> {
  return actor.kind === 'document-visitor' ? listRequestsOf(kernel, actor.id) : [];
}

export async function listRequestsOf(kernel: Kernel, visitor: string): Promise<Request[]> {
  return withItems(
    kernel,
    await rows(kernel).where('visitor', '=', visitor).orderBy('id', 'desc').limit(200).execute(),
  );
}

/** A request of the visitor who asks. */
export async function findOwnRequest(kernel: Kernel, actor: Actor, id: string): Promise<Request | undefined> {
  if (actor.kind !== 'document-visitor') return undefined;
  const row = await rows(kernel).where('id', '=', id).where('visitor', '=', actor.id).executeTakeFirst();
  return row && (await withItems(kernel, [row]))[0];
}

/** For staff. @param before an id: those that are older */
export async function listRequests(
  kernel: Kernel,
  {
    waiting,
    before,
    limit,
  }: { readonly waiting: boolean; readonly before?: string | undefined; readonly limit: number },
): Promise<Request[]> {
  let query = rows(kernel).orderBy('id', 'desc').limit(limit);
  if (before !== undefined) query = query.where('id', '<', before);
  if (waiting)
    query = query.where('id', 'in', tables(kernel).selectFrom(ITEM).select('request').where('state', '=', 'waiting'));
  return withItems(kernel, await query.execute());
}

/** For staff. */
export async function findRequest(kernel: Kernel, id: string): Promise<Request | undefined> {
  const row = await rows(kernel).where('id', '=', id).executeTakeFirst();
  return row && (await withItems(kernel, [row]))[0];
}

/** For staff, when they decide: nobody else changes its items meanwhile. */
export async function lockRequest(kernel: Kernel, id: string): Promise<Request | undefined> {
  const row = await rows(kernel).where('id', '=', id).forUpdate().executeTakeFirst();
  return row && (await withItems(kernel, [row]))[0];
}

/** How many documents of a visitor wait for a decision. */
export async function countWaiting(kernel: Kernel, visitor?: string): Promise<number> {
  let query = tables(kernel)
    .selectFrom(ITEM)
    .innerJoin(REQUEST, 'documents.request.id', 'documents.request_item.request')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('documents.request_item.state', '=', 'waiting');
  if (visitor !== undefined) query = query.where('documents.request.visitor', '=', visitor);
  return Number((await query.executeTakeFirstOrThrow()).count);
}

/** The first of two has agreed. @returns false when it waits no more, or somebody agreed before */
export async function agreeFirst(kernel: Kernel, item: string, by: string): Promise<boolean> {
  const { numUpdatedRows } = await tables(kernel)
    .updateTable(ITEM)
    .set({ first_approval: by })
    .where('id', '=', item)
    .where('state', '=', 'waiting')
    .where('first_approval', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

export type Decision = {
  readonly state: Exclude<ItemState, 'waiting'>;
  readonly by: string;
  readonly rule?: string | undefined;
  readonly reason?: string | undefined;
};

/** Ends the waiting of an item. @returns false when it waits no more */
export async function decideItem(
  kernel: Kernel,
  { id, visitor }: { readonly id: string; readonly visitor: string },
  { state, by, rule, reason }: Decision,
): Promise<boolean> {
  const vault = reason === undefined ? undefined : await kernel.vault.subject(kernel, visitor);
  const { numUpdatedRows } = await tables(kernel)
    .updateTable(ITEM)
    .set({
      state,
      decided_at: kernel.clock.now(),
      decided_by: by,
      rule: rule ?? null,
      reason: vault && reason !== undefined ? vault.seal({ table: ITEM, column: 'reason', row: id }, reason) : null,
    })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** Ends what has waited too long. @returns how many documents were asked for in vain */
export async function expireWaiting(kernel: Kernel): Promise<number> {
  const { numUpdatedRows } = await tables(kernel)
    .updateTable(ITEM)
    .set({ state: 'expired', decided_at: kernel.clock.now() })
    .where('state', '=', 'waiting')
    .where(
      'request',
      'in',
      tables(kernel)
        .selectFrom(REQUEST)
        .select('id')
        .where('created_at', '<', after(kernel.clock.now(), -WAITING_DAYS * DAY)),
    )
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

const rows = (kernel: Kernel) => tables(kernel).selectFrom(REQUEST).selectAll();
type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number];

async function withItems(kernel: Kernel, found: readonly Row[]): Promise<Request[]> {
  if (found.length === 0) return [];
  const [items, vaults] = await Promise.all([
    tables(kernel)
      .selectFrom(ITEM)
      .innerJoin('documents.document', 'documents.document.id', 'documents.request_item.document')
      .innerJoin('documents.version', 'documents.version.id', 'documents.request_item.version')
      .selectAll('documents.request_item')
      .select([
        'documents.document.title',
        'documents.document.approvals',
        'documents.document.grant_days',
        'documents.version.number',
        sql<boolean>`documents.version.state = 'current' and documents.document.state = 'listed'`.as('is_current'),
      ])
      .where(
        'request',
        'in',
        found.map(({ id }) => id),
      )
      .orderBy('documents.request_item.id')
      .execute(),
    kernel.vault.subjects(
      kernel.db,
      found.map(({ visitor }) => visitor),
    ),
  ]);
  const byRequest = Map.groupBy(items, ({ request }) => request);
  return found.map(row => {
    const vault = vaults.get(row.visitor);
    const open = (
      table: string,
      column: string,
      id: string,
      sealed: Parameters<NonNullable<typeof vault>['open']>[1],
    ) => vault?.open({ table, column, row: id }, sealed);
    return {
      id: row.id,
      visitor: row.visitor,
      signature: row.signature,
      organization: open(REQUEST, 'organization', row.id, row.organization),
      purpose: open(REQUEST, 'purpose', row.id, row.purpose),
      domain: row.domain,
      // A check constraint holds it, and the item's state below.
      domainClass: row.domain_class as DomainClass,
      createdAt: row.created_at,
      items: (byRequest.get(row.id) ?? []).map(item => ({
        id: item.id,
        request: item.request,
        document: item.document,
        title: item.title,
        approvals: item.approvals,
        grantDays: item.grant_days,
        version: item.version,
        versionNumber: item.number,
        isCurrent: item.is_current,
        state: item.state as ItemState,
        firstApproval: item.first_approval,
        decidedAt: item.decided_at,
        decidedBy: item.decided_by,
        rule: item.rule,
        reason: item.reason === null ? undefined : open(ITEM, 'reason', item.id, item.reason),
      })),
    };
  });
}
