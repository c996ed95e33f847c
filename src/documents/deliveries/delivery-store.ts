// All SQL of deliveries: each copy that left, with the number that it carries.
import type { Actor } from '../../core/actor.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { DocumentsTables } from '../tables.ts';

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<DocumentsTables>();

export type Outcome = 'sending' | 'sent' | 'broken-off' | 'stopped';
export type Delivery = {
  readonly id: string;
  readonly mark: Buffer;
  readonly grant: string;
  readonly visitor: string;
  readonly version: string;
  readonly signature: string;
  readonly at: Date;
  readonly outcome: Outcome;
  readonly sent: number;
  readonly size: number;
  /** SHA-256 of the marked copy, in hex. */
  readonly sha256: string;
};

export async function insertDelivery(
  kernel: Kernel,
  delivery: Omit<KeptDelivery, 'id' | 'outcome' | 'sent'>,
): Promise<string> {
  const id = newId('dlv', kernel.clock, kernel.random);
  const { grant, at, ...rest } = delivery;
  await tables(kernel)
    .insertInto('documents.delivery')
    .values({ id, access_grant: grant, ...rest, created_at: at, outcome: 'sending' })
    .execute();
  return id;
}

/** Copies that have been on their way to a visitor since the moment and have not ended. */
export async function countSending(kernel: Kernel, visitor: string, since: Date): Promise<number> {
  const { count } = await tables(kernel)
    .selectFrom('documents.delivery')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('visitor', '=', visitor)
    .where('outcome', '=', 'sending')
    .where('created_at', '>', since)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Notes how it ended; the first note stands. @returns false when there was one */
export async function endDelivery(kernel: Kernel, id: string, outcome: Outcome, sent: number): Promise<boolean> {
  const { numUpdatedRows } = await tables(kernel)
    .updateTable('documents.delivery')
    .set({ outcome, sent, ended_at: kernel.clock.now() })
    .where('id', '=', id)
    .where('outcome', '=', 'sending')
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** A delivery as it is compared with the audit log. */
export type KeptDelivery = Delivery & { readonly network: Buffer };

/** For the check: these deliveries, as they stand. */
export async function findKept(kernel: Kernel, ids: readonly string[]): Promise<KeptDelivery[]> {
  if (ids.length === 0) return [];
  const found = await rows(kernel)
    .where('id', 'in', [...ids])
    .execute();
  return found.map(row => ({ ...fromRow(row), network: row.network }));
}

/** For the check: every delivery since the moment. */
export async function listIdsSince(kernel: Kernel, since: Date): Promise<string[]> {
  const found = await tables(kernel)
    .selectFrom('documents.delivery')
    .select('id')
    .where('created_at', '>=', since)
    .execute();
  return found.map(({ id }) => id);
}

/** The delivery whose copy carries this number. */
export async function findByMark(kernel: Kernel, mark: Buffer): Promise<Delivery | undefined> {
  const row = await rows(kernel).where('mark', '=', mark).executeTakeFirst();
  return row && fromRow(row);
}

/** Downloads of the visitor who asks, the newest first. */
export async function listOwnDeliveries(kernel: Kernel, actor: Actor): Promise<Delivery[]> {
  return actor.kind === 'document-visitor' ? listDeliveriesOf(kernel, actor.id) : [];
}

/** Downloads of a visitor, the newest first. */
export async function listDeliveriesOf(kernel: Kernel, visitor: string): Promise<Delivery[]> {
  return (await rows(kernel).where('visitor', '=', visitor).orderBy('id', 'desc').limit(500).execute()).map(fromRow);
}

/** How often, and when last, a copy began to leave under each of these grants. */
export async function countDownloads(
  kernel: Kernel,
  grants: readonly string[],
): Promise<Map<string, { readonly count: number; readonly last: Date }>> {
  if (grants.length === 0) return new Map();
  const counted = await tables(kernel)
    .selectFrom('documents.delivery')
    .select(({ fn }) => ['access_grant', fn.countAll<string>().as('count'), fn.max('created_at').as('last')])
    .where('access_grant', 'in', [...grants])
    .groupBy('access_grant')
    .execute();
  return new Map(counted.map(({ access_grant, count, last }) => [access_grant, { count: Number(count), last }]));
}

const rows = (kernel: Kernel) => tables(kernel).selectFrom('documents.delivery').selectAll();
type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number];

const fromRow = (row: Row): Delivery => ({
  id: row.id,
  mark: row.mark,
  grant: row.access_grant,
  visitor: row.visitor,
  version: row.version,
  signature: row.signature,
  at: row.created_at,
  // A check constraint holds it.
  outcome: row.outcome as Outcome,
  sent: Number(row.sent),
  size: Number(row.size),
  sha256: row.sha256,
});
