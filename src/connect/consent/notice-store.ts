// All SQL of notices: what an owner saw when allowing, sealed beside the grant.
import type { Person } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ConnectTables } from '../tables.ts';

const TABLE = 'connect.grant';

/** What the owner saw, word for word; undefined for grants given without a page. */
export async function readNotice(kernel: Kernel, actor: Pick<Person, 'id'>, id: string): Promise<string | undefined> {
  const row = await kernel.db
    .withTables<ConnectTables>()
    .selectFrom(TABLE)
    .select('notice')
    .where('owner', '=', actor.id)
    .where('id', '=', id)
    .executeTakeFirst();
  const vault = row?.notice ? await kernel.vault.existing(kernel.db, actor.id) : undefined;
  return row?.notice && vault ? vault.open(placeOfNotice(id), row.notice) : undefined;
}

/** Empties the notices of a person who is erased. @param kept grants whose notices stay */
export async function deleteNotices(kernel: Kernel, owner: string, kept: readonly string[] = []): Promise<void> {
  await kernel.db
    .withTables<ConnectTables>()
    .updateTable(TABLE)
    .set({ notice: null, notice_sha256: null })
    .where('owner', '=', owner)
    .$if(kept.length > 0, query => query.where('id', 'not in', [...kept]))
    .execute();
}

/** Everything that the person saw for grants that stand or ended, by grant. */
export async function listNotices(
  kernel: Kernel,
  actor: Pick<Person, 'id'>,
): Promise<{ readonly grant: string; readonly text: string }[]> {
  const rows = await kernel.db
    .withTables<ConnectTables>()
    .selectFrom(TABLE)
    .select(['id', 'notice'])
    .where('owner', '=', actor.id)
    .where('notice', 'is not', null)
    .execute();
  const vault = rows.length === 0 ? undefined : await kernel.vault.existing(kernel.db, actor.id);
  if (vault === undefined) return [];
  return rows.flatMap(({ id, notice }) => (notice ? [{ grant: id, text: vault.open(placeOfNotice(id), notice) }] : []));
}

/** Where a notice is sealed. */
export const placeOfNotice = (row: string) => ({ table: TABLE, column: 'notice', row });
