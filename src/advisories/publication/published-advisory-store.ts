// All SQL of published advisories. Everything here is TLP:CLEAR and public, so finders need no actor.
import type { Kernel } from '../../core/kernel.ts';
import type { AdvisoryRecord } from '../advisory-record.ts';
import type { AdvisoriesTables } from '../tables.ts';

const ADVISORY = 'advisories.published_advisory';

/** An advisory as a list shows it. */
export type AdvisoryEntry = {
  readonly trackingId: string;
  readonly title: string;
  readonly publishedAt: Date;
  readonly updatedAt: Date;
};

/** Publishes a record, or its next revision. */
export async function savePublished(kernel: Kernel, record: AdvisoryRecord): Promise<void> {
  const row = {
    title: record.title,
    record: JSON.stringify(record),
    published_at: new Date(record.dates.published ?? record.dates.updated),
    updated_at: new Date(record.dates.updated),
  };
  await tables(kernel)
    .insertInto(ADVISORY)
    .values({ tracking_id: record.trackingId, ...row })
    .onConflict(conflict => conflict.column('tracking_id').doUpdateSet(row))
    .execute();
}

/** The newest first; at most `limit` after the first `skip`. */
export async function listPublished(
  kernel: Kernel,
  { skip, limit }: { readonly skip: number; readonly limit: number },
): Promise<AdvisoryEntry[]> {
  const rows = await tables(kernel)
    .selectFrom(ADVISORY)
    .select(['tracking_id', 'title', 'published_at', 'updated_at'])
    .orderBy('published_at', 'desc')
    .orderBy('tracking_id')
    .offset(skip)
    .limit(limit)
    .execute();
  return rows.map(({ tracking_id, title, published_at, updated_at }) => ({
    trackingId: tracking_id,
    title,
    publishedAt: published_at,
    updatedAt: updated_at,
  }));
}

/** Whole records, the newest change first. */
export async function listNewestPublished(kernel: Kernel, limit: number): Promise<AdvisoryRecord[]> {
  const rows = await tables(kernel)
    .selectFrom(ADVISORY)
    .select('record')
    .orderBy('updated_at', 'desc')
    .orderBy('tracking_id')
    .limit(limit)
    .execute();
  // Only `savePublished` writes this column.
  return rows.map(({ record }) => record as unknown as AdvisoryRecord);
}

export async function findPublished(kernel: Kernel, trackingId: string): Promise<AdvisoryRecord | undefined> {
  const row = await tables(kernel)
    .selectFrom(ADVISORY)
    .select('record')
    .where('tracking_id', '=', trackingId)
    .executeTakeFirst();
  // Only `savePublished` writes this column.
  return row && (row.record as unknown as AdvisoryRecord);
}

const tables = (kernel: Kernel) => kernel.db.withTables<AdvisoriesTables>();
