// All SQL of the program that an admin brings in through the browser: its archive, its key, and how far it is.
import type { Selectable } from 'kysely';
import { after, DAY } from '../clock.ts';
import type { PassphraseKey } from '../crypto/passphrase-key.ts';
import type { Place } from '../crypto/vault.ts';
import type { FileId } from '../files.ts';
import { type Id, isId, newId } from '../ids.ts';
import type { Kernel } from '../kernel.ts';
import type { CoreProgramImport } from '../tables.ts';
import type { MoveProgress } from './export-program.ts';
import type { ImportSummary } from './walk-archive.ts';

export type ImportId = Id<'imp'>;

/** What a page shows of an archive. */
export type ArchiveSummary = {
  readonly from: string;
  readonly at: string;
  readonly schema: string;
  /** By table. */
  readonly rows: Readonly<Record<string, number>>;
  readonly files: number;
  readonly missing: number;
  readonly erased: number;
};

export type ProgramImport = MoveProgress & {
  readonly id: ImportId;
  readonly askedBy: string;
  readonly state: 'checking' | 'ready' | 'refused' | 'confirmed' | 'failed' | 'done';
  readonly file: FileId | undefined;
  /** Bytes. */
  readonly size: number;
  readonly summary: ArchiveSummary | undefined;
  readonly fault: string | undefined;
  readonly createdAt: Date;
  readonly endedAt: Date | undefined;
  /** When the archive is destroyed, taken in or not. */
  readonly endsAt: Date;
};

const TABLE = 'core.program_import';
/** As archives that are made here: a move leaves files of this purpose behind. */
const PURPOSE = 'program-archive';
const SALT_LENGTH = 32;
const placeOfKey = (row: string): Place => ({ table: TABLE, column: 'key', row });

/** The id of an import that is about to come in. */
export const newImportId = (kernel: Pick<Kernel, 'clock' | 'random'>): ImportId =>
  newId('imp', kernel.clock, kernel.random);

/**
 * Keeps an archive as it comes in, with what its passphrase was made into.
 * @returns false when there is one already
 * @throws Refusal file_too_large
 */
export async function insertImport(
  kernel: Kernel,
  id: ImportId,
  {
    askedBy,
    key: { salt, secret },
    content,
    limitBytes,
  }: {
    readonly askedBy: string;
    readonly key: PassphraseKey;
    readonly content: AsyncIterable<Buffer>;
    readonly limitBytes: number;
  },
): Promise<boolean> {
  const file = await kernel.files.store(kernel, {
    subject: id,
    purpose: PURPOSE,
    name: 'program.ttprog',
    mediaType: 'application/octet-stream',
    source: content,
    limitBytes,
  });
  const vault = await kernel.vault.subject(kernel, id);
  const inserted = await kernel.db
    .insertInto(TABLE)
    .values({
      id,
      asked_by: askedBy,
      state: 'checking',
      key: vault.sealBytes(placeOfKey(id), Buffer.concat([salt, secret])),
      file: file.id,
      size: file.size,
      created_at: kernel.clock.now(),
    })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

/** The import there is. @param lock until the transaction ends */
export async function findImport({ db }: Kernel, lock = false): Promise<ProgramImport | undefined> {
  const query = db.selectFrom(TABLE).selectAll();
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  return row && fromRow(row);
}

/** The archive's bytes and its key; undefined when it is gone. */
export async function openImport(
  kernel: Kernel,
  { id, file }: ProgramImport,
): Promise<{ readonly content: AsyncIterable<Buffer>; readonly key: PassphraseKey } | undefined> {
  const row = await kernel.db.selectFrom(TABLE).select('key').where('id', '=', id).executeTakeFirst();
  const vault = row?.key && (await kernel.vault.existing(kernel.db, id));
  const stored = file && (await kernel.files.find(kernel.db, file));
  if (!row?.key || !vault || !stored) return undefined;
  const bytes = vault.openBytes(placeOfKey(id), row.key);
  return {
    content: kernel.files.read(kernel.db, stored),
    key: { salt: bytes.subarray(0, SALT_LENGTH), secret: bytes.subarray(SALT_LENGTH) },
  };
}

export const noteImportProgress = async ({ db }: Kernel, id: string, { done, total }: MoveProgress): Promise<void> => {
  await db.updateTable(TABLE).set({ done, total }).where('id', '=', id).execute();
};

/** The archive is whole and fits. */
export async function noteReady({ db }: Kernel, id: string, { head, end }: ImportSummary): Promise<void> {
  const summary: ArchiveSummary = {
    from: head.from,
    at: head.at,
    schema: head.schema.version,
    rows: end.rows,
    files: end.files,
    missing: end.missing.length,
    erased: end.erased,
  };
  await db
    .updateTable(TABLE)
    .set({ state: 'ready', summary: JSON.stringify(summary) })
    .where('id', '=', id)
    .where('state', '=', 'checking')
    .execute();
}

/** An admin wants it at the next start, or no longer. @returns whether it could be changed */
export async function setConfirmed({ db, clock }: Kernel, id: string, isConfirmed: boolean): Promise<boolean> {
  const changed = await db
    .updateTable(TABLE)
    .set(
      isConfirmed
        ? { state: 'confirmed', confirmed_at: clock.now(), fault: null, ended_at: null }
        : { state: 'ready', confirmed_at: null },
    )
    .where('id', '=', id)
    .where('state', 'in', isConfirmed ? ['ready', 'failed'] : ['confirmed'])
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/** It was refused when it was looked at, or failed when it was to be taken in. @param fault a sentence for the admin */
export async function noteFault(
  { db, clock }: Kernel,
  id: string,
  state: 'refused' | 'failed',
  fault: string,
): Promise<void> {
  await db
    .updateTable(TABLE)
    .set({ state, fault, ended_at: clock.now() })
    .where('id', '=', id)
    .where('state', '<>', 'done')
    .execute();
}

/** It has been taken in: what is left of it says so, without archive and key. */
export async function noteTaken(kernel: Kernel, id: string): Promise<void> {
  for (const file of await kernel.files.list(kernel.db, id, PURPOSE)) await kernel.files.remove(kernel, file);
  await kernel.db
    .updateTable(TABLE)
    .set({ state: 'done', key: null, file: null, ended_at: kernel.clock.now() })
    .where('id', '=', id)
    .execute();
  await kernel.vault.shred(kernel.db, id);
}

/** Destroys the archive, its key and what was known of it. */
export async function removeImport(kernel: Kernel, id: string): Promise<void> {
  await kernel.transaction(async kernel => {
    for (const file of await kernel.files.list(kernel.db, id, PURPOSE)) await kernel.files.remove(kernel, file);
    await kernel.db.deleteFrom(TABLE).where('id', '=', id).execute();
    await kernel.vault.shred(kernel.db, id);
  });
}

function fromRow(row: Selectable<CoreProgramImport>): ProgramImport {
  return {
    // The table's ids and states are made here, and checked by the database.
    id: row.id as ImportId,
    state: row.state as ProgramImport['state'],
    askedBy: row.asked_by,
    done: row.done,
    total: row.total,
    file: row.file !== null && isId('fil', row.file) ? row.file : undefined,
    size: row.size,
    // Written by `noteReady` alone.
    summary: row.summary === null ? undefined : (JSON.parse(row.summary) as ArchiveSummary),
    fault: row.fault ?? undefined,
    createdAt: row.created_at,
    endedAt: row.ended_at ?? undefined,
    endsAt: after(row.created_at, DAY),
  };
}
