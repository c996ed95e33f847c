// All SQL of comments on tickets: those the team wrote here, and those that came from the tracker. The caller has found the link.
import { type Actor, actorId } from '../../core/actor.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { RemoteComment } from '../clients/tracker-client.ts';
import type { TrackersTables } from '../tables.ts';

const COMMENT = 'trackers.ticket_comment';

export type TicketComment = {
  readonly id: string;
  readonly origin: 'ours' | 'theirs';
  /** Who of the team wrote it, by opaque id; null when it is theirs. */
  readonly author: string | null;
  /** The name that the tracker gives, when it is theirs. */
  readonly authorName: string | null;
  /** Hostile text. */
  readonly body: string;
  readonly state: 'waiting' | 'sent' | 'failed' | 'received';
  readonly at: Date;
};

type Content = Pick<TicketComment, 'body' | 'authorName'>;

/** Adds a comment of the team that is still to be sent. @returns its id */
export async function insertOwnComment(kernel: Kernel, actor: Actor, link: string, body: string): Promise<string> {
  const id = newId('tcm', kernel.clock, kernel.random);
  await tables(kernel)
    .insertInto(COMMENT)
    .values({
      id,
      link,
      origin: 'ours',
      author: actorId(actor),
      content: await seal(kernel, link, id, { body, authorName: null }),
      state: 'waiting',
      at: kernel.clock.now(),
    })
    .execute();
  return id;
}

/** Takes in what the tracker has; what we have already, our own included, is left out. */
export async function takeComments(kernel: Kernel, link: string, comments: readonly RemoteComment[]): Promise<void> {
  for (const { id: remote, author, body, at } of comments) {
    const id = newId('tcm', kernel.clock, kernel.random);
    await tables(kernel)
      .insertInto(COMMENT)
      .values({
        id,
        link,
        origin: 'theirs',
        content: await seal(kernel, link, id, { body, authorName: author }),
        remote: hashOf(kernel, link, remote),
        state: 'received',
        at,
      })
      .onConflict(conflict => conflict.columns(['link', 'remote']).doNothing())
      .execute();
  }
}

/** The comments of a link, oldest first; at most the newest 200. */
export async function listComments(kernel: Kernel, link: string): Promise<TicketComment[]> {
  const rows = await tables(kernel)
    .selectFrom(COMMENT)
    .selectAll()
    .where('link', '=', link)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(200)
    .execute();
  const vault = await kernel.vault.existing(kernel.db, link);
  if (!vault) return [];
  return rows.toReversed().map(row => ({
    ...(JSON.parse(vault.open({ table: COMMENT, column: 'content', row: row.id }, row.content)) as Content),
    id: row.id,
    // Check constraints hold these two to their types.
    origin: row.origin as TicketComment['origin'],
    state: row.state as TicketComment['state'],
    author: row.author,
    at: row.at,
  }));
}

/** One comment of the team; undefined when there is none. */
export const findOwnComment = async (kernel: Kernel, link: string, id: string): Promise<TicketComment | undefined> =>
  (await listComments(kernel, link)).find(one => one.id === id && one.origin === 'ours');

/** Notes that a comment is in the tracker now, under its id there; one that was taken in meanwhile is dropped for it. */
export async function markSent(kernel: Kernel, link: string, id: string, remoteId: string): Promise<void> {
  const remote = hashOf(kernel, link, remoteId);
  await tables(kernel).deleteFrom(COMMENT).where('link', '=', link).where('remote', '=', remote).execute();
  await tables(kernel).updateTable(COMMENT).set({ state: 'sent', remote }).where('id', '=', id).execute();
}

/** Notes that a comment was given up. */
export const markUnsent = async (kernel: Kernel, id: string): Promise<void> =>
  void (await tables(kernel)
    .updateTable(COMMENT)
    .set({ state: 'failed' })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .execute());

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<TrackersTables>();

const hashOf = ({ vault }: Pick<Kernel, 'vault'>, link: string, remote: string): Buffer =>
  vault.blindIndex('trackers.comment', `${link}\n${remote}`);

async function seal(kernel: Kernel, link: string, row: string, content: Content) {
  const vault = await kernel.vault.subject(kernel, link);
  return vault.seal({ table: COMMENT, column: 'content', row }, JSON.stringify(content));
}
