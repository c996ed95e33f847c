// All SQL of archives that admins ask for in the browser, and of their bytes.
import { type Selectable, sql } from 'kysely';
import { after, DAY } from '../clock.ts';
import type { PassphraseKey } from '../crypto/passphrase-key.ts';
import type { Place } from '../crypto/vault.ts';
import type { FileId } from '../files.ts';
import { type Id, isId, newId } from '../ids.ts';
import type { Kernel } from '../kernel.ts';
import type { CoreProgramArchive } from '../tables.ts';
import type { MoveProgress } from './export-program.ts';

export type ArchiveId = Id<'arc'>;

export type ProgramArchive = MoveProgress & {
  readonly id: ArchiveId;
  readonly askedBy: string;
  readonly state: 'waiting' | 'making' | 'ready' | 'failed';
  /** When it is ready. */
  readonly file: FileId | undefined;
  /** Bytes. */
  readonly size: number | undefined;
  readonly createdAt: Date;
  /** When it is destroyed. */
  readonly endsAt: Date;
};

const TABLE = 'core.program_archive';
/** In core.file: a move leaves files of this purpose behind. */
const PURPOSE = 'program-archive';
const SALT_LENGTH = 32;
const placeOfKey = (row: string): Place => ({ table: TABLE, column: 'key', row });

/** Notes that somebody wants an archive; undefined while one is being made. */
export async function insertArchive(
  kernel: Kernel,
  askedBy: string,
  { salt, secret }: PassphraseKey,
): Promise<ArchiveId | undefined> {
  const id = newId('arc', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, id);
  const key = vault.sealBytes(placeOfKey(id), Buffer.concat([salt, secret]));
  const inserted = await kernel.db
    .insertInto(TABLE)
    .values({ id, asked_by: askedBy, state: 'waiting', key, created_at: kernel.clock.now() })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n ? id : undefined;
}

/** The newest archive that this admin asked for and that is not over. */
export async function findOwnArchive({ db, clock }: Kernel, askedBy: string): Promise<ProgramArchive | undefined> {
  const row = await db
    .selectFrom(TABLE)
    .selectAll()
    .where('asked_by', '=', askedBy)
    .where('created_at', '>', after(clock.now(), -DAY))
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && fromRow(row);
}

/** Whether somebody's archive is being made. */
export const isAnyBeingMade = async ({ db }: Kernel): Promise<boolean> =>
  (await db.selectFrom(TABLE).select('id').where('state', 'in', ['waiting', 'making']).executeTakeFirst()) !==
  undefined;

/** What the passphrase was made into; undefined unless the archive is still to be made. Marks it as being made. */
export async function beginArchive(kernel: Kernel, id: string): Promise<PassphraseKey | undefined> {
  const row = await kernel.db
    .updateTable(TABLE)
    .set({ state: 'making', done: 0 })
    .where('id', '=', id)
    .where('state', 'in', ['waiting', 'making'])
    .returning('key')
    .executeTakeFirst();
  const vault = row?.key && (await kernel.vault.existing(kernel.db, id));
  if (!row?.key || !vault) return undefined;
  const bytes = vault.openBytes(placeOfKey(id), row.key);
  return { salt: bytes.subarray(0, SALT_LENGTH), secret: bytes.subarray(SALT_LENGTH) };
}

export const noteProgress = async ({ db }: Kernel, id: string, { done, total }: MoveProgress): Promise<void> => {
  await db.updateTable(TABLE).set({ done, total }).where('id', '=', id).execute();
};

/** Keeps the archive's bytes, and forgets the key that sealed them. */
export async function finishArchive(kernel: Kernel, id: string, source: AsyncIterable<Buffer>): Promise<void> {
  const file = await kernel.files.store(kernel, {
    subject: id,
    purpose: PURPOSE,
    name: 'program.ttprog',
    mediaType: 'application/octet-stream',
    source,
    limitBytes: Number.MAX_SAFE_INTEGER,
  });
  await kernel.db
    .updateTable(TABLE)
    .set({ state: 'ready', key: null, file: file.id, size: file.size, ready_at: kernel.clock.now(), done: sql`total` })
    .where('id', '=', id)
    .execute();
}

export const failArchive = async ({ db }: Kernel, id: string): Promise<void> => {
  await db.updateTable(TABLE).set({ state: 'failed', key: null }).where('id', '=', id).execute();
};

/** Destroys the archive: its row, its bytes, and the key of both. */
export async function removeArchive(kernel: Kernel, id: string): Promise<void> {
  await kernel.transaction(async kernel => {
    for (const file of await kernel.files.list(kernel.db, id, PURPOSE)) await kernel.files.remove(kernel, file);
    await kernel.db.deleteFrom(TABLE).where('id', '=', id).execute();
    await kernel.vault.shred(kernel.db, id);
  });
}

/** Archives that are a day old. */
export async function listOverdueArchives({ db, clock }: Kernel): Promise<string[]> {
  const rows = await db.selectFrom(TABLE).select('id').where('created_at', '<=', after(clock.now(), -DAY)).execute();
  return rows.map(({ id }) => id);
}

function fromRow(row: Selectable<CoreProgramArchive>): ProgramArchive {
  return {
    // The table's ids and states are made here, and checked by the database.
    id: row.id as ArchiveId,
    state: row.state as ProgramArchive['state'],
    askedBy: row.asked_by,
    done: row.done,
    total: row.total,
    file: row.file !== null && isId('fil', row.file) ? row.file : undefined,
    size: row.size ?? undefined,
    createdAt: row.created_at,
    endsAt: after(row.created_at, DAY),
  };
}
