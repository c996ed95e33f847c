// Files that people send: sealed in chunks on the disk, with a row in the database for each.
import { createHash } from 'node:crypto';
import type { Selectable } from 'kysely';
import { after, type Clock, HOUR } from './clock.ts';
import type { Place } from './crypto/envelope.ts';
import type { Random } from './crypto/random.ts';
import { SealBroken, type SubjectVault, type Vault, type VaultScope } from './crypto/vault.ts';
import type { Db } from './database/db.ts';
import { refuse } from './errors.ts';
import { fileDisk } from './files/file-disk.ts';
import { type Id, newId } from './ids.ts';
import type { CoreFile } from './tables.ts';

export type FileId = Id<'fil'>;

export type StoredFile = {
  readonly id: FileId;
  /** Whose data key seals it: when that is shredded, the file is gone with it. */
  readonly subject: string;
  readonly purpose: string;
  /** As its sender named it. */
  readonly name: string;
  readonly mediaType: string;
  /** Bytes before sealing. */
  readonly size: number;
  /** Keyed hash of the content: equal files have equal ones, and nobody without the keyring can try contents. */
  readonly contentHash: Buffer;
  readonly createdAt: Date;
};

export type NewFile = {
  readonly subject: string;
  readonly purpose: string;
  readonly name: string;
  /** Detected from the content by the caller, not what the sender claimed. */
  readonly mediaType: string;
  readonly source: AsyncIterable<Buffer>;
  readonly limitBytes: number;
};

export type Files = {
  /**
   * Seals the content onto the disk as it comes, then adds its row to the transaction. When that rolls back, the
   * content without a row is swept later.
   * @throws Refusal file_too_large as soon as the limit is passed
   */
  store(scope: VaultScope, file: NewFile): Promise<StoredFile>;
  /** Undefined when there is none, or when its subject was shredded. */
  find(db: Db, id: FileId): Promise<StoredFile | undefined>;
  /** The files of a subject, oldest first; of one purpose if it is given. */
  list(db: Db, subject: string, purpose?: string): Promise<StoredFile[]>;
  /**
   * The content. Each buffer has been authenticated before it comes out.
   * @throws SealBroken at the first byte that is not what was stored, and when the end is missing
   */
  read(db: Db, file: Pick<StoredFile, 'id' | 'subject'>): AsyncIterable<Buffer>;
  /** The content as it lies on the disk, sealed; undefined when there is none. */
  readSealed(id: FileId): Promise<AsyncIterable<Buffer> | undefined>;
  /** Puts a sealed content of another installation onto the disk; without a row it is swept later. */
  writeSealed(id: FileId, sealed: AsyncIterable<Buffer>): Promise<void>;
  /** Removes the row in the transaction, and the content once that has committed. */
  remove(scope: VaultScope, file: Pick<StoredFile, 'id'>): Promise<void>;
  /** Removes contents that have no row: leftovers of crashes and of transactions rolled back. Gives how many. */
  sweep(db: Db): Promise<number>;
};

export type FilesOptions = {
  readonly directory: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly vault: Vault;
};

export function openFiles({ directory, clock, random, vault }: FilesOptions): Files {
  const disk = fileDisk(directory);

  const removeQuietly = (id: string): void => {
    // What cannot be removed now has no row any more, so the sweep will find it.
    void disk.remove(id).catch(() => undefined);
  };

  return {
    store: async (scope, { subject, purpose, name, mediaType, source, limitBytes }) => {
      const id = newId('fil', clock, random);
      const subjectVault = await vault.subject(scope, subject);
      const measured = measure(source, limitBytes);
      await disk.write(id, subjectVault.sealStream(contentOf(id), measured.content()));
      const { size, sha256 } = measured.result();
      const file: StoredFile = {
        id,
        subject,
        purpose,
        name,
        mediaType,
        size,
        contentHash: vault.blindIndex('file-content', sha256),
        createdAt: clock.now(),
      };
      await insertFile(scope.db, file, subjectVault);
      return file;
    },
    find: async (db, id) => {
      const row = await db.selectFrom('core.file').selectAll().where('id', '=', id).executeTakeFirst();
      const subjectVault = row && (await vault.existing(db, row.subject));
      return subjectVault && fromRow(row, subjectVault);
    },
    list: async (db, subject, purpose) => {
      const subjectVault = await vault.existing(db, subject);
      if (!subjectVault) return [];
      const ofSubject = db.selectFrom('core.file').selectAll().where('subject', '=', subject).orderBy('id');
      const rows = await (purpose === undefined ? ofSubject : ofSubject.where('purpose', '=', purpose)).execute();
      return rows.map(row => fromRow(row, subjectVault));
    },
    read: async function* (db, { id, subject }) {
      const subjectVault = await vault.existing(db, subject);
      if (!subjectVault) throw new SealBroken(`the key of the file ${id} is gone`);
      yield* subjectVault.openStream(contentOf(id), disk.read(id));
    },
    readSealed: async id => ((await disk.has(id)) ? disk.read(id) : undefined),
    writeSealed: (id, sealed) => disk.write(id, sealed),
    remove: async ({ db, afterCommit }, { id }) => {
      await db.deleteFrom('core.file').where('id', '=', id).execute();
      afterCommit(() => removeQuietly(id));
    },
    sweep: async db => {
      let swept = 0;
      // A row may still be on its way for what was written just now.
      for await (const ids of disk.writtenBefore(after(clock.now(), -HOUR))) {
        const rows = await db.selectFrom('core.file').select('id').where('id', 'in', ids).execute();
        const known = new Set(rows.map(({ id }) => id));
        for (const id of ids.filter(each => !known.has(each))) {
          await disk.remove(id);
          swept += 1;
        }
      }
      return swept;
    },
  };
}

const TABLE = 'core.file';
const contentOf = (id: string): Place => ({ table: TABLE, column: 'content', row: id });
const nameOf = (id: string): Place => ({ table: TABLE, column: 'name', row: id });

const insertFile = (db: Db, file: StoredFile, subjectVault: SubjectVault) =>
  db
    .insertInto('core.file')
    .values({
      id: file.id,
      subject: file.subject,
      purpose: file.purpose,
      name: subjectVault.seal(nameOf(file.id), file.name),
      media_type: file.mediaType,
      size: file.size,
      sha256: file.contentHash,
      created_at: file.createdAt,
    })
    .execute();

const fromRow = (row: Selectable<CoreFile>, subjectVault: SubjectVault): StoredFile => ({
  // The table's ids are all made by `store`.
  id: row.id as FileId,
  subject: row.subject,
  purpose: row.purpose,
  name: subjectVault.open(nameOf(row.id), row.name),
  mediaType: row.media_type,
  size: row.size,
  contentHash: row.sha256,
  createdAt: row.created_at,
});

/** Counts and hashes what passes, and stops at the limit. */
function measure(source: AsyncIterable<Buffer>, limitBytes: number) {
  const hash = createHash('sha256');
  let size = 0;
  return {
    content: async function* (): AsyncGenerator<Buffer, void, undefined> {
      for await (const bytes of source) {
        size += bytes.length;
        if (size > limitBytes) throw refuse('file_too_large', { limitBytes });
        hash.update(bytes);
        yield bytes;
      }
    },
    result: () => ({ size, sha256: hash.digest('hex') }),
  };
}
