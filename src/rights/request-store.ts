// All SQL of requests. A person finds their own, staff that may manage privacy all.
import { type Selectable, sql } from 'kysely';
import { may } from '../catalog/permissions.ts';
import type { Actor } from '../core/actor.ts';
import type { SubjectVault } from '../core/crypto/vault.ts';
import { isId, newId } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';
import { dueFrom, type RequestId, type RequestKind, type RequestState, type RightsRequest } from './request.ts';
import type { RightsRequest as RequestRow, RightsTables } from './tables.ts';

const TABLE = 'rights.request';
type Sealed = 'words' | 'extension_reason' | 'answer';
const place = (column: Sealed, row: string) => ({ table: TABLE, column, row });

/** Adds a request; undefined when the person has a copy, or an erasure, under way already. */
export async function insertRequest(
  kernel: Kernel,
  fresh: {
    readonly person: string;
    readonly kind: RequestKind;
    readonly words?: string;
    readonly runsAt?: Date;
    readonly certificateHash?: Buffer;
  },
): Promise<RequestId | undefined> {
  const { person, kind, words, runsAt, certificateHash } = fresh;
  const id = newId('rrq', kernel.clock, kernel.random);
  const now = kernel.clock.now();
  const vault = words === undefined ? undefined : await kernel.vault.subject(kernel, person);
  const { numInsertedOrUpdatedRows } = await tables(kernel)
    .insertInto(TABLE)
    .values({
      id,
      person,
      kind,
      state: 'open',
      words: vault && words !== undefined ? vault.seal(place('words', id), words) : null,
      created_at: now,
      due_at: dueFrom(now),
      runs_at: runsAt ?? null,
      certificate_hash: certificateHash ?? null,
    })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n ? id : undefined;
}

/** One request that the actor may see: their own, or any for staff that may manage privacy. */
export async function findRequest(kernel: Kernel, actor: Actor, id: string): Promise<RightsRequest | undefined> {
  if (!isId('rrq', id) || actor.kind !== 'person') return undefined;
  let query = tables(kernel).selectFrom(TABLE).selectAll().where('id', '=', id);
  if (!may(actor.staffRole, 'privacy.manage')) query = query.where('person', '=', actor.id);
  return (await openRows(kernel, await query.execute()))[0];
}

/** All of a person's own requests, newest first. */
export async function listRequestsOf(kernel: Kernel, person: string): Promise<RightsRequest[]> {
  const rows = await tables(kernel)
    .selectFrom(TABLE)
    .selectAll()
    .where('person', '=', person)
    .orderBy('id', 'desc')
    .execute();
  return openRows(kernel, rows);
}

/** The person's copy or erasure that is not over yet. */
export async function findLiving(
  kernel: Kernel,
  person: string,
  kind: 'export' | 'erase',
): Promise<RightsRequest | undefined> {
  const rows = await tables(kernel)
    .selectFrom(TABLE)
    .selectAll()
    .where('person', '=', person)
    .where('kind', '=', kind)
    .where('state', 'in', ['open', 'working', 'held', 'ready'])
    .execute();
  return (await openRows(kernel, rows))[0];
}

/** What waits for an answer, the next due first; nothing for whoever may not manage privacy. */
export async function listUnanswered(kernel: Kernel, actor: Actor): Promise<RightsRequest[]> {
  if (!seesAll(actor)) return [];
  const rows = await tables(kernel)
    .selectFrom(TABLE)
    .selectAll()
    .where('state', 'in', ['open', 'working', 'held'])
    .orderBy(({ fn }) => fn.coalesce('extended_to', 'due_at'))
    .orderBy('id')
    .limit(500)
    .execute();
  return openRows(kernel, rows);
}

/** What is over, newest first, fifty a page. @param before continues behind this id */
export async function listAnswered(kernel: Kernel, actor: Actor, before: string | undefined): Promise<RightsRequest[]> {
  if (!seesAll(actor)) return [];
  let query = tables(kernel).selectFrom(TABLE).selectAll().where('state', 'not in', ['open', 'working', 'held']);
  if (before !== undefined) query = query.where('id', '<', before);
  return openRows(
    kernel,
    await query
      .orderBy('id', 'desc')
      .limit(ANSWERED_PAGE + 1)
      .execute(),
  );
}

export const ANSWERED_PAGE = 50;

/** The request, kept by us alone until the transaction ends. For jobs and actions that have found it before. */
export async function lockRequest(kernel: Kernel, id: string): Promise<RightsRequest | undefined> {
  const rows = await tables(kernel).selectFrom(TABLE).selectAll().where('id', '=', id).forUpdate().execute();
  return (await openRows(kernel, rows))[0];
}

export async function moveRequest(
  kernel: Kernel,
  id: string,
  state: RequestState,
  { certificate, end = false }: { readonly certificate?: string; readonly end?: boolean } = {},
): Promise<void> {
  await tables(kernel)
    .updateTable(TABLE)
    .set({
      state,
      ...(certificate !== undefined && { certificate }),
      ...(end && { ended_at: kernel.clock.now() }),
    })
    .where('id', '=', id)
    .execute();
}

