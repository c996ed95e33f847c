// All SQL of texts that the team brought back after opening an encrypted report elsewhere. For staff only.
import { may } from '../../catalog/permissions.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ReportsTables } from '../tables.ts';

export type OpenedText = { readonly text: string; readonly by: string; readonly at: Date };

const placeOf = (report: string) => ({ table: 'reports.opened_text', column: 'text', row: report });

/** The text of a report; undefined when there is none, and for everybody but staff that may read reports. */
export async function findOpenedText(kernel: Kernel, actor: Actor, report: string): Promise<OpenedText | undefined> {
  if (actor.kind !== 'person' || !may(actor.staffRole, 'report.read')) return undefined;
  const row = await tables(kernel)
    .selectFrom('reports.opened_text')
    .selectAll()
    .where('report', '=', report)
    .executeTakeFirst();
  const vault = row && (await kernel.vault.existing(kernel.db, report));
  return vault && { text: vault.open(placeOf(report), row.text), by: row.brought_by, at: row.created_at };
}

/** Keeps the text; one that was brought before is replaced. */
export async function saveOpenedText(kernel: Kernel, actor: Actor, report: string, text: string): Promise<void> {
  const vault = await kernel.vault.subject(kernel, report);
  const values = {
    text: vault.seal(placeOf(report), text),
    brought_by: actorId(actor),
    created_at: kernel.clock.now(),
  };
  await tables(kernel)
    .insertInto('reports.opened_text')
    .values({ report, ...values })
    .onConflict(conflict => conflict.column('report').doUpdateSet(values))
    .execute();
}

const tables = ({ db }: Kernel) => db.withTables<ReportsTables>();
