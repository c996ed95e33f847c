// All SQL of evidence: which files belong to a report, or to a draft that will become one.
import { sql } from 'kysely';
import { may } from '../catalog/permissions.ts';
import type { Actor } from '../core/actor.ts';
import type { SubjectVault } from '../core/crypto/vault.ts';
import type { FileId } from '../core/files.ts';
import { isId } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';
import type { ReportsTables } from './tables.ts';

/** A file of evidence; its bytes come from `kernel.files.read`. */
export type Attachment = {
  readonly file: FileId;
  readonly report: string;
  /** Harmless: no folders, nothing that a file system or a terminal would obey. */
  readonly name: string;
  /** By content. */
  readonly mediaType: string;
  readonly size: number;
  /** Lower-case hex of the content. */
  readonly sha256: string;
  readonly addedBy: 'reporter' | 'staff';
  readonly at: Date;
  /** The message it came with; null when it came with the report. */
  readonly message: string | null;
};

export type NewAttachment = Omit<Attachment, 'at'>;

const ATTACHMENT = 'reports.attachment';

/** The job that looks at a file after it came in. */
export const CHECK_FILE = 'check-evidence-file';

/** Adds a stored file to a report or draft, behind those that are there. */
export async function addAttachment(kernel: Kernel, attachment: NewAttachment): Promise<void> {
  const { file, report, name, mediaType, size, sha256, addedBy, message } = attachment;
  const vault = await kernel.vault.subject(kernel, report);
  const facts = vault.seal(placeOf(file), JSON.stringify({ name, mediaType, size, sha256 }));
  await sql`
    insert into reports.attachment (file, report, position, message, added_by, at, facts)
    select ${file}, ${report}, coalesce(max(position), 0) + 1, ${message}, ${addedBy}, ${kernel.clock.now()}, ${facts}
      from reports.attachment where report = ${report}`.execute(kernel.db);
  await kernel.enqueue(kernel, CHECK_FILE, { file });
}

/** The evidence of a report in the order it came, without what came with internal notes unless staff asks. */
export async function listAttachments(kernel: Kernel, actor: Actor, report: string): Promise<Attachment[]> {
  const rows = await visibleAttachments(kernel, actor, report).orderBy('attachment.position').execute();
  const vault = rows.length > 0 ? await kernel.vault.existing(kernel.db, report) : undefined;
  return vault ? rows.map(row => openAttachment(row, vault)) : [];
}

/** One file of a report that the actor has been found to see; undefined when it is not its file. */
export async function findAttachment(
  kernel: Kernel,
  actor: Actor,
  report: string,
  file: string,
): Promise<Attachment | undefined> {
  if (!isId('fil', file)) return undefined;
  const row = await visibleAttachments(kernel, actor, report).where('attachment.file', '=', file).executeTakeFirst();
  const vault = row && (await kernel.vault.existing(kernel.db, report));
  return vault && openAttachment(row, vault);
}

/** Says of files of a report which message they belong to. */
export async function tieToMessage(
  kernel: Kernel,
  report: string,
  files: readonly FileId[],
  message: string,
): Promise<void> {
  if (files.length === 0) return;
  await tables(kernel)
    .updateTable(ATTACHMENT)
    .set({ message })
    .where('report', '=', report)
    .where('file', 'in', [...files])
    .where('message', 'is', null)
    .execute();
}

/** Takes a file out of a draft and destroys it, with the picture that was drawn from it. */
export async function removeFromDraft(kernel: Kernel, draft: string, file: FileId): Promise<void> {
  const drawn = await tables(kernel)
    .selectFrom('reports.file_check')
    .select('picture')
    .where('file', '=', file)
    .where('report', '=', draft)
    .executeTakeFirst();
  const { numDeletedRows } = await tables(kernel)
    .deleteFrom(ATTACHMENT)
    .where('file', '=', file)
    .where('report', '=', draft)
    .executeTakeFirst();
  if (numDeletedRows !== 1n) return;
  await kernel.files.remove(kernel, { id: file });
  // Only ids of files are kept there.
  if (drawn?.picture) await kernel.files.remove(kernel, { id: drawn.picture as FileId });
}

/** The draft that was begun with the form of this token. */
export async function findDraft(kernel: Kernel, tokenHash: Buffer): Promise<string | undefined> {
  const row = await tables(kernel)
    .selectFrom('reports.draft')
    .select('id')
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst();
  return row?.id;
}

/** Begins a draft; `id` is the id of the report that it will become. Gives the id of an earlier one of the same form. */
export async function beginDraft(kernel: Kernel, id: string, tokenHash: Buffer): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into reports.draft (id, token_hash, created_at) values (${id}, ${tokenHash}, ${kernel.clock.now()})
    on conflict (token_hash) do update set token_hash = excluded.token_hash returning id`.execute(kernel.db);
  return rows[0]?.id ?? id;
}

/** Drafts that were begun before `moment`. */
export async function listDraftsBefore(kernel: Kernel, moment: Date, limit: number): Promise<string[]> {
  const rows = await tables(kernel)
    .selectFrom('reports.draft')
    .select('id')
    .where('created_at', '<', moment)
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Removes a draft, its files and its data key. */
export async function discardDraft(kernel: Kernel, draft: string): Promise<void> {
  const rows = await tables(kernel).deleteFrom(ATTACHMENT).where('report', '=', draft).returning('file').execute();
  for (const { file } of rows) await kernel.files.remove(kernel, { id: file as FileId });
  for (const picture of await kernel.files.list(kernel.db, draft, 'picture'))
    await kernel.files.remove(kernel, picture);
  await tables(kernel).deleteFrom('reports.draft').where('id', '=', draft).execute();
  await kernel.vault.shred(kernel.db, draft);
}

const tables = ({ db }: Kernel) => db.withTables<ReportsTables>();

const placeOf = (file: string) => ({ table: ATTACHMENT, column: 'facts', row: file });

const visibleAttachments = (kernel: Kernel, actor: Actor, report: string) => {
  const query = tables(kernel)
    .selectFrom('reports.attachment as attachment')
    .leftJoin('reports.message as message', 'message.id', 'attachment.message')
    .selectAll('attachment')
    .where('attachment.report', '=', report);
  const seesAll = actor.kind === 'system' || (actor.kind === 'person' && may(actor.staffRole, 'report.read'));
  return seesAll
    ? query
    : query.where(eb => eb.or([eb('message.id', 'is', null), eb('message.audience', '=', 'reporter')]));
};

type Row = {
  file: string;
  report: string;
  added_by: string;
  at: Date;
  message: string | null;
  facts: Buffer;
};

function openAttachment(row: Row, vault: SubjectVault): Attachment {
  // Written by `addAttachment` alone.
  const facts = JSON.parse(vault.open(placeOf(row.file), row.facts)) as Pick<
    Attachment,
    'name' | 'mediaType' | 'size' | 'sha256'
  >;
  return {
    ...facts,
    file: row.file as FileId,
    report: row.report,
    addedBy: row.added_by as 'reporter' | 'staff',
    at: row.at,
    message: row.message,
  };
}
