// All SQL of the public log: its lines, its editions, and what was published about reports. All of it is public.
import type { Kernel } from '../../core/kernel.ts';
import type { Figures } from '../figures/figures.ts';
import type { RecordTables } from '../tables.ts';
import type { Edition, Statement } from './edition.ts';
import type { LogLine } from './event.ts';

/** An edition whose place in the audit log and signature may still be missing. */
export type KeptEdition = {
  readonly statement: Statement;
  readonly figures: Figures;
  readonly entry: string;
  readonly signed: Edition | null;
};

/** All lines so far, in order. */
export async function listLines(kernel: Kernel): Promise<LogLine[]> {
  const rows = await tables(kernel).selectFrom('record.line').select('text').orderBy('n').execute();
  // Only `addEdition` writes this column.
  return rows.map(({ text }) => JSON.parse(text) as LogLine);
}

/** The newest edition, or the newest that is signed: what the public sees. */
export async function findLastEdition(kernel: Kernel, which: 'any' | 'signed'): Promise<KeptEdition | undefined> {
  const row = await tables(kernel)
    .selectFrom('record.edition')
    .selectAll()
    .$if(which === 'signed', query => query.where('signed', 'is not', null))
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && openEdition(row);
}

/** The editions that nobody has signed yet, the oldest first. */
export async function listUnsigned(kernel: Kernel): Promise<KeptEdition[]> {
  const rows = await tables(kernel)
    .selectFrom('record.edition')
    .selectAll()
    .where('signed', 'is', null)
    .orderBy('number')
    .execute();
  return rows.map(openEdition);
}

export type NewEdition = {
  readonly statement: Statement;
  /** As canonical JSON. */
  readonly statementText: string;
  readonly figuresText: string;
  readonly lines: readonly { readonly n: number; readonly text: string }[];
  readonly entry: string;
};

/** Adds an edition with its lines; a second one of the same number fails. */
export async function addEdition(kernel: Kernel, edition: NewEdition): Promise<void> {
  const { statement, statementText, figuresText, lines, entry } = edition;
  await tables(kernel)
    .insertInto('record.edition')
    .values({
      number: statement.number,
      statement: statementText,
      figures: figuresText,
      entry,
      signed: null,
      made_at: kernel.clock.now(),
    })
    .execute();
  for (let at = 0; at < lines.length; at += BATCH)
    await tables(kernel)
      .insertInto('record.line')
      .values(lines.slice(at, at + BATCH).map(({ n, text }) => ({ n, text, edition: statement.number })))
      .execute();
}

const BATCH = 5000;

/** Keeps the signature of an edition; the first one stays. */
export async function keepSignature(kernel: Kernel, number: number, signed: string): Promise<void> {
  await tables(kernel)
    .updateTable('record.edition')
    .set({ signed })
    .where('number', '=', number)
    .where('signed', 'is', null)
    .execute();
}

/** The file: the lines of each signed edition, and the edition itself after them. */
export async function readLogText(kernel: Kernel): Promise<string> {
  const editions = await tables(kernel)
    .selectFrom('record.edition')
    .select(['number', 'signed'])
    .where('signed', 'is not', null)
    .orderBy('number')
    .execute();
  const lines = await tables(kernel).selectFrom('record.line').select(['edition', 'text']).orderBy('n').execute();
  const byEdition = Map.groupBy(lines, ({ edition }) => edition);
  return editions
    .flatMap(({ number, signed }) => [...(byEdition.get(number) ?? []).map(({ text }) => text), signed ?? ''])
    .map(text => `${text}\n`)
    .join('');
}

/** Notes when something was first published about a report. */
export async function notePublication(kernel: Kernel, report: string): Promise<void> {
  await tables(kernel)
    .insertInto('record.publication')
    .values({ report, published_at: kernel.clock.now() })
    .onConflict(conflict => conflict.column('report').doNothing())
    .execute();
}

/** When something was first published, by report. */
export async function listPublications(kernel: Kernel): Promise<ReadonlyMap<string, Date>> {
  const rows = await tables(kernel).selectFrom('record.publication').selectAll().execute();
  return new Map(rows.map(({ report, published_at }) => [report, published_at]));
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<RecordTables>();

// Only this file writes these columns.
const openEdition = (row: {
  statement: string;
  figures: string;
  entry: string;
  signed: string | null;
}): KeptEdition => ({
  statement: JSON.parse(row.statement) as Statement,
  figures: JSON.parse(row.figures) as Figures,
  entry: row.entry,
  signed: row.signed === null ? null : (JSON.parse(row.signed) as Edition),
});