/** Keeps the answer of staff and ends the request. */
export async function answerRequest(
  kernel: Kernel,
  { id, person }: Pick<RightsRequest, 'id' | 'person'>,
  answer: { readonly state: 'done' | 'refused'; readonly text: string; readonly by: string },
): Promise<void> {
  const vault = await kernel.vault.subject(kernel, person);
  await tables(kernel)
    .updateTable(TABLE)
    .set({
      state: answer.state,
      answer: vault.seal(place('answer', id), answer.text),
      answered_by: answer.by,
      ended_at: kernel.clock.now(),
    })
    .where('id', '=', id)
    .execute();
}

/** Takes more time. */
export async function extendRequest(
  kernel: Kernel,
  { id, person }: Pick<RightsRequest, 'id' | 'person'>,
  { to, reason }: { readonly to: Date; readonly reason: string },
): Promise<void> {
  const vault = await kernel.vault.subject(kernel, person);
  await tables(kernel)
    .updateTable(TABLE)
    .set({ extended_to: to, extension_reason: vault.seal(place('extension_reason', id), reason) })
    .where('id', '=', id)
    .execute();
}

/** Erasures whose time has come, or that were begun and not finished. */
export async function listDueErasures(kernel: Kernel): Promise<string[]> {
  const rows = await tables(kernel)
    .selectFrom(TABLE)
    .select('id')
    .where('kind', '=', 'erase')
    .where('state', 'in', ['open', 'working'])
    .where('runs_at', '<=', kernel.clock.now())
    .orderBy('runs_at')
    .limit(1000)
    .execute();
  return rows.map(({ id }) => id);
}

/** The erasure of a person that waits for a legal hold to end. */
export async function findHeldErasure(kernel: Kernel, person: string): Promise<string | undefined> {
  const row = await tables(kernel)
    .selectFrom(TABLE)
    .select('id')
    .where('person', '=', person)
    .where('kind', '=', 'erase')
    .where('state', '=', 'held')
    .executeTakeFirst();
  return row?.id;
}

/** What the holder of a certificate's address finds: how far the erasure is, and the certificate once there is one. */
export async function findByCertificate(
  kernel: Kernel,
  hash: Buffer,
): Promise<
  | {
      readonly id: string;
      readonly state: RequestState;
      readonly createdAt: Date;
      readonly runsAt: Date | null;
      readonly certificate: string | null;
    }
  | undefined
> {
  const row = await tables(kernel)
    .selectFrom(TABLE)
    .select(['id', 'state', 'created_at as createdAt', 'runs_at as runsAt', 'certificate'])
    .where('certificate_hash', '=', hash)
    .executeTakeFirst();
  return row && { ...row, state: row.state as RequestState };
}

/** Empties what is in words; that there was a request stays. */
export async function forgetWords(kernel: Kernel, person: string): Promise<void> {
  await tables(kernel)
    .updateTable(TABLE)
    .set({ words: null, answer: null, extension_reason: null })
    .where('person', '=', person)
    .execute();
}

/** Requests by person in the database, for an export's check. */
export async function countRequestsOf(kernel: Kernel, person: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from rights.request where person = ${person}`.execute(kernel.db);
  return rows[0]?.count ?? 0;
}

/** How many wait for an answer beyond their deadline. */
export async function countLate({ db, clock }: Kernel): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from rights.request
     where state in ('open', 'working') and coalesce(extended_to, due_at) < ${clock.now()}`.execute(db);
  return rows[0]?.count ?? 0;
}

const tables = ({ db }: Kernel) => db.withTables<RightsTables>();

const seesAll = (actor: Actor): boolean => actor.kind === 'person' && may(actor.staffRole, 'privacy.manage');

async function openRows(kernel: Kernel, rows: readonly Selectable<RequestRow>[]): Promise<RightsRequest[]> {
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ person }) => person),
  );
  return rows.map(row => openRow(row, vaults.get(row.person)));
}

function openRow(row: Selectable<RequestRow>, vault: SubjectVault | undefined): RightsRequest {
  const open = (column: Sealed): string | undefined => {
    const sealed = row[column];
    return sealed && vault ? vault.open(place(column, row.id), sealed) : undefined;
  };
  return {
    // Ids, kinds and states are made here, and checked by the database.
    id: row.id as RequestId,
    person: row.person,
    kind: row.kind as RequestKind,
    state: row.state as RequestState,
    words: open('words'),
    createdAt: row.created_at,
    dueAt: row.due_at,
    extended: row.extended_to === null ? undefined : { to: row.extended_to, reason: open('extension_reason') },
    runsAt: row.runs_at ?? undefined,
    answer: row.answered_by === null ? undefined : { text: open('answer'), by: row.answered_by },
    endedAt: row.ended_at ?? undefined,
  };
}
