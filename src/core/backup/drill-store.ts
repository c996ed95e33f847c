// The SQL of a restore drill: what is looked at in a restored database.
import { sql } from 'kysely';
import { findDataKeysAfter } from '../crypto/data-key-store.ts';
import type { Db } from '../database/db.ts';
import type { Kernel } from '../kernel.ts';

/** How many data keys these subjects have. */
export async function countDataKeys(db: Db, subjects: readonly string[]): Promise<number> {
  const row = await db
    .selectFrom('core.data_key')
    .select(({ fn }) => fn.countAll<number>().as('keys'))
    .where('subject', '=', sql<string>`any(${subjects})`)
    .executeTakeFirstOrThrow();
  return row.keys;
}

/** Files with whose key seals them, in groups. */
export async function* listFileSubjects(
  db: Db,
): AsyncGenerator<readonly { readonly id: string; readonly subject: string }[], void, undefined> {
  for (let last = ''; ; ) {
    const rows = await db
      .selectFrom('core.file')
      .select(['id', 'subject'])
      .where('id', '>', last)
      .orderBy('id')
      .limit(500)
      .execute();
    const newest = rows.at(-1);
    if (!newest) return;
    yield rows;
    last = newest.id;
  }
}

/**
 * Unwraps every data key, or one of each epoch where the key-encryption keys lie behind a network.
 * @returns how many came out, and how many did not
 */
export async function openEveryDataKey({
  db,
  keyring,
  vault,
}: Kernel): Promise<{ readonly opened: number; readonly broken: number }> {
  if (!keyring.provider.describe().capabilities.worksOffline) {
    const epochs = (await vault.census(db)).length;
    return vault.selfTest(db).then(
      () => ({ opened: epochs, broken: 0 }),
      () => ({ opened: 0, broken: epochs }),
    );
  }
  let [opened, broken] = [0, 0];
  for (let last: Buffer = Buffer.alloc(0); ; ) {
    const keys = await findDataKeysAfter(db, last, 500);
    const newest = keys.at(-1);
    if (!newest) return { opened, broken };
    for (const { id, subject, purpose, wrapped } of keys) {
      const bytes = await keyring.provider
        .unwrap(wrapped, { tenant: 'main', subject, purpose, dataKeyId: id })
        .catch(() => undefined);
      bytes?.fill(0);
      if (bytes) opened += 1;
      else broken += 1;
    }
    last = newest.id;
  }
}
