// Reads the whole audit log and tells where it was tampered with.
import { after, type Clock, MINUTE } from '../clock.ts';
import type { Verifier } from '../crypto/signing.ts';
import { equalBytes } from '../crypto/tokens.ts';
import type { Db } from '../database/db.ts';
import { CHAIN_START, earlyLinkHash, entryDigest, type Link, leafOf, linkHash } from './audit-entry.ts';
import {
  type CheckpointRow,
  findCheckpoints,
  findLinkedAfter,
  findUnlinkedBefore,
  type LinkedEntry,
} from './audit-store.ts';
import { isAuthentic, readCheckpoints } from './checkpoint.ts';
import { EMPTY_TREE, type Frontier, grow, leafHash, rootOf } from './hash-tree.ts';

/** Something that an honest log does not have. `seq` is the entry where it shows, when it has a place. */
export type AuditFault = { readonly seq: number | undefined; readonly what: string };

export type AuditVerdict = {
  /** How many linked entries were read. */
  readonly entries: number;
  /** The last of them. */
  readonly head: Link;
  /** How many authentic checkpoints agree with the chain. */
  readonly checkpoints: number;
  /** Empty for an honest log; at most 1000 are listed. */
  readonly faults: readonly AuditFault[];
};

export type VerifyOptions = {
  readonly verifiers: readonly Verifier[];
  readonly checkpointsFile: string;
  readonly clock: Clock;
};

/**
 * Checks every entry's hash and place, every checkpoint in the database and in its file, and that nothing waits
 * unlinked for long. Finds entries changed, removed (at the end too, as far as a checkpoint reaches), inserted or
 * reordered, and forged checkpoints. It reads in pages, so the size of the log does not matter.
 */
export async function verifyAudit(db: Db, { verifiers, checkpointsFile, clock }: VerifyOptions): Promise<AuditVerdict> {
  const faults: AuditFault[] = [];
  const report = (seq: number | undefined, what: string): void => {
    if (faults.length < MAX_FAULTS) faults.push({ seq, what });
  };
  // Before the entries: the log may grow meanwhile, and must then reach beyond these checkpoints, not the other way.
  const signed = await collectCheckpoints(db, checkpointsFile, verifiers, report);
  let head = CHAIN_START;
  let tree = EMPTY_TREE;
  let hasTree = false;
  let entries = 0;
  let checkpoints = 0;
  for await (const entry of linkedEntries(db)) {
    const digest = entryDigest(entry.seq, entry);
    checkEntry(entry, digest, head, report);
    checkTree(entry, tree, hasTree, report);
    hasTree ||= entry.tree !== null;
    for (const hash of signed.get(entry.seq) ?? []) {
      if (equalBytes(hash, entry.hash)) checkpoints += 1;
      else report(entry.seq, 'the entry is not the one that the checkpoint signed');
    }
    signed.delete(entry.seq);
    entries += 1;
    head = { seq: entry.seq, hash: entry.hash };
    const { seq: index, at, action } = entry;
    tree = grow(tree, leafHash(leafOf({ index, at, action, sha256: digest.toString('hex') }))).tree;
  }
  for (const seq of signed.keys()) {
    report(
      seq,
      seq > head.seq
        ? `the log ends at entry ${head.seq}, but a checkpoint signed entry ${seq}`
        : 'a signed entry is missing',
    );
  }
  for (const { id } of await findUnlinkedBefore(db, after(clock.now(), -LINKED_WITHIN), MAX_FAULTS)) {
    report(undefined, `the entry ${id} was never linked`);
  }
  return { entries, head, checkpoints, faults };
}

const MAX_FAULTS = 1000;
const PAGE = 1000;
/** Linking takes moments; what waits longer was put there behind the server's back, or the server is not running. */
const LINKED_WITHIN = 10 * MINUTE;

type Report = (seq: number | undefined, what: string) => void;

async function* linkedEntries(db: Db): AsyncGenerator<LinkedEntry, void, undefined> {
  // Below the first possible place, so that an entry with an impossible one is seen as well.
  let last = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const page = await findLinkedAfter(db, last, PAGE);
    yield* page;
    const lastEntry = page.at(-1);
    if (!lastEntry) return;
    last = lastEntry.seq;
  }
}

/** The root that an entry was linked with is that of the entries before it. */
function checkTree({ seq, tree }: LinkedEntry, before: Frontier, isExpected: boolean, report: Report): void {
  if (tree === null ? isExpected : !equalBytes(tree, rootOf(before)))
    report(seq, 'the tree over the entries before is another one');
}

function checkEntry(entry: LinkedEntry, digest: Buffer, before: Link, report: Report): void {
  const { seq, prev_hash, hash, tree } = entry;
  if (seq !== before.seq + 1) {
    const missing = seq === before.seq + 2 ? `entry ${seq - 1} is` : `entries ${before.seq + 1} to ${seq - 1} are`;
    report(seq, seq > before.seq ? `${missing} missing` : 'the place is impossible');
  } else if (!equalBytes(prev_hash, before.hash)) {
    report(seq, 'the entry does not follow from the one before');
  }
  const computed = tree === null ? earlyLinkHash(prev_hash, seq, entry) : linkHash(prev_hash, tree, digest);
  if (!equalBytes(hash, computed)) report(seq, 'the entry was changed');
}

/** The hashes that authentic checkpoints have signed, by place; the same checkpoint counts once. */
async function collectCheckpoints(
  db: Db,
  file: string,
  verifiers: readonly Verifier[],
  report: Report,
): Promise<Map<number, Buffer[]>> {
  const signed = new Map<number, Buffer[]>();
  const add = (checkpoint: CheckpointRow, where: string): void => {
    const { seq, hash } = checkpoint;
    const hashes = signed.get(seq) ?? [];
    if (!isAuthentic(checkpoint, verifiers)) report(seq, `the checkpoint in the ${where} is forged`);
    else if (!hashes.some(known => known.equals(hash))) signed.set(seq, [...hashes, hash]);
  };
  const inDatabase = new Set<number>();
  for await (const checkpoint of readCheckpoints(file)) {
    if (checkpoint) add(checkpoint, 'file');
    else report(undefined, 'the checkpoint file has a line that is no checkpoint');
  }
  const inFile = [...signed.keys()];
  for (const checkpoint of await findCheckpoints(db)) {
    inDatabase.add(checkpoint.seq);
    add(checkpoint, 'database');
  }
  for (const seq of inFile) if (!inDatabase.has(seq)) report(seq, 'the checkpoint was removed from the database');
  return signed;
}
