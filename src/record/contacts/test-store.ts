// All SQL of the tests of contacts. Addresses and findings are public; nothing here is about a person.
import { sql } from 'kysely';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { RecordTables } from '../tables.ts';

const TEST = 'record.contact_test';

/** `waiting`: a mail is under way. `unsure`: nothing is wrong, but it is not shown to work either. */
export type TestState = 'waiting' | 'works' | 'fails' | 'unsure';

export type ContactTest = {
  readonly id: string;
  readonly contact: string;
  readonly at: Date;
  readonly state: TestState;
  readonly finding: string;
  /** Names its mail, when it sent one. */
  readonly probe: string | null;
  readonly doneAt: Date | null;
};

export type NewTest = Pick<ContactTest, 'contact' | 'state' | 'finding'> & { readonly probe?: string };

/** Adds a test; gives its id. */
export async function addTest(kernel: Kernel, { contact, state, finding, probe }: NewTest): Promise<string> {
  const id = newId('ctt', kernel.clock, kernel.random);
  const now = kernel.clock.now();
  await tables(kernel)
    .insertInto(TEST)
    .values({
      id,
      contact,
      state,
      finding,
      created_at: now,
      probe: probe ?? null,
      done_at: state === 'waiting' ? null : now,
    })
    .execute();
  return id;
}

/** Ends a test that waits; gives whether it did. */
export async function endTest(
  kernel: Kernel,
  id: string,
  { state, finding }: { readonly state: Exclude<TestState, 'waiting'>; readonly finding: string },
): Promise<boolean> {
  const { numUpdatedRows } = await tables(kernel)
    .updateTable(TEST)
    .set({ state, finding, done_at: kernel.clock.now() })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** The test whose mail has this name. */
export async function findByProbe(kernel: Kernel, probe: string): Promise<ContactTest | undefined> {
  const row = await tables(kernel).selectFrom(TEST).selectAll().where('probe', '=', probe).executeTakeFirst();
  return row && openTest(row);
}

/** Tests that have waited since before a moment. */
export async function listWaiting(kernel: Kernel, before: Date): Promise<ContactTest[]> {
  const rows = await tables(kernel)
    .selectFrom(TEST)
    .selectAll()
    .where('state', '=', 'waiting')
    .where('created_at', '<=', before)
    .orderBy('id')
    .limit(100)
    .execute();
  return rows.map(openTest);
}

/** A contact's tests, the newest first. */
export async function listTests(kernel: Kernel, contact: string, limit: number): Promise<ContactTest[]> {
  const rows = await tables(kernel)
    .selectFrom(TEST)
    .selectAll()
    .where('contact', '=', contact)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(openTest);
}

/** When a contact last worked. */
export async function lastGood(kernel: Kernel, contact: string): Promise<Date | null> {
  const row = await tables(kernel)
    .selectFrom(TEST)
    .select('done_at')
    .where('contact', '=', contact)
    .where('state', '=', 'works')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.done_at ?? null;
}

/** The newest test of each contact that was begun since a moment and has ended. */
export async function newestTests(kernel: Kernel, since: Date): Promise<ContactTest[]> {
  const { rows } = await sql<Parameters<typeof openTest>[0]>`
    select distinct on (contact) * from record.contact_test
     where done_at is not null and created_at >= ${since} order by contact, id desc`.execute(kernel.db);
  return rows.map(openTest);
}

export type LastTest = { readonly at: Date; readonly all: number; readonly fails: number; readonly unsure: number };

/** How it stands: the newest test of each contact that was begun within a day of the newest of all. */
export async function lastTest(kernel: Kernel): Promise<LastTest | undefined> {
  const { rows } = await sql<{ at: Date | null; all: number; fails: number; unsure: number }>`
    with newest as (
      select distinct on (contact) * from record.contact_test
       where done_at is not null
         and created_at >= (select max(created_at) from record.contact_test where done_at is not null) - interval '1 day'
       order by contact, id desc
    )
    select max(created_at) as at, count(*)::int as all,
           count(*) filter (where state = 'fails')::int as fails, count(*) filter (where state = 'unsure')::int as unsure
      from newest`.execute(kernel.db);
  const [row] = rows;
  return row && row.at !== null ? { at: row.at, all: row.all, fails: row.fails, unsure: row.unsure } : undefined;
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<RecordTables>();

// A check constraint holds the state to the type named.
const openTest = (row: {
  id: string;
  contact: string;
  created_at: Date;
  state: string;
  finding: string;
  probe: string | null;
  done_at: Date | null;
}): ContactTest => ({
  id: row.id,
  contact: row.contact,
  at: row.created_at,
  state: row.state as TestState,
  finding: row.finding,
  probe: row.probe,
  doneAt: row.done_at,
});
