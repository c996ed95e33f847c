// Looks into sealed columns without opening them: whether what lies there has the form of ciphertext.
import { sql } from 'kysely';
import { sealedWith } from '../crypto/envelope.ts';
import { readDataInventory } from './data-inventory.ts';
import type { Db } from './db.ts';

/** Data keys are wrapped by the key provider in its own form; whether they open is another check. */
const WRAPPED = 'core.data_key.wrapped';

/** How many values of a column are looked at. */
const SAMPLE = 200;

export type SealedSample = {
  readonly columns: number;
  readonly values: number;
  /** Columns, as `schema.table.column`, that hold something that is no ciphertext. */
  readonly open: readonly string[];
};

/** Takes the newest values of every column that is called sealed. */
export async function sampleSealedColumns(db: Db): Promise<SealedSample> {
  const columns = (await readDataInventory(db)).filter(
    ({ class: its, table, column }) => its === 'sealed' && `${table}.${column}` !== WRAPPED,
  );
  let values = 0;
  const open: string[] = [];
  for (const { table, column } of columns) {
    const { rows } = await sql<{ value: Buffer }>`
      select ${sql.ref(column)} as value from ${sql.table(table)} where ${sql.ref(column)} is not null
      order by ctid desc limit ${SAMPLE}`.execute(db);
    values += rows.length;
    if (rows.some(({ value }) => sealedWith(value) === undefined)) open.push(`${table}.${column}`);
  }
  return { columns: columns.length, values, open };
}
