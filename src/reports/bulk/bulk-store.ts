// All SQL of changes of many reports at once. A person finds only the changes that they asked for.
import { type Selectable, sql } from 'kysely';
import type { Actor } from '../../core/actor.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ReportsBulkChange, ReportsBulkItem, ReportsTables } from '../tables.ts';
import type { BulkChange, BulkFields, BulkItem, BulkKind, BulkPhase, Verdict } from './bulk-change.ts';

const CHANGE = 'reports.bulk_change';
const ITEM = 'reports.bulk_item';

/** Begins a change of these reports, in this order; ids that are none of a report are left out. */
export async function insertBulk(
  kernel: Kernel,
  { actor, kind, backTo, reports }: { actor: string; kind: BulkKind; backTo: string; reports: readonly string[] },
): Promise<string> {
  const id = newId('blk', kernel.clock, kernel.random);
  await tables(kernel)
    .insertInto(CHANGE)
    .values({
      id,
      actor,
      kind,
      phase: 'draft',
      input: null,
      back_to: backTo,
      created_at: kernel.clock.now(),
      finished_at: null,
    })
    .execute();
  await sql`
    insert into reports.bulk_item (bulk, position, report)
    select ${id}, row_number() over (order by place), report.id
      from unnest(${[...reports]}::text[]) with ordinality as picked (id, place)
      join reports.report on report.id = picked.id and not report.is_held
    on conflict (bulk, report) do nothing`.execute(kernel.db);
  return id;
}

/** The change, for the person who asked for it and for the product itself. */
export async function findBulk(kernel: Kernel, actor: Actor, id: string): Promise<BulkChange | undefined> {
  const row = await tables(kernel).selectFrom(CHANGE).selectAll().where('id', '=', id).executeTakeFirst();
  const isTheirs = actor.kind === 'system' || (actor.kind === 'person' && row?.actor === actor.id);
  return row && isTheirs ? openChange(kernel, row) : undefined;
}

/** Its reports, in order. */
export async function listBulkItems(kernel: Kernel, id: string): Promise<BulkItem[]> {
  const rows = await tables(kernel).selectFrom(ITEM).selectAll().where('bulk', '=', id).orderBy('position').execute();
  return rows.map(openItem);
}

/** Keeps the form and forgets what an earlier preview said. */
export async function saveBulkInput(kernel: Kernel, id: string, fields: BulkFields): Promise<void> {
  const vault = await kernel.vault.subject(kernel, 'system');
  await tables(kernel)
    .updateTable(CHANGE)
    .set({ input: vault.seal({ table: CHANGE, column: 'input', row: id }, JSON.stringify(fields)) })
    .where('id', '=', id)
    .execute();
  await tables(kernel)
    .updateTable(ITEM)
    .set({ revision: null, preview_ok: null, preview_says: null })
    .where('bulk', '=', id)
    .execute();
}

/** Moves on to another phase, if it stands in one of these. @returns whether it did */
export async function enterPhase(
  kernel: Kernel,
  id: string,
  phase: BulkPhase,
  from: readonly BulkPhase[],
): Promise<boolean> {
  const { numUpdatedRows } = await tables(kernel)
    .updateTable(CHANGE)
    .set({ phase, ...(phase === 'done' && { finished_at: kernel.clock.now() }) })
    .where('id', '=', id)
    .where('phase', 'in', [...from])
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/**
 * The next report of the phase. One that is to be changed is locked in this transaction, and one that somebody else
 * works on passed over; a preview may be made twice, so that it needs no lock.
 */
export async function nextBulkItem(
  kernel: Kernel,
  id: string,
  phase: 'previewing' | 'running',
): Promise<BulkItem | undefined> {
  const query = tables(kernel)
    .selectFrom(ITEM)
    .selectAll()
    .where('bulk', '=', id)
    .where(phase === 'previewing' ? 'preview_ok' : 'result_ok', 'is', null)
    .orderBy('position')
    .limit(1);
  const row = await (phase === 'running' ? query.forUpdate().skipLocked() : query).executeTakeFirst();
  return row && openItem(row);
}

/** Whether reports of this phase are left, be it that somebody else works on them. */
export async function hasBulkItems(kernel: Kernel, id: string, phase: 'previewing' | 'running'): Promise<boolean> {
  const row = await tables(kernel)
    .selectFrom(ITEM)
    .select('position')
    .where('bulk', '=', id)
    .where(phase === 'previewing' ? 'preview_ok' : 'result_ok', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Notes what the preview says of a report, and which revision it saw. */
export async function savePreview(
  kernel: Kernel,
  id: string,
  position: number,
  { ok, says, revision }: Verdict & { readonly revision: number | null },
): Promise<void> {
  await tables(kernel)
    .updateTable(ITEM)
    .set({ preview_ok: ok, preview_says: says, revision })
    .where('bulk', '=', id)
    .where('position', '=', position)
    .execute();
}

/** Notes what became of a report. */
export async function saveResult(kernel: Kernel, id: string, position: number, { ok, says }: Verdict): Promise<void> {
  await tables(kernel)
    .updateTable(ITEM)
    .set({ result_ok: ok, result_says: says, done_at: kernel.clock.now() })
    .where('bulk', '=', id)
    .where('position', '=', position)
    .execute();
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<ReportsTables>();

async function openChange(kernel: Kernel, row: Selectable<ReportsBulkChange>): Promise<BulkChange> {
  const vault = await kernel.vault.subject(kernel, 'system');
  return {
    id: row.id,
    actor: row.actor,
    // Check constraints hold these to the types named.
    kind: row.kind as BulkKind,
    phase: row.phase as BulkPhase,
    fields:
      row.input === null
        ? {}
        : (JSON.parse(vault.open({ table: CHANGE, column: 'input', row: row.id }, row.input)) as BulkFields),
    backTo: row.back_to,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  };
}

const verdict = (ok: boolean | null, says: string | null): Verdict | null =>
  ok === null ? null : { ok, says: says ?? '' };

const openItem = (row: Selectable<ReportsBulkItem>): BulkItem => ({
  position: row.position,
  report: row.report,
  revision: row.revision,
  preview: verdict(row.preview_ok, row.preview_says),
  result: verdict(row.result_ok, row.result_says),
});
