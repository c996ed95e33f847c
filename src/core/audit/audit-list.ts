// The audit log as an admin reads it: newest first, by page, by what it is about.
import type { Db } from '../database/db.ts';

export type AuditListEntry = {
  readonly seq: number;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly hash: string;
};

export type AuditFilter = {
  /** Entries before this one. */
  readonly before?: number | undefined;
  readonly actor?: string | undefined;
  readonly subject?: string | undefined;
  readonly action?: string | undefined;
};

/** One page of linked entries, newest first. */
export async function listAuditEntries(db: Db, filter: AuditFilter, limit: number): Promise<AuditListEntry[]> {
  let query = db
    .selectFrom('core.audit_entry')
    .select(['seq', 'at', 'actor', 'action', 'subject', 'details', 'hash'])
    .where('seq', 'is not', null)
    .orderBy('seq', 'desc')
    .limit(limit);
  if (filter.before !== undefined) query = query.where('seq', '<', filter.before);
  if (filter.actor !== undefined) query = query.where('actor', '=', filter.actor);
  if (filter.subject !== undefined) query = query.where('subject', '=', filter.subject);
  if (filter.action !== undefined) query = query.where('action', '=', filter.action);
  const rows = await query.execute();
  return rows.map(({ seq, hash, ...row }) => ({ ...row, seq: seq ?? 0, hash: hash?.toString('hex') ?? '' }));
}
