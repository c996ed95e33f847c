// The hash tree over the audit log's entries as it is kept: large subtrees in a table, small ones from the entries.
import type { Db } from '../database/db.ts';
import { type EntryLeaf, entryDigest, leafOf, linkHash } from './audit-entry.ts';
import {
  countNodes,
  findLinkedAfter,
  findLinkedEntry,
  findNode,
  insertNodes,
  type LinkedEntry,
} from './audit-store.ts';
import {
  type Frontier,
  grow,
  leafHash,
  parentHash,
  rootFromPath,
  rootOfLeaves,
  splitOf,
  type TreeNode,
} from './hash-tree.ts';

/** Subtrees of 2^8 entries and more are kept: one row for 128 entries or so. */
export const KEPT_HEIGHT = 8;
const KEPT_LEAVES = 2 ** KEPT_HEIGHT;

/** That an earlier entry is in the log, from a later entry whose link somebody holds already. Hashes in hex. */
export type LogProof = {
  readonly earlier: EntryLeaf;
  /** From the earlier entry's leaf to the root of the tree over all entries before the later one. */
  readonly path: readonly string[];
  readonly later: { readonly index: number; readonly previous: string; readonly sha256: string };
};

/** The tree over the first `size` entries; what is not kept of it yet is computed from the entries and kept. */
export async function loadFrontier(db: Db, size: number): Promise<Frontier> {
  const kept = Math.min(
    (await countNodes(db, KEPT_HEIGHT)) * KEPT_LEAVES,
    Math.floor(size / KEPT_LEAVES) * KEPT_LEAVES,
  );
  let tree: Frontier = { size: kept, peaks: kept === 0 ? [] : await peaksOf(db, kept) };
  while (tree.size < size) {
    const entries = await findLinkedAfter(db, tree.size, Math.min(PAGE, size - tree.size));
    if (entries.length === 0) throw new Error(`the audit log has no entry ${tree.size + 1}`);
    const full: TreeNode[] = [];
    for (const entry of entries) {
      const grown = grow(tree, leafOfEntry(entry));
      tree = grown.tree;
      full.push(...grown.full.filter(({ height }) => height >= KEPT_HEIGHT));
    }
    await insertNodes(db, full);
  }
  return tree;
}

/**
 * Proves that one entry stood in the log before another was linked.
 * @returns undefined when it did not, when either has no place yet, or when the later one is of an early version
 */
export async function proveEarlier(db: Db, earlierId: string, laterId: string): Promise<LogProof | undefined> {
  const [earlier, later] = [await findLinkedEntry(db, earlierId), await findLinkedEntry(db, laterId)];
  if (!earlier || !later || later.tree === null || earlier.seq >= later.seq) return undefined;
  const path = await pathOf(db, { index: earlier.seq - 1, start: 0, size: later.seq - 1 });
  return {
    earlier: leafFactsOf(earlier),
    path: path.map(hash => hash.toString('hex')),
    later: {
      index: later.seq,
      previous: later.prev_hash.toString('hex'),
      sha256: entryDigest(later.seq, later).toString('hex'),
    },
  };
}

/** The log's hash at the later entry, as it follows from the proof; undefined when the proof is no proof. Pure. */
export function hashFromProof({ earlier, path, later }: LogProof): string | undefined {
  const root = rootFromPath(leafHash(leafOf(earlier)), {
    index: earlier.index - 1,
    size: later.index - 1,
    path: path.map(hash => Buffer.from(hash, 'hex')),
  });
  return root && linkHash(Buffer.from(later.previous, 'hex'), root, Buffer.from(later.sha256, 'hex')).toString('hex');
}

const PAGE = 1000;

const leafFactsOf = (entry: LinkedEntry): EntryLeaf => ({
  index: entry.seq,
  at: entry.at,
  action: entry.action,
  sha256: entryDigest(entry.seq, entry).toString('hex'),
});

const leafOfEntry = (entry: LinkedEntry): Buffer => leafHash(leafOf(leafFactsOf(entry)));

/** The kept subtrees that cover the first `size` entries, a multiple of the smallest kept one. */
async function peaksOf(db: Db, size: number): Promise<TreeNode[]> {
  const peaks: TreeNode[] = [];
  for (let start = 0; start < size; ) {
    let height = KEPT_HEIGHT;
    while (start % 2 ** (height + 1) === 0 && start + 2 ** (height + 1) <= size) height += 1;
    const node = await findNode(db, height, start / 2 ** height);
    if (!node) throw new Error(`the audit log's tree lacks a subtree of height ${height}`);
    peaks.push(node);
    start += 2 ** height;
  }
  return peaks;
}

type Range = { readonly start: number; readonly size: number };

/** RFC 9162 section 2.1.3.1: the siblings from the leaf up to the root of the range. */
async function pathOf(db: Db, { index, start, size }: Range & { readonly index: number }): Promise<Buffer[]> {
  if (size === 1) return [];
  const left = splitOf(size);
  const isLeft = index < start + left;
  const here = { start, size: left };
  const there = { start: start + left, size: size - left };
  const below = await pathOf(db, { index, ...(isLeft ? here : there) });
  return [...below, await rootOfRange(db, isLeft ? there : here)];
}

async function rootOfRange(db: Db, { start, size }: Range): Promise<Buffer> {
  const height = Math.log2(size);
  if (Number.isInteger(height) && height >= KEPT_HEIGHT) {
    const node = await findNode(db, height, start / size);
    if (node) return node.hash;
  }
  if (size <= KEPT_LEAVES) return rootOfLeaves((await findLinkedAfter(db, start, size)).map(leafOfEntry));
  const left = splitOf(size);
  return parentHash(
    await rootOfRange(db, { start, size: left }),
    await rootOfRange(db, { start: start + left, size: size - left }),
  );
}
