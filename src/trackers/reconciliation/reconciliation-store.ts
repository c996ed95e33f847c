// All SQL of the nightly reports that compare our issues with their tickets.
import { may } from '../../catalog/permissions.ts';
import type { Actor } from '../../core/actor.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { FaultKind } from '../clients/tracker-client.ts';
import type { TrackersTables } from '../tables.ts';

const RECONCILIATION = 'trackers.reconciliation';
const SUBJECT = 'system';

/** One link that was not simply in step. */
export type Line = {
  readonly link: string;
  readonly issue: string;
  readonly tracker: string;
  readonly trackerName: string;
  readonly ticket: string;
} & (
  | { readonly result: 'repaired' | 'differs'; readonly ours: string; readonly theirs: string }
  | { readonly result: 'unasked'; readonly fault: FaultKind }
);

export type ReconciliationHead = {
  readonly id: string;
  readonly at: Date;
  readonly checked: number;
  readonly repaired: number;
  readonly differs: number;
  readonly unasked: number;
};

/** Keeps a report. @returns its id */
export async function insertReconciliation(kernel: Kernel, checked: number, lines: readonly Line[]): Promise<string> {
  const id = newId('rec', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, SUBJECT);
  const count = (result: Line['result']): number => lines.filter(line => line.result === result).length;
  await tables(kernel)
    .insertInto(RECONCILIATION)
    .values({
      id,
      at: kernel.clock.now(),
      checked,
      repaired: count('repaired'),
      differs: count('differs'),
      unasked: count('unasked'),
      content: vault.seal({ table: RECONCILIATION, column: 'content', row: id }, JSON.stringify(lines)),
    })
    .execute();
  return id;
}

/** The newest first; nobody but staff sees any. */
export async function listReconciliations(
  kernel: Kernel,
  actor: Actor,
  { before, limit }: { readonly before?: string | undefined; readonly limit: number },
): Promise<ReconciliationHead[]> {
  if (!sees(actor)) return [];
  let query = tables(kernel)
    .selectFrom(RECONCILIATION)
    .select(['id', 'at', 'checked', 'repaired', 'differs', 'unasked'])
    .orderBy('id', 'desc')
    .limit(limit);
  if (before !== undefined) query = query.where('id', '<', before);
  return query.execute();
}

/** One report with its lines. */
export async function findReconciliation(
  kernel: Kernel,
  actor: Actor,
  id: string,
): Promise<(ReconciliationHead & { readonly lines: readonly Line[] }) | undefined> {
  if (!sees(actor)) return undefined;
  const row = await tables(kernel).selectFrom(RECONCILIATION).selectAll().where('id', '=', id).executeTakeFirst();
  const vault = row && (await kernel.vault.existing(kernel.db, SUBJECT));
  if (!row || !vault) return undefined;
  const { content, ...head } = row;
  // Written by this store alone.
  const lines = JSON.parse(vault.open({ table: RECONCILIATION, column: 'content', row: id }, content)) as Line[];
  return { ...head, lines };
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<TrackersTables>();

const sees = (actor: Actor): boolean =>
  actor.kind === 'system' || (actor.kind === 'person' && may(actor.staffRole, 'report.read'));
