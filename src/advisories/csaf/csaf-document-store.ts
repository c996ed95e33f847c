// All SQL of published CSAF documents. Everything here is TLP:CLEAR and public, so finders need no actor.
import type { Selectable } from 'kysely';
import type { Kernel } from '../../core/kernel.ts';
import type { AdvisoriesCsafDocument, AdvisoriesTables } from '../tables.ts';

const DOCUMENT = 'advisories.csaf_document';

/** A document without its bytes: what lists and feeds need. */
export type CsafEntry = {
  readonly trackingId: string;
  readonly year: string;
  readonly file: string;
  readonly title: string;
  readonly releasedAt: Date;
  readonly updatedAt: Date;
};

export type CsafDocument = CsafEntry & {
  readonly content: Buffer;
  readonly sha256: string;
  readonly sha512: string;
  /** Detached and armored. */
  readonly signature: string;
  readonly signedWith: string;
};

/** Publishes a document, or its next edition under the same tracking id. */
export async function saveCsafDocument(kernel: Kernel, document: CsafDocument): Promise<void> {
  const { trackingId, signedWith, releasedAt, updatedAt, ...rest } = document;
  const row = { ...rest, signed_with: signedWith, released_at: releasedAt, updated_at: updatedAt };
  await tables(kernel)
    .insertInto(DOCUMENT)
    .values({ tracking_id: trackingId, ...row })
    .onConflict(conflict => conflict.column('tracking_id').doUpdateSet(row))
    .execute();
}

/** All documents, or those of a year, the latest change first. */
export async function listCsafEntries(kernel: Kernel, year?: string): Promise<CsafEntry[]> {
  const query = tables(kernel)
    .selectFrom(DOCUMENT)
    .select(['tracking_id', 'year', 'file', 'title', 'released_at', 'updated_at'])
    .orderBy('updated_at', 'desc')
    .orderBy('tracking_id');
  const rows = await (year === undefined ? query : query.where('year', '=', year)).execute();
  return rows.map(fromRow);
}

export async function findCsafDocument(kernel: Kernel, year: string, file: string): Promise<CsafDocument | undefined> {
  const row = await tables(kernel)
    .selectFrom(DOCUMENT)
    .selectAll()
    .where('year', '=', year)
    .where('file', '=', file)
    .executeTakeFirst();
  if (!row) return undefined;
  const { content, sha256, sha512, signature, signed_with } = row;
  return { ...fromRow(row), content, sha256, sha512, signature, signedWith: signed_with };
}

type EntryRow = Pick<
  Selectable<AdvisoriesCsafDocument>,
  'tracking_id' | 'year' | 'file' | 'title' | 'released_at' | 'updated_at'
>;

const fromRow = ({ tracking_id, year, file, title, released_at, updated_at }: EntryRow): CsafEntry => ({
  trackingId: tracking_id,
  year,
  file,
  title,
  releasedAt: released_at,
  updatedAt: updated_at,
});

const tables = (kernel: Kernel) => kernel.db.withTables<AdvisoriesTables>();
