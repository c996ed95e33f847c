// The audit log: written in the transaction it tells of, then linked into a hash chain and signed at intervals.
import { type LogAnchor, signAnchor } from './audit/anchor.ts';
import { type AuditEntry, type AuditRow, auditRow, type Link } from './audit/audit-entry.ts';
import { findHead, findLinkedEntry, insertCheckpoint, insertEntry } from './audit/audit-store.ts';
import { type LogProof, proveEarlier } from './audit/audit-tree.ts';
import { appendCheckpoint, signCheckpoint } from './audit/checkpoint.ts';
import { startLinker } from './audit/linker.ts';
import { type Clock, MINUTE } from './clock.ts';
import type { Keyring } from './crypto/keyring.ts';
import type { Random } from './crypto/random.ts';
import type { Db } from './database/db.ts';
import type { Log } from './log.ts';

export { isAnchored, type LogAnchor, readAnchor } from './audit/anchor.ts';
export { type AuditEntry, type AuditRow, auditRow, type Link } from './audit/audit-entry.ts';
export { hashFromProof, type LogProof } from './audit/audit-tree.ts';
export { type AuditFault, type AuditVerdict, verifyAudit } from './audit/verify-audit.ts';

export type Audit = {
  /** Adds an entry to the transaction of `db`; gives its id. One statement that waits for nobody. */
  record(db: Db, entry: AuditEntry): Promise<string>;
  /** The row of an entry, for a store that inserts it within a statement of its own. */
  row(entry: AuditEntry): AuditRow;
  /** Resolves with the place of a committed entry once it has one; rejects when it gets none within seconds. */
  linked(id: string): Promise<Link>;
  /** Proves that one entry stood in the log before another; undefined when it did not, or when that can't be shown. */
  prove(earlier: string, later: string): Promise<LogProof | undefined>;
  /** Waits for a committed entry's place and signs the log there; what comes back shows the entry to everybody. */
  anchor(id: string): Promise<LogAnchor>;
  /** Tells that entries have been committed, so that they are linked at once and not only in some seconds. */
  nudge(): void;
  /** Links all that is committed. */
  settle(): Promise<void>;
  /** Signs where the chain stands, unless the last checkpoint says it already. */
  checkpoint(): Promise<void>;
  /** Links and signs what is left, then stops. */
  close(): Promise<void>;
};

export type AuditOptions = {
  /** Outside any transaction. */
  readonly db: Db;
  readonly clock: Clock;
  readonly random: Random;
  readonly keyring: Keyring;
  readonly log: Log;
  /** Where checkpoints are kept beside the database. */
  readonly checkpointsFile: string;
};

/** Opens the log and starts to link what an earlier process may have left unlinked. */
export function openAudit({ db: root, clock, random, keyring, log, checkpointsFile }: AuditOptions): Audit {
  let uncovered = 0;
  let signedUpTo = 0;
  let timer: NodeJS.Timeout | undefined;
  let signing: Promise<void> = Promise.resolve();

  const sign = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    uncovered = 0;
    const head = await findHead(root);
    // Not the last checkpoint in the database: a forged one far ahead would end all signing.
    if (head.seq === signedUpTo) return;
    const checkpoint = signCheckpoint(head, clock.now(), keyring.signer('audit'));
    if (await insertCheckpoint(root, checkpoint)) await appendCheckpoint(checkpointsFile, checkpoint);
    signedUpTo = head.seq;
  };
  /** One after another, so that the lines of the file are in order. */
  const checkpoint = (): Promise<void> => {
    signing = signing.then(sign).catch(error => log.warn({ err: error }, 'the audit log could not be signed'));
    return signing;
  };
  const anchor = async (id: string): Promise<LogAnchor> => {
    await linker.linked(id);
    const entry = await findLinkedEntry(root, id);
    const signed = entry && signAnchor(entry, clock.now(), keyring.signer('audit'));
    if (!signed) throw new Error(`the audit entry ${id} cannot be anchored`);
    signing = signing.then(async () => {
      if (await insertCheckpoint(root, signed.checkpoint)) await appendCheckpoint(checkpointsFile, signed.checkpoint);
    });
    await signing;
    return signed.anchor;
  };
  const linker = startLinker(root, log, count => {
    uncovered += count;
    if (uncovered >= ENTRIES_PER_CHECKPOINT) void checkpoint();
    else timer ??= setTimeout(checkpoint, CHECKPOINT_WITHIN).unref();
  });

  const row = (entry: AuditEntry): AuditRow => auditRow(entry, { clock, random });
  return {
    record: async (db, entry) => {
      const fresh = row(entry);
      await insertEntry(db, fresh);
      return fresh.id;
    },
    row,
    linked: linker.linked,
    anchor,
    prove: (earlier, later) => proveEarlier(root, earlier, later),
    nudge: linker.nudge,
    settle: linker.settle,
    checkpoint,
    close: async () => {
      await linker.close();
      await checkpoint();
      clearTimeout(timer);
    },
  };
}

/** What an attacker could remove from the end unseen is at most this much. */
const ENTRIES_PER_CHECKPOINT = 256;
const CHECKPOINT_WITHIN = MINUTE;
