// All SQL of advisories while they are written, and of the editions that were published.
import { type Selectable, sql } from 'kysely';
import { may } from '../../catalog/permissions.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import type { SubjectVault } from '../../core/crypto/vault.ts';
import { refuse } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { AdvisoryRecord } from '../advisory-record.ts';
import type { AdvisoriesAdvisoryDraft, AdvisoriesTables } from '../tables.ts';
import type { Draft, DraftContent, DraftHead } from './draft-record.ts';

const TABLE = 'advisories.advisory_draft';
const EDITION = 'advisories.advisory_edition';

/** A tracking id that nothing has yet. */
export async function nextTrackingId(kernel: Kernel): Promise<string> {
  for (;;) {
    const { rows } = await sql<{ number: string; taken: boolean }>`
      with fresh as (select advisories.next_number('TTA', ${kernel.clock.now().getUTCFullYear()}::integer) as number)
      select number, exists (select from advisories.published_advisory where tracking_id = number) as taken
        from fresh`.execute(kernel.db);
    const found = rows[0];
    if (found && !found.taken) return found.number;
  }
}

/** Adds a draft; gives its id. */
export async function insertDraft(
  kernel: Kernel,
  actor: Actor,
  content: DraftContent,
  caseId: string | null,
): Promise<string> {
  const id = newId('adv', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, id);
  const now = kernel.clock.now();
  await tables(kernel)
    .insertInto(TABLE)
    .values({
      id,
      tracking_id: content.record.trackingId,
      case: caseId,
      state: 'draft',
      content: vault.seal(place(id), JSON.stringify(content)),
      created_by: actorId(actor),
      created_at: now,
      changed_at: now,
    })
    .execute();
  return id;
}

/** @throws Refusal not_found for whoever may not see drafts */
export const readDraft = (kernel: Kernel, actor: Actor, id: string): Promise<Draft> =>
  readOne(kernel, actor, id, false);

/** As `readDraft`, and nobody else changes it before this transaction has ended. */
export const lockDraft = (kernel: Kernel, actor: Actor, id: string): Promise<Draft> => readOne(kernel, actor, id, true);

/** Writes a change of a draft that this transaction has locked, and counts its revision up. */
export async function saveDraft(
  kernel: Kernel,
  { id, revision }: Pick<Draft, 'id' | 'revision'>,
  content: DraftContent,
  change: { readonly state?: Draft['state']; readonly publishedAt?: Date } = {},
): Promise<void> {
  const vault = await kernel.vault.subject(kernel, id);
  await tables(kernel)
    .updateTable(TABLE)
    .set({
      content: vault.seal(place(id), JSON.stringify(content)),
      revision: revision + 1,
      changed_at: kernel.clock.now(),
      ...(change.state && { state: change.state }),
      ...(change.publishedAt && { published_at: change.publishedAt }),
    })
    .where('id', '=', id)
    .execute();
}

/** Drafts and what became of them, the last changed first. */
export async function listDrafts(kernel: Kernel, actor: Actor, limit: number): Promise<DraftHead[]> {
  if (!mayRead(actor)) return [];
  const rows = await tables(kernel)
    .selectFrom(TABLE)
    .selectAll()
    .orderBy('changed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return openRows(kernel, rows);
}

/** The drafts of a case, oldest first. */
export async function listDraftsOfCase(kernel: Kernel, actor: Actor, caseId: string): Promise<DraftHead[]> {
  if (!mayRead(actor)) return [];
  const rows = await tables(kernel).selectFrom(TABLE).selectAll().where('case', '=', caseId).orderBy('id').execute();
  return openRows(kernel, rows);
}

/** Keeps an edition as it was published; it is never changed. */
export async function insertEdition(kernel: Kernel, actor: Actor, record: AdvisoryRecord): Promise<void> {
  await tables(kernel)
    .insertInto(EDITION)
    .values({
      tracking_id: record.trackingId,
      number: record.revisions.length,
      record: JSON.stringify(record),
      at: kernel.clock.now(),
      by: actorId(actor),
    })
    .execute();
}

/** An edition as it was published; public. */
export async function findEdition(
  kernel: Kernel,
  trackingId: string,
  number: number,
): Promise<AdvisoryRecord | undefined> {
  const row = await tables(kernel)
    .selectFrom(EDITION)
    .select('record')
    .where('tracking_id', '=', trackingId)
    .where('number', '=', number)
    .executeTakeFirst();
  // Only `insertEdition` writes this column.
  return row && (row.record as AdvisoryRecord);
}

async function readOne(kernel: Kernel, actor: Actor, id: string, forChange: boolean): Promise<Draft> {
  const row = mayRead(actor)
    ? await tables(kernel)
        .selectFrom(TABLE)
        .selectAll()
        .where('id', '=', id)
        .$if(forChange, query => query.forUpdate())
        .executeTakeFirst()
    : undefined;
  const vault = row && (await kernel.vault.existing(kernel.db, id));
  if (!row || !vault) throw refuse('not_found');
  return { ...headOf(row, vault), ...contentOf(row, vault), revision: row.revision };
}

const mayRead = (actor: Actor): boolean =>
  actor.kind === 'system' || (actor.kind === 'person' && may(actor.staffRole, 'advisory.read'));

async function openRows(kernel: Kernel, rows: readonly Selectable<AdvisoriesAdvisoryDraft>[]): Promise<DraftHead[]> {
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(row => {
    const vault = vaults.get(row.id);
    return vault ? [headOf(row, vault)] : [];
  });
}

const tables = ({ db }: Kernel) => db.withTables<AdvisoriesTables>();
const place = (row: string) => ({ table: TABLE, column: 'content', row });

// Only `insertDraft` and `saveDraft` write this column.
const contentOf = (row: Selectable<AdvisoriesAdvisoryDraft>, vault: SubjectVault): DraftContent =>
  JSON.parse(vault.open(place(row.id), row.content)) as DraftContent;

const headOf = (row: Selectable<AdvisoriesAdvisoryDraft>, vault: SubjectVault): DraftHead => ({
  id: row.id,
  trackingId: row.tracking_id,
  case: row.case,
  state: row.state as DraftHead['state'],
  title: contentOf(row, vault).record.title,
  changedAt: row.changed_at,
  publishedAt: row.published_at,
});
