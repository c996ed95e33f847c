// All SQL of corrections of the public log.

import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { RecordTables } from '../tables.ts';
import type { WaitingCorrection } from './corrections.ts';

export type Correction = WaitingCorrection & {
  readonly id: string;
  readonly madeAt: Date;
  /** By which it was published; null while it waits. */
  readonly edition: number | null;
};

const TABLE = 'record.correction';

/** Adds a correction that waits for the next edition; false when there is one of the same already. */
export async function addCorrection(kernel: Kernel, by: string, { pseudonym, line, why }: WaitingCorrection) {
  const added = await tables(kernel)
    .insertInto(TABLE)
    .values({
      id: newId('cor', kernel.clock, kernel.random),
      pseudonym,
      line,
      why,
      made_by: by,
      made_at: kernel.clock.now(),
      edition: null,
    })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}

/** All corrections, newest first; only published ones for the public. */
export async function listCorrections(kernel: Kernel, which: 'all' | 'published'): Promise<Correction[]> {
  const rows = await tables(kernel)
    .selectFrom(TABLE)
    .selectAll()
    .$if(which === 'published', query => query.where('edition', 'is not', null))
    .orderBy('id', 'desc')
    .limit(500)
    .execute();
  return rows.map(({ id, pseudonym, line, why, made_at, edition }) => ({
    id,
    pseudonym,
    line,
    why,
    madeAt: made_at,
    edition,
  }));
}

/** Those that wait, the oldest first; locked until the transaction ends. */
export async function takeWaiting(kernel: Kernel): Promise<Correction[]> {
  const rows = await tables(kernel)
    .selectFrom(TABLE)
    .selectAll()
    .where('edition', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map(({ id, pseudonym, line, why, made_at }) => ({
    id,
    pseudonym,
    line,
    why,
    madeAt: made_at,
    edition: null,
  }));
}

export async function notePublished(kernel: Kernel, ids: readonly string[], edition: number): Promise<void> {
  if (ids.length === 0) return;
  await tables(kernel).updateTable(TABLE).set({ edition }).where('id', 'in', ids).execute();
}

/** Takes back a correction that waits; false when it is published. */
export async function removeCorrection(kernel: Kernel, id: string): Promise<boolean> {
  const removed = await tables(kernel)
    .deleteFrom(TABLE)
    .where('id', '=', id)
    .where('edition', 'is', null)
    .executeTakeFirst();
  return removed.numDeletedRows === 1n;
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<RecordTables>();
