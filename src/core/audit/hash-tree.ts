// A hash tree that only grows, as in Certificate Transparency (RFC 9162 section 2.1), and proofs of single leaves in it.
import { hash } from 'node:crypto';

/** A full subtree: its root covers 2^height leaves, the `position`th such group from the left. */
export type TreeNode = { readonly height: number; readonly position: number; readonly hash: Buffer };

/** The full subtrees that make up a tree of some size, the largest first: all that is needed to let it grow. */
export type Frontier = { readonly size: number; readonly peaks: readonly TreeNode[] };

export const EMPTY_TREE: Frontier = { size: 0, peaks: [] };

export const leafHash = (leaf: string | Buffer): Buffer => sha256(Buffer.concat([LEAF, Buffer.from(leaf)]));
export const parentHash = (left: Buffer, right: Buffer): Buffer => sha256(Buffer.concat([PARENT, left, right]));

/** Adds a leaf's hash; `full` are the subtrees that it completes, the smallest first. */
export function grow({ size, peaks }: Frontier, leaf: Buffer): { readonly tree: Frontier; readonly full: TreeNode[] } {
  const kept = [...peaks];
  let node: TreeNode = { height: 0, position: size, hash: leaf };
  const full = [node];
  for (let last = kept.at(-1); last?.height === node.height; last = kept.at(-1)) {
    kept.pop();
    node = { height: node.height + 1, position: Math.floor(last.position / 2), hash: parentHash(last.hash, node.hash) };
    full.push(node);
  }
  return { tree: { size: size + 1, peaks: [...kept, node] }, full };
}

/** The root over all leaves; that of no leaves is the SHA-256 of nothing. */
export function rootOf({ peaks }: Frontier): Buffer {
  const [smallest, ...larger] = peaks.toReversed();
  if (!smallest) return sha256(Buffer.alloc(0));
  return larger.reduce((root, peak) => parentHash(peak.hash, root), smallest.hash);
}

/** How many leaves the left subtree has: the largest power of two below the size. */
export function splitOf(size: number): number {
  let left = 1;
  while (left * 2 < size) left *= 2;
  return left;
}

/** The root of `leaves`, computed from them alone. */
export function rootOfLeaves(leaves: readonly Buffer[]): Buffer {
  return rootOf(leaves.reduce((tree, leaf) => grow(tree, leaf).tree, EMPTY_TREE));
}

/**
 * The root that follows from one leaf and its path, leaves counted from 0 (RFC 9162 section 2.1.3.2); undefined when
 * the path does not have the length that this place in a tree of this size asks for.
 */
export function rootFromPath(
  leaf: Buffer,
  { index, size, path }: { readonly index: number; readonly size: number; readonly path: readonly Buffer[] },
): Buffer | undefined {
  if (index < 0 || index >= size) return undefined;
  let at = index;
  let last = size - 1;
  let root = leaf;
  for (const sibling of path) {
    if (last === 0) return undefined;
    if (at % 2 === 1 || at === last) {
      root = parentHash(sibling, root);
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
      }
    } else {
      root = parentHash(root, sibling);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? root : undefined;
}

const LEAF = Buffer.from([0]);
const PARENT = Buffer.from([1]);

const sha256 = (bytes: Buffer): Buffer => hash('sha256', bytes, 'buffer');
