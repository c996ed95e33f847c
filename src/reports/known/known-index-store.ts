// All SQL that keeps known issues in the sealed index: what is not there as it is now, and what is gone.
import { sql } from 'kysely';
import type { Kernel } from '../../core/kernel.ts';
import { KNOWN_ISSUES } from '../issues/issue-record.ts';

/** Imported issues that are not in the index as they are now; merged ones are found as what they became. */
export async function listStaleKnown(kernel: Kernel, since: Date | null, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select issue.id from reports.issue
      left join core.search_document as document on document.source = ${KNOWN_ISSUES} and document.key = issue.id
     where issue.origin = 'import' and issue.merged_into is null
       and (document.key is null or document.indexed_at < issue.changed_at)
       ${since === null ? sql`` : sql`and issue.changed_at >= ${since}`}
       and exists (select from core.data_key where subject = issue.id)
     order by issue.changed_at
     limit ${limit}`.execute(kernel.db);
  return rows.map(({ id }) => id);
}

/** What is in the index of issues that are gone, merged, or without their key. */
export async function listGoneKnown(kernel: Kernel, limit: number): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    select document.key from core.search_document as document
     where document.source = ${KNOWN_ISSUES}
       and (not exists (select from reports.issue where issue.id = document.key and issue.merged_into is null)
            or not exists (select from core.data_key where subject = document.key))
     limit ${limit}`.execute(kernel.db);
  return rows.map(({ key }) => key);
}
