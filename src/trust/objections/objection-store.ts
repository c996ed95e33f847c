// All SQL of objections: address and words sealed under a key of each, which goes with it.
import { type Actor, actorId } from '../../core/actor.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { TrustTables } from '../tables.ts';
import type { Objection, Outcome } from './objection.ts';

const TABLE = 'trust.objection';

/** @param address normalized */
export const objectorIndex = ({ vault }: Pick<Kernel, 'vault'>, address: string): Buffer =>
  vault.blindIndex('trust.objector-email', address);

export type NewObjection = {
  readonly subprocessor: string;
  /** Normalized. */
  readonly email: string;
  readonly words: string;
  /** Whoever is signed in has proven the address; others have not. */
  readonly person: string | undefined;
};

export async function insertObjection(kernel: Kernel, one: NewObjection): Promise<string> {
  const id = newId('tob', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, id);
  const now = kernel.clock.now();
  await tables(kernel)
    .insertInto('trust.objection')
    .values({
      id,
      subprocessor: one.subprocessor,
      person: one.person ?? null,
      state: one.person === undefined ? 'asked' : 'made',
      email: vault.seal({ table: TABLE, column: 'email', row: id }, one.email),
      email_index: objectorIndex(kernel, one.email),
      words: vault.seal({ table: TABLE, column: 'words', row: id }, one.words),
      asked_at: now,
      made_at: one.person === undefined ? null : now,
      outcome: null,
      answer: null,
      answered_at: null,
      answered_by: null,
    })
    .execute();
  return id;
}

/** For whoever holds the link to it, which its caller has checked. */
export async function findObjection(kernel: Kernel, id: string): Promise<Objection | undefined> {
  const found = await rows(kernel).where('id', '=', id).execute();
  return (await openRows(kernel, found))[0];
}

/**
 * For the team: those whose address is proven, the newest first.
 * @param waiting only those without an answer
 * @param before the id from which on older ones are listed
 */
export async function listObjections(
  kernel: Kernel,
  {
    waiting,
    before,
    limit,
  }: { readonly waiting: boolean; readonly before: string | undefined; readonly limit: number },
): Promise<Objection[]> {
  let query = rows(kernel).where('state', 'in', waiting ? ['made'] : ['made', 'answered']);
  if (before !== undefined) query = query.where('id', '<', before);
  return openRows(kernel, await query.orderBy('id', 'desc').limit(limit).execute());
}

/** Those of a person, or of their address once it was proven. @param address normalized */
export async function listObjectionsOf(kernel: Kernel, person: string, address: string): Promise<Objection[]> {
  const found = await rows(kernel)
    .where(({ eb, and, or }) =>
      or([
        eb('person', '=', person),
        and([eb('email_index', '=', objectorIndex(kernel, address)), eb('state', '!=', 'asked')]),
      ]),
    )
    .orderBy('asked_at')
    .execute();
  return openRows(kernel, found);
}

/** @returns false when its address was proven before */
export async function confirmObjection(kernel: Kernel, id: string): Promise<boolean> {
  const { numUpdatedRows } = await tables(kernel)
    .updateTable('trust.objection')
    .set({ state: 'made', made_at: kernel.clock.now() })
    .where('id', '=', id)
    .where('state', '=', 'asked')
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** @returns false when somebody else has answered it */
export async function answerObjection(
  kernel: Kernel,
  actor: Actor,
  id: string,
  { outcome, words }: { readonly outcome: Outcome; readonly words: string },
): Promise<boolean> {
  const vault = await kernel.vault.subject(kernel, id);
  const { numUpdatedRows } = await tables(kernel)
    .updateTable('trust.objection')
    .set({
      state: 'answered',
      outcome,
      answer: vault.seal({ table: TABLE, column: 'answer', row: id }, words),
      answered_at: kernel.clock.now(),
      answered_by: actorId(actor),
    })
    .where('id', '=', id)
    .where('state', '=', 'made')
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** Removes whose address was not proven before the moment, with their keys. */
export async function removeUnproven(kernel: Kernel, before: Date): Promise<void> {
  const gone = await tables(kernel)
    .deleteFrom('trust.objection')
    .where('state', '=', 'asked')
    .where('asked_at', '<', before)
    .returning('id')
    .execute();
  for (const { id } of gone) await kernel.vault.shred(kernel.db, id);
}

export async function removeObjections(kernel: Kernel, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await tables(kernel).deleteFrom('trust.objection').where('id', '=', id).execute();
    await kernel.vault.shred(kernel.db, id);
  }
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<TrustTables>();
const rows = (kernel: Kernel) => tables(kernel).selectFrom('trust.objection').selectAll();

type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number];

async function openRows(kernel: Kernel, found: readonly Row[]): Promise<Objection[]> {
  const vaults = await kernel.vault.subjects(
    kernel.db,
    found.map(({ id }) => id),
  );
  return found.flatMap(row => {
    const vault = vaults.get(row.id);
    // Shredded a moment ago.
    if (!vault) return [];
    const open = (column: string, sealed: Buffer) => vault.open({ table: TABLE, column, row: row.id }, sealed);
    return [
      {
        id: row.id,
        subprocessor: row.subprocessor,
        // Check constraints hold both to their types.
        state: row.state as Objection['state'],
        email: open('email', row.email),
        words: open('words', row.words),
        askedAt: row.asked_at,
        madeAt: row.made_at,
        answer:
          row.answer === null || row.answered_at === null
            ? null
            : { outcome: row.outcome as Outcome, words: open('answer', row.answer), at: row.answered_at },
      },
    ];
  });
}
