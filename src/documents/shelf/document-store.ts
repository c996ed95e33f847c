// All SQL of documents and their versions.
import { type Actor, actorId } from '../../core/actor.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { DocumentsTables } from '../tables.ts';
import { type FileId, isFileId } from './file-id.ts';

export type DocumentState = 'draft' | 'listed' | 'retired';

export type RequestedDocument = {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  /** How many members of staff must agree before anybody reads it. */
  readonly approvals: number;
  readonly grantDays: number;
  readonly state: DocumentState;
  readonly revision: number;
  readonly current: Version | undefined;
};

export type Version = {
  readonly id: string;
  readonly document: string;
  readonly number: number;
  readonly file: FileId;
  /** SHA-256 of the file as it was uploaded, in hex. */
  readonly sha256: string;
  readonly size: number;
  readonly pages: number;
  readonly state: 'current' | 'superseded';
  readonly createdAt: Date;
};

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<DocumentsTables>();

/** What everybody may ask for, by title. */
export async function listListed(kernel: Kernel): Promise<(RequestedDocument & { readonly current: Version })[]> {
  const all = await load(kernel, query => query.where('state', '=', 'listed'));
  return all.flatMap(one => (one.current ? [{ ...one, current: one.current }] : []));
}

/** Everything on the shelf, for staff. */
export const listDocuments = (kernel: Kernel): Promise<RequestedDocument[]> => load(kernel, query => query);

export async function findDocument(kernel: Kernel, id: string): Promise<RequestedDocument | undefined> {
  return (await load(kernel, query => query.where('id', '=', id)))[0];
}

const documents = (kernel: Kernel) => tables(kernel).selectFrom('documents.document').selectAll();
type Query = ReturnType<typeof documents>;

async function load(kernel: Kernel, narrowed: (query: Query) => Query): Promise<RequestedDocument[]> {
  const rows = await narrowed(documents(kernel)).orderBy('title').orderBy('id').limit(500).execute();
  if (rows.length === 0) return [];
  const versions = await tables(kernel)
    .selectFrom('documents.version')
    .selectAll()
    .where('state', '=', 'current')
    .where(
      'document',
      'in',
      rows.map(({ id }) => id),
    )
    .execute();
  const current = new Map(versions.map(row => [row.document, versionOf(row)]));
  return rows.map(row => ({
    id: row.id,
    title: row.title,
    about: row.about,
    approvals: row.approvals,
    grantDays: row.grant_days,
    // A check constraint holds it.
    state: row.state as DocumentState,
    revision: row.revision,
    current: current.get(row.id),
  }));
}

const versions = (kernel: Kernel) => tables(kernel).selectFrom('documents.version').selectAll();
type VersionRow = Awaited<ReturnType<ReturnType<typeof versions>['execute']>>[number];

function versionOf(row: VersionRow): Version {
  if (!isFileId(row.file)) throw new Error(`the version ${row.id} has no file`);
  return {
    id: row.id,
    document: row.document,
    number: row.number,
    file: row.file,
    sha256: row.sha256.toString('hex'),
    size: Number(row.size),
    pages: row.pages,
    state: row.state as Version['state'],
    createdAt: row.created_at,
  };
}

export async function findVersion(kernel: Kernel, id: string): Promise<Version | undefined> {
  const row = await versions(kernel).where('id', '=', id).executeTakeFirst();
  return row && versionOf(row);
}

/** All versions of a document, the newest first. */
export async function listVersions(kernel: Kernel, document: string): Promise<Version[]> {
  return (await versions(kernel).where('document', '=', document).orderBy('number', 'desc').limit(200).execute()).map(
    versionOf,
  );
}

export type DocumentFields = Pick<RequestedDocument, 'title' | 'about' | 'approvals' | 'grantDays' | 'state'>;

const columnsOf = ({ title, about, approvals, grantDays, state }: DocumentFields) => ({
  title,
  about,
  approvals,
  grant_days: grantDays,
  state,
});

export async function insertDocument(kernel: Kernel, actor: Actor, fields: DocumentFields): Promise<string> {
  const id = newId('doc', kernel.clock, kernel.random);
  await tables(kernel)
    .insertInto('documents.document')
    .values({ id, ...columnsOf(fields), created_at: kernel.clock.now(), edited_by: actorId(actor) })
    .execute();
  return id;
}

/** @returns false when somebody else edited it in between */
export async function editDocument(
  kernel: Kernel,
  actor: Actor,
  { id, revision, ...fields }: DocumentFields & { readonly id: string; readonly revision: number },
): Promise<boolean> {
  const { numUpdatedRows } = await tables(kernel)
    .updateTable('documents.document')
    .set({ ...columnsOf(fields), revision: revision + 1, edited_by: actorId(actor) })
    .where('id', '=', id)
    .where('revision', '=', revision)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** Ends every access to a document; what is listed again later is uploaded again. */
export async function supersedeCurrent(kernel: Kernel, document: string): Promise<void> {
  await tables(kernel)
    .updateTable('documents.version')
    .set({ state: 'superseded', superseded_at: kernel.clock.now() })
    .where('document', '=', document)
    .where('state', '=', 'current')
    .execute();
}

/** Puts a version in the place of the one before, which nobody reads any more. */
export async function insertVersion(
  kernel: Kernel,
  actor: Actor,
  version: Pick<Version, 'document' | 'file' | 'sha256' | 'size' | 'pages'>,
): Promise<Version> {
  const now = kernel.clock.now();
  // One upload at a time: the document's row is the lock.
  await tables(kernel)
    .selectFrom('documents.document')
    .select('id')
    .where('id', '=', version.document)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const [before] = await listVersions(kernel, version.document);
  await supersedeCurrent(kernel, version.document);
  const row = await tables(kernel)
    .insertInto('documents.version')
    .values({
      id: newId('ver', kernel.clock, kernel.random),
      document: version.document,
      number: (before?.number ?? 0) + 1,
      file: version.file,
      sha256: Buffer.from(version.sha256, 'hex'),
      size: version.size,
      pages: version.pages,
      state: 'current',
      created_at: now,
      created_by: actorId(actor),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return versionOf(row);
}
