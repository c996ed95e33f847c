// What an audit entry says, and the hash that ties it to the entry before.
import { createHash } from 'node:crypto';
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

/** SHA-256 over the previous hash and the canonical entry with its place. */
export const linkHash = (
  previous: Buffer,
  seq: number,
  { id, at, actor, action, subject, details }: StoredEntry,
): Buffer =>
  createHash('sha256')
    .update(previous)
    .update(canonicalJson({ seq, id, at, actor, action, subject, details }))
    .digest();
