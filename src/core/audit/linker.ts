// Gives committed audit entries their places in the hash chain, moments after their transactions.
//
// Writers only insert. One process at a time links whatever has been committed, batch by batch, so the chain cannot
// fork and no writer ever waits for another.
import { setTimeout as pause } from 'node:timers/promises';
import type { Db } from '../database/db.ts';
import type { Log } from '../log.ts';
import { entryDigest, type Link, leafOf, linkHash } from './audit-entry.ts';
import {
  findHead,
  findLinks,
  findUnlinked,
  insertNodes,
  type NewLink,
  storeLinks,
  tryToBecomeLinker,
} from './audit-store.ts';
import { KEPT_HEIGHT, loadFrontier } from './audit-tree.ts';
import { type Frontier, grow, leafHash, rootOf, type TreeNode } from './hash-tree.ts';

export type Linker = {
  /** Tells it that entries have been committed. */
  nudge(): void;
  /** Links all that is committed now. */
  settle(): Promise<void>;
  /** Resolves when the entry is linked, here or by another process. */
  linked(id: string): Promise<Link>;
  close(): Promise<void>;
};

/** The tree as a linker left it, so that the next batch need not read it again. */
export type LinkerMemory = { tree?: Frontier };

/** Links one batch; undefined when another process is linking at this moment. */
export async function linkBatch(db: Db, memory: LinkerMemory = {}): Promise<NewLink[] | undefined> {
  let after: Frontier | undefined;
  const links = await db.transaction().execute(async db => {
    if (!(await tryToBecomeLinker(db))) return undefined;
    // Statements of their own, after the lock: only then do they see all that the linker before has done.
    const entries = await findUnlinked(db, BATCH);
    if (entries.length === 0) return [];
    let { seq, hash } = await findHead(db);
    let tree = memory.tree?.size === seq ? memory.tree : await loadFrontier(db, seq);
    const nodes: TreeNode[] = [];
    const links = entries.map(entry => {
      const previous = hash;
      const root = rootOf(tree);
      seq += 1;
      const digest = entryDigest(seq, entry);
      hash = linkHash(previous, root, digest);
      const { at, action } = entry;
      const grown = grow(tree, leafHash(leafOf({ index: seq, at, action, sha256: digest.toString('hex') })));
      tree = grown.tree;
      nodes.push(...grown.full.filter(({ height }) => height >= KEPT_HEIGHT));
      return { id: entry.id, seq, previous, tree: root, hash };
    });
    await storeLinks(db, links);
    await insertNodes(db, nodes);
    after = tree;
    return links;
  });
  // Only what has committed is remembered.
  if (after) memory.tree = after;
  return links;
}

/** Hashing this many takes some milliseconds, during which nothing else runs. */
const BATCH = 500;
/** Entries gather this long before they are linked, less when somebody waits: a batch costs little more than one. */
const GATHER_MS = 60;
const GATHER_FOR_WAITER_MS = 5;
const RETRY_MS = 1000;
/** How often to look for entries that another process has left, and for links that it has made. */
const LOOK_MS = 5000;
const POLL_MS = 20;
const MAX_POLLS = 500;

type Waiter = { resolve(link: Link): void; reject(error: Error): void; polls: number };

/** @param onLinked hears how many entries each batch linked */
export function startLinker(db: Db, log: Log, onLinked: (count: number) => void): Linker {
  const waiters = new Map<string, Waiter[]>();
  let asked = false;
  let running: Promise<void> | undefined;
  let isClosed = false;
  const memory: LinkerMemory = {};

  const answer = (links: readonly (Link & { id: string })[]): void => {
    for (const { id, seq, hash } of links) {
      for (const { resolve } of waiters.get(id) ?? []) resolve({ seq, hash });
      waiters.delete(id);
    }
  };

  /** Gives those up that nobody links: their transaction was rolled back, or the database is gone. */
  const giveUp = (maxPolls: number): void => {
    for (const [id, each] of waiters) {
      for (const waiter of each) waiter.polls += 1;
      if (each.every(({ polls }) => polls <= maxPolls)) continue;
      for (const { reject } of each) reject(new Error(`the audit entry ${id} was not linked`));
      waiters.delete(id);
    }
  };

  const linkAll = async (): Promise<void> => {
    for (;;) {
      const links = await linkBatch(db, memory);
      if (links === undefined) {
        // The other process may have looked before our entries were there.
        asked = true;
        await pause(POLL_MS);
        return;
      }
      if (links.length === 0) return;
      answer(links);
      onLinked(links.length);
      if (links.length < BATCH) return;
    }
  };

  const run = async (): Promise<void> => {
    do {
      await pause(waiters.size === 0 ? GATHER_MS : asked ? GATHER_FOR_WAITER_MS : POLL_MS);
      asked = false;
      try {
        await linkAll();
        if (waiters.size > 0) answer(await findLinks(db, [...waiters.keys()]));
      } catch (error) {
        log.warn({ err: error }, 'linking the audit log failed; it will be tried again');
        if (isClosed) break;
        asked = true;
        await pause(RETRY_MS);
      }
      giveUp(MAX_POLLS);
    } while (asked || (waiters.size > 0 && !isClosed));
    // In the same breath as the question whether to go on, so that nobody joins a run that has ended.
    running = undefined;
  };

  const start = (): Promise<void> => {
    running ??= run();
    return running;
  };

  const nudge = (): void => {
    if (isClosed) return;
    asked = true;
    void start();
  };

  const look = setInterval(nudge, LOOK_MS).unref();
  nudge();

  return {
    nudge,
    settle: async () => {
      asked = true;
      await start();
    },
    linked: id =>
      new Promise((resolve, reject) => {
        waiters.set(id, [...(waiters.get(id) ?? []), { resolve, reject, polls: 0 }]);
        if (isClosed) giveUp(0);
        else void start();
      }),
    close: async () => {
      clearInterval(look);
      isClosed = true;
      asked = true;
      await start();
      giveUp(0);
    },
  };
}
