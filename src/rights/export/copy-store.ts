// All SQL of copies of somebody's data, and of their bytes.
import type { FileId } from '../../core/files.ts';
import { isId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { RightsTables } from '../tables.ts';
import type { Manifest } from './archive-shape.ts';

export type Copy = {
  readonly request: string;
  readonly isSealed: boolean;
  readonly done: number;
  readonly total: number;
  readonly file: FileId | undefined;
  /** Bytes. */
  readonly size: number | undefined;
  /** What the archive's lists hold; undefined until it is ready. */
  readonly parts: Manifest['parts'] | undefined;
  readonly readyAt: Date | undefined;
  readonly endsAt: Date | undefined;
  readonly takenAt: Date | undefined;
};

const TABLE = 'rights.copy';
/** In core.file: a move leaves files of this purpose behind. */
const PURPOSE = 'personal-data-copy';
const place = (row: string) => ({ table: TABLE, column: 'recipient', row });

export async function insertCopy(
  kernel: Kernel,
  { request, person, recipient }: { readonly request: string; readonly person: string; readonly recipient?: string },
): Promise<void> {
  const vault = recipient === undefined ? undefined : await kernel.vault.subject(kernel, person);
  await tables(kernel)
    .insertInto(TABLE)
    .values({
      request,
      recipient: vault && recipient !== undefined ? vault.seal(place(request), recipient) : null,
      created_at: kernel.clock.now(),
    })
    .execute();
}

export async function findCopy(kernel: Kernel, request: string): Promise<Copy | undefined> {
  const row = await tables(kernel).selectFrom(TABLE).selectAll().where('request', '=', request).executeTakeFirst();
  return (
    row && {
      request,
      isSealed: row.recipient !== null,
      done: row.done,
      total: row.total,
      file: row.file !== null && isId('fil', row.file) ? row.file : undefined,
      size: row.size ?? undefined,
      // Written by `finishCopy` alone.
      parts: row.counts === null ? undefined : (JSON.parse(row.counts) as Manifest['parts']),
      readyAt: row.ready_at ?? undefined,
      endsAt: row.ends_at ?? undefined,
      takenAt: row.taken_at ?? undefined,
    }
  );
}

/** The age recipient that the person named; undefined when they named none. */
export async function recipientOf(kernel: Kernel, request: string, person: string): Promise<string | undefined> {
  const row = await tables(kernel)
    .selectFrom(TABLE)
    .select('recipient')
    .where('request', '=', request)
    .executeTakeFirst();
  const vault = row?.recipient ? await kernel.vault.existing(kernel.db, person) : undefined;
  return row?.recipient && vault ? vault.open(place(request), row.recipient) : undefined;
}

export const noteRows = async (kernel: Kernel, request: string, done: number, total?: number): Promise<void> => {
  await tables(kernel)
    .updateTable(TABLE)
    .set({ done, ...(total !== undefined && { total }) })
    .where('request', '=', request)
    .execute();
};

/** Stores the bytes under a key of their own. */
export const storeCopy = (kernel: Kernel, request: string, name: string, source: AsyncIterable<Buffer>) =>
  kernel.files.store(kernel, {
    subject: request,
    purpose: PURPOSE,
    name,
    mediaType: 'application/octet-stream',
    source,
    limitBytes: Number.MAX_SAFE_INTEGER,
  });

export async function finishCopy(
  kernel: Kernel,
  request: string,
  made: {
    readonly file: FileId;
    readonly size: number;
    readonly parts: Manifest['parts'];
    readonly rows: number;
    readonly endsAt: Date;
  },
): Promise<void> {
  const { file, size, parts, rows, endsAt } = made;
  await tables(kernel)
    .updateTable(TABLE)
    .set({
      file,
      size,
      counts: JSON.stringify(parts),
      done: rows,
      total: rows,
      ready_at: kernel.clock.now(),
      ends_at: endsAt,
    })
    .where('request', '=', request)
    .execute();
}

export const noteTaken = async (kernel: Kernel, request: string): Promise<void> => {
  await tables(kernel)
    .updateTable(TABLE)
    .set({ taken_at: kernel.clock.now() })
    .where('request', '=', request)
    .execute();
};

/** Destroys the bytes and the key that sealed them. */
export async function destroyCopy(kernel: Kernel, request: string): Promise<void> {
  for (const file of await kernel.files.list(kernel.db, request, PURPOSE)) await kernel.files.remove(kernel, file);
  await tables(kernel)
    .updateTable(TABLE)
    .set({ file: null, recipient: null, ends_at: null })
    .where('request', '=', request)
    .execute();
  await kernel.vault.shred(kernel.db, request);
}

/** Copies whose time is over, a hundred a call. */
export async function listOverCopies(kernel: Kernel): Promise<string[]> {
  const rows = await tables(kernel)
    .selectFrom(TABLE)
    .select('request')
    .where('ends_at', '<=', kernel.clock.now())
    .limit(100)
    .execute();
  return rows.map(({ request }) => request);
}

/** Every copy of a person, for their erasure. */
export async function listCopiesOf(kernel: Kernel, person: string): Promise<string[]> {
  const rows = await tables(kernel)
    .selectFrom('rights.copy as copy')
    .innerJoin('rights.request as request', 'request.id', 'copy.request')
    .select('copy.request')
    .where('request.person', '=', person)
    .execute();
  return rows.map(({ request }) => request);
}

export const deleteCopy = async (kernel: Kernel, request: string): Promise<void> => {
  await tables(kernel).deleteFrom(TABLE).where('request', '=', request).execute();
};

const tables = ({ db }: Kernel) => db.withTables<RightsTables>();
