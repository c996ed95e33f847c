// All SQL of links. What staff may read of issues, it may read of their tickets; every finder takes the actor.
import { type Selectable, sql } from 'kysely';
import { may } from '../../catalog/permissions.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import type { SubjectVault } from '../../core/crypto/vault.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Ticket } from '../clients/tracker-client.ts';
import type { TrackersLink, TrackersTables } from '../tables.ts';
import type { Base } from './compare.ts';
import type { Link, LinkState, TicketContent } from './link.ts';

const LINK = 'trackers.link';

export type NewLink = Pick<Link, 'tracker' | 'issue' | 'ticket' | 'content'>;

/** Stores a link. @returns its id; undefined when this ticket is linked already */
export async function insertLink(kernel: Kernel, actor: Actor, fresh: NewLink): Promise<string | undefined> {
  const id = newId('lnk', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, id);
  const now = kernel.clock.now();
  const { tracker, issue, ticket, content } = fresh;
  const { numInsertedOrUpdatedRows } = await tables(kernel)
    .insertInto(LINK)
    .values({
      id,
      tracker,
      issue,
      ticket: ticket && seal(vault, id, 'ticket', ticket),
      ticket_hash: ticket && hashOf(kernel, tracker, ticket.key),
      content: content && seal(vault, id, 'content', content),
      state: 'waiting',
      created_by: actorId(actor),
      created_at: now,
      changed_at: now,
    })
    .onConflict(conflict => conflict.columns(['tracker', 'ticket_hash']).doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n ? id : undefined;
}

/** One link; undefined for whoever may not read reports, and when there is none. */
export async function findLink(kernel: Kernel, actor: Actor, id: string): Promise<Link | undefined> {
  if (!sees(actor)) return undefined;
  return (await openAll(kernel, await tables(kernel).selectFrom(LINK).selectAll().where('id', '=', id).execute()))[0];
}

/** The links of an issue, by age. */
export async function listLinksOfIssue(kernel: Kernel, actor: Actor, issue: string): Promise<Link[]> {
  if (!sees(actor)) return [];
  return openAll(
    kernel,
    await tables(kernel).selectFrom(LINK).selectAll().where('issue', '=', issue).orderBy('id').execute(),
  );
}

export type LinkQuery = {
  readonly state?: LinkState | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
};

/** The links of a tracker, newest first. */
export async function listLinksOfTracker(
  kernel: Kernel,
  actor: Actor,
  tracker: string,
  { state, before, limit }: LinkQuery,
): Promise<Link[]> {
  if (!sees(actor)) return [];
  let query = tables(kernel)
    .selectFrom(LINK)
    .selectAll()
    .where('tracker', '=', tracker)
    .orderBy('id', 'desc')
    .limit(limit);
  if (state !== undefined) query = query.where('state', '=', state);
  if (before !== undefined) query = query.where('id', '<', before);
  return openAll(kernel, await query.execute());
}

/** How many links of a tracker are in each state. */
export async function countLinks({ db }: Kernel, tracker: string): Promise<Readonly<Record<LinkState, number>>> {
  const { rows } = await sql<{ state: LinkState; count: number }>`
    select state, count(*) as count from trackers.link where tracker = ${tracker} group by state`.execute(db);
  return {
    waiting: 0,
    in_step: 0,
    failing: 0,
    differs: 0,
    ...Object.fromEntries(rows.map(({ state, count }) => [state, count])),
  };
}

/** The link of a ticket that a tracker tells of, by id. */
export async function findLinkOfTicket(kernel: Kernel, tracker: string, key: string): Promise<string | undefined> {
  const row = await tables(kernel)
    .selectFrom(LINK)
    .select('id')
    .where('tracker', '=', tracker)
    .where('ticket_hash', '=', hashOf(kernel, tracker, key))
    .executeTakeFirst();
  return row?.id;
}

/** Links whose ticket exists and was not read since a moment, the longest unread first. */
export async function listUnseenLinks(
  kernel: Kernel,
  tracker: string,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<string[]> {
  const rows = await tables(kernel)
    .selectFrom(LINK)
    .select('id')
    .where('tracker', '=', tracker)
    .where('ticket', 'is not', null)
    .where(eb => eb.or([eb('seen_at', 'is', null), eb('seen_at', '<', before)]))
    .orderBy(sql`seen_at nulls first`)
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

export type LinkChange = {
  readonly ticket?: Ticket;
  readonly content?: null;
  readonly state?: LinkState;
  readonly reason?: string | null;
  readonly base?: Base;
  /** The ticket was read just now. */
  readonly isSeen?: true;
};

/** Writes a change, unless somebody changed the link since it was read. @returns whether it was written */
export async function saveLink(
  kernel: Kernel,
  { id, tracker, revision }: Pick<Link, 'id' | 'tracker' | 'revision'>,
  { ticket, content, state, reason, base, isSeen }: LinkChange,
): Promise<boolean> {
  const vault = await kernel.vault.subject(kernel, id);
  const now = kernel.clock.now();
  const saved = await tables(kernel)
    .updateTable(LINK)
    .set({
      revision: revision + 1,
      changed_at: now,
      ...(ticket && { ticket: seal(vault, id, 'ticket', ticket), ticket_hash: hashOf(kernel, tracker, ticket.key) }),
      ...(content === null && { content: null }),
      ...(state && { state }),
      ...(reason !== undefined && { reason }),
      ...(base && { base: seal(vault, id, 'base', base) }),
      ...(isSeen && { seen_at: now }),
    })
    .where('id', '=', id)
    .where('revision', '=', revision)
    .executeTakeFirst();
  return saved.numUpdatedRows === 1n;
}

/** Notes that something of ours is under way, whatever else happens to the link. */
export const markWaiting = async (kernel: Kernel, id: string): Promise<void> =>
  void (await tables(kernel)
    .updateTable(LINK)
    .set(eb => ({ state: 'waiting', reason: null, revision: eb('revision', '+', 1), changed_at: kernel.clock.now() }))
    .where('id', '=', id)
    .execute());

/** Notes why the tracker could not do it. */
export const markFailing = async (kernel: Kernel, id: string, reason: string): Promise<void> =>
  void (await tables(kernel)
    .updateTable(LINK)
    .set(eb => ({ state: 'failing', reason, revision: eb('revision', '+', 1), changed_at: kernel.clock.now() }))
    .where('id', '=', id)
    .execute());

/** Notes that the ticket was asked for, though nothing came of it, so that others have their turn. */
export const markSeen = async (kernel: Kernel, id: string): Promise<void> =>
  void (await tables(kernel).updateTable(LINK).set({ seen_at: kernel.clock.now() }).where('id', '=', id).execute());

/** Forgets a link, its comments and their key; the ticket stays where it is. */
export async function deleteLink(kernel: Kernel, id: string): Promise<void> {
  await tables(kernel).deleteFrom(LINK).where('id', '=', id).execute();
  await kernel.vault.shred(kernel.db, id);
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<TrackersTables>();

const sees = (actor: Actor): boolean =>
  actor.kind === 'system' || (actor.kind === 'person' && may(actor.staffRole, 'report.read'));

const hashOf = ({ vault }: Pick<Kernel, 'vault'>, tracker: string, key: string): Buffer =>
  vault.blindIndex('trackers.ticket', `${tracker}\n${key.toLowerCase()}`);

const seal = (
  vault: SubjectVault,
  row: string,
  column: 'ticket' | 'content' | 'base',
  value: Ticket | TicketContent | Base,
) => vault.seal({ table: LINK, column, row }, JSON.stringify(value));

async function openAll(kernel: Kernel, rows: readonly Selectable<TrackersLink>[]): Promise<Link[]> {
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(row => {
    const vault = vaults.get(row.id);
    if (!vault) return [];
    // Written by this store alone.
    const open = <Value>(column: 'ticket' | 'content' | 'base'): Value | null =>
      row[column] && (JSON.parse(vault.open({ table: LINK, column, row: row.id }, row[column])) as Value);
    return [
      {
        id: row.id,
        tracker: row.tracker,
        issue: row.issue,
        ticket: open<Ticket>('ticket'),
        content: open<TicketContent>('content'),
        state: row.state as LinkState,
        reason: row.reason,
        base: open<Base>('base'),
        revision: row.revision,
        seenAt: row.seen_at,
        createdBy: row.created_by,
        createdAt: row.created_at,
        changedAt: row.changed_at,
      },
    ];
  });
}
