// What an audit entry says, and the hash that ties it to the entry before.
import { createHash, hash } from 'node:crypto';
import { canonicalJson, type JsonValue } from '../canonical-json.ts';
import type { Clock } from '../clock.ts';
import type { Random } from '../crypto/random.ts';
import { newId } from '../ids.ts';

/** Who did what to what. Opaque ids and plain facts only: never a name, an address or a person's words. */
export type AuditEntry = {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly details?: { readonly [name: string]: JsonValue };
};

/** A row of core.audit_entry, not yet linked. */
export type AuditRow = {
  readonly id: string;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  /** JSON text. */
  readonly details: string;
};

/** An entry as it stands in the database; `at` in microseconds, since a Date would hide a change of them. */
export type StoredEntry = Omit<AuditRow, 'at' | 'details'> & { readonly at: string; readonly details: JsonValue };

/** An entry's place in the chain. */
export type Link = { readonly seq: number; readonly hash: Buffer };

/** The row of an entry, for stores that insert it within a statement of their own. Nudge the linker after the commit. */
export const auditRow = (entry: AuditEntry, { clock, random }: { clock: Clock; random: Random }): AuditRow => ({
  id: newId('aud', clock, random),
  at: clock.now(),
  actor: entry.actor,
  action: entry.action,
  subject: entry.subject,
  details: canonicalJson(entry.details ?? {}),
});

/** What stands before the first entry. */
export const CHAIN_START: Link = { seq: 0, hash: Buffer.alloc(32) };

/** SHA-256 of the canonical entry with its place. */
export const entryDigest = (seq: number, entry: StoredEntry): Buffer =>
  hash('sha256', canonicalEntry(seq, entry), 'buffer');

/** SHA-256 over the previous hash, the root of the tree over all entries before, and the entry's digest. */
export const linkHash = (previous: Buffer, tree: Buffer, digest: Buffer): Buffer =>
  hash('sha256', Buffer.concat([previous, tree, digest]), 'buffer');

/** How entries of early versions were linked, before there was a tree: over the previous hash and the entry itself. */
export const earlyLinkHash = (previous: Buffer, seq: number, entry: StoredEntry): Buffer =>
  createHash('sha256').update(previous).update(canonicalEntry(seq, entry)).digest();

/** What a proof shows of an entry: its place, when it was and what was done; the rest is in the digest. */
export type EntryLeaf = {
  readonly index: number;
  readonly at: string;
  readonly action: string;
  readonly sha256: string;
};

/** The leaf of the tree that stands for an entry, as the JSON that is hashed. */
export const leafOf = ({ index, at, action, sha256 }: EntryLeaf): string =>
  canonicalJson({ action, at, index, sha256 });

const canonicalEntry = (seq: number, { id, at, actor, action, subject, details }: StoredEntry): string =>
  canonicalJson({ seq, id, at, actor, action, subject, details });
