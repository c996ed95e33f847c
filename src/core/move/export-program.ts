// A whole program as one sealed stream: all rows of one moment, the files, and the keys that open them.
import { listLookupKeys } from '../crypto/data-key-store.ts';
import { newPassphraseKey, type PassphraseKey, sealWithPassphrase } from '../crypto/passphrase-key.ts';
import type { Db } from '../database/db.ts';
import { DEMO_FACT, findFact } from '../database/installation-store.ts';
import type { FileId } from '../files.ts';
import type { Kernel } from '../kernel.ts';
import { ARCHIVE_FORMAT, type ArchiveEnd, type ArchiveHead } from './archive-shape.ts';
import { carriedSecrets } from './carried-secrets.ts';
import { type Frame, jsonFrame, writeFrames } from './frames.ts';
import { type MovingTable, readMovePlan, schemaMark } from './move-plan.ts';
import { countMoving, listMovingFiles, listSequences, readMoving } from './move-store.ts';

/** Rows and files that are in the archive by now, and how many there are. */
export type MoveProgress = { readonly done: number; readonly total: number };

export type ExportOptions = {
  readonly onProgress?: (progress: MoveProgress) => void;
  /** Told at the end, before the last byte comes. */
  readonly onEnd?: (end: ArchiveEnd) => void;
};

export { newPassphraseKey, type PassphraseKey };

/**
 * The archive as it is made. Nothing readable leaves memory; the database is read as it was at the beginning.
 * What was asked for is noted in the audit log first, so the note goes along.
 */
export async function* exportProgram(
  kernel: Kernel,
  actor: string,
  key: PassphraseKey,
  options: ExportOptions = {},
): AsyncGenerator<Buffer, void, undefined> {
  await kernel.transaction(kernel =>
    kernel.audit.record(kernel.db, { actor, action: 'program.export', subject: 'program' }),
  );
  await kernel.audit.settle();
  await kernel.audit.checkpoint();
  const snapshot = await kernel.db.startTransaction().setIsolationLevel('repeatable read').execute();
  try {
    yield* sealWithPassphrase(key, writeFrames(programFrames(kernel, snapshot, options)), kernel.random);
  } finally {
    await snapshot.rollback().execute();
  }
}

async function* programFrames(
  kernel: Kernel,
  db: Db,
  { onProgress, onEnd }: ExportOptions,
): AsyncGenerator<Frame, void, undefined> {
  const tables = (await readMovePlan(db)).filter(({ fate }) => fate === 'carried');
  const counts: ArchiveHead['tables'] = [];
  for (const table of tables) counts.push({ table: table.table, rows: await countMoving(db, table) });
  const files = await listMovingFiles(db, fileTable(tables));
  const total = counts.reduce((sum, { rows }) => sum + rows, files.length);
  let done = 0;
  const step = (by: number): void => {
    done += by;
    onProgress?.({ done, total });
  };
  step(0);
  yield jsonFrame('head', {
    format: ARCHIVE_FORMAT,
    schema: await schemaMark(),
    from: kernel.config.publicUrl,
    isDemo: (await findFact(db, DEMO_FACT)) !== undefined,
    at: kernel.clock.now().toISOString(),
    tables: counts,
    files: files.length,
  } satisfies ArchiveHead);

  const keys = new Set<string>();
  const rows: Record<string, number> = {};
  for (const table of tables) {
    yield jsonFrame('table', { table: table.table });
    let count = 0;
    for await (const batch of readMoving(db, table)) {
      for (const id of batch.keys) keys.add(id.toString('hex'));
      count += batch.rows.length;
      yield { kind: 'rows', body: Buffer.from(`[${batch.rows.join(',')}]`) };
      step(batch.rows.length);
    }
    rows[table.table] = count;
  }

  const missing: string[] = [];
  for (const file of files) {
    const sealed = await kernel.files.readSealed(file as FileId);
    if (sealed) {
      yield jsonFrame('file', { file });
      for await (const body of sealed) yield { kind: 'bytes', body };
    } else missing.push(file);
    step(1);
  }

  for (const id of await listLookupKeys(db)) keys.add(id.toString('hex'));
  const found = yield* keyFrames(kernel, db, [...keys]);
  const end: ArchiveEnd = {
    rows,
    files: files.length - missing.length,
    missing,
    erased: keys.size - found,
    sequences: await listSequences(db, [...new Set(tables.map(({ table }) => table.split('.')[0] ?? ''))]),
    secrets: carriedSecrets.map(name => ({
      name,
      key: kernel.keyring.secretKey(name).export().toString('base64url'),
    })),
    verifiers: kernel.keyring.verifiers().map(({ name, publicJwk }) => ({ name, x: publicJwk.x })),
  };
  onEnd?.(end);
  yield jsonFrame('end', end);
}

/** The keys under which something was sealed that goes along. @returns how many there still are */
async function* keyFrames(kernel: Kernel, db: Db, ids: readonly string[]): AsyncGenerator<Frame, number, undefined> {
  let found = 0;
  for (let at = 0; at < ids.length; at += KEYS_AT_ONCE) {
    const some = ids.slice(at, at + KEYS_AT_ONCE).map(id => Buffer.from(id, 'hex'));
    const keys = await kernel.vault.take(db, some);
    found += keys.length;
    yield jsonFrame('keys', { keys });
  }
  return found;
}

const KEYS_AT_ONCE = 500;

function fileTable(tables: readonly MovingTable[]): MovingTable {
  const found = tables.find(({ table }) => table === 'core.file');
  if (!found) throw new Error('core.file does not move');
  return found;
}
