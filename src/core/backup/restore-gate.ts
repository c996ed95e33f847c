// Keeps a database shut while a backup is loaded into it, until those who were erased since are erased there too.
import type pg from 'pg';
import { OperatorFault } from '../operator-fault.ts';
import { RESTORE } from './copy-store.ts';

/** Being loaded, or loaded and without the erasures that came after the backup. */
export type RestoreState = 'loading' | 'loaded';

/** The database was loaded from a backup and must not be used yet. */
export class RestoreUnfinished extends OperatorFault {
  override name = 'RestoreUnfinished';
}

/** What a restore has left here; undefined when there was none, or when it is finished. */
export async function findRestore(client: pg.Pool | pg.ClientBase): Promise<RestoreState | undefined> {
  const exists = await client.query<{ table: string | null }>(`select to_regclass('core.installation') as table`);
  if (exists.rows[0]?.table == null) return undefined;
  const { rows } = await client.query<{ value: string }>('select value from core.installation where name = $1', [
    RESTORE,
  ]);
  const [row] = rows;
  return row && (row.value === 'loaded' ? 'loaded' : 'loading');
}

export const markRestore = (client: pg.Pool | pg.ClientBase, state: RestoreState): Promise<unknown> =>
  client.query(
    `insert into core.installation (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value`,
    [RESTORE, state],
  );

/** Opens it. Only once every entry of the ledger of erasures has been carried out. */
export const finishRestore = (client: pg.Pool | pg.ClientBase): Promise<unknown> =>
  client.query('delete from core.installation where name = $1', [RESTORE]);

/** @throws RestoreUnfinished while a restore is on its way */
export async function refuseUnfinishedRestore(client: pg.Pool): Promise<void> {
  const state = await findRestore(client);
  if (state === 'loading')
    throw new RestoreUnfinished(
      'a restore into this database was begun and not finished: run telltale restore again with the backup. Nothing opens before.',
    );
  if (state === 'loaded')
    throw new RestoreUnfinished(
      'a backup was loaded into this database, and the erasures that came after it have not been carried out: run telltale restore --finish. Nothing opens before.',
    );
}
