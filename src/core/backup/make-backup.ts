// A backup: the database and the sealed files of one moment, sealed for a recipient, with a signed manifest at its end.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type pg from 'pg';
import { sealForRecipients } from '../crypto/age.ts';
import { signRecord } from '../crypto/signed-record.ts';
import { hashToken } from '../crypto/tokens.ts';
import { checkpointsFile } from '../data-folder.ts';
import type { FileId } from '../files.ts';
import { newId } from '../ids.ts';
import type { Kernel } from '../kernel.ts';
import { type Frame, jsonFrame, writeFrames } from '../move/frames.ts';
import { type BackupHead, CHECKPOINTS, type Manifest, type TableCount } from './backup-shape.ts';
import {
  beginSnapshot,
  copyOut,
  estimateBytes,
  findHeads,
  listFiles,
  listMigrations,
  listSequences,
  listTables,
} from './copy-store.ts';
import { newFileTally, newTally } from './tally.ts';

/** What is in the backup by now: bytes, and roughly how many it will be. */
export type BackupProgress = { readonly what: string; readonly done: number; readonly about: number };

export type BackupOptions = {
  /** Public keys (`age1…`): whoever has the secret half of one of them opens it. */
  readonly recipients: readonly string[];
  readonly onProgress?: (progress: BackupProgress) => void;
  /** Told before the last byte comes. */
  readonly onManifest?: (manifest: Manifest) => void;
};

/**
 * The backup as it is made: nothing readable touches a disk, and no key of the keyring is in it. The tables are those of
 * one moment; a file that is removed while the backup runs is named as missing.
 */
export async function* makeBackup(kernel: Kernel, options: BackupOptions): AsyncGenerator<Buffer, void, undefined> {
  // So that the log in the backup is linked and signed up to its end.
  await kernel.audit.settle();
  await kernel.audit.checkpoint();
  const client = await kernel.pool.connect();
  let isWhole = false;
  try {
    await beginSnapshot(client);
    yield* sealForRecipients(options.recipients, writeFrames(framesOf(kernel, client, options)));
    await client.query('rollback');
    isWhole = true;
  } finally {
    // A connection in the middle of a COPY is of no use to anybody else.
    client.release(!isWhole);
  }
}

async function* framesOf(
  kernel: Kernel,
  client: pg.ClientBase,
  { onProgress, onManifest }: BackupOptions,
): AsyncGenerator<Frame, void, undefined> {
  const id = newId('bak', kernel.clock, kernel.random);
  const at = kernel.clock.now().toISOString();
  const tables = await listTables(client);
  const about = await estimateBytes(client, tables);
  let done = 0;
  const step = (what: string, bytes: number): void => {
    done += bytes;
    onProgress?.({ what, done, about: Math.max(about, done) });
  };

  const head = jsonFrame('head', {
    format: 'telltale/backup-head/v1',
    id,
    at,
    from: kernel.config.publicUrl,
    keyring: kernel.keyring.fingerprint,
    migrations: await listMigrations(client),
    tables: tables.map(({ table, columns }) => ({ table, columns: [...columns] })),
  } satisfies BackupHead);
  yield head;

  const counts: TableCount[] = [];
  for (const table of tables) {
    yield jsonFrame('table', { table: table.table });
    const tally = newTally();
    const { content, rows } = copyOut(client, table);
    for await (const body of tally.through(content)) yield { kind: 'rows', body };
    const result = tally.result();
    counts.push({ table: table.table, rows: rows(), ...result });
    step(table.table, result.bytes);
  }

  const missing: string[] = [];
  const files = newFileTally();
  for await (const ids of listFiles(client))
    for (const file of ids) {
      // Written by the product alone, with an id.
      const content = await kernel.files.readSealed(file as FileId);
      if (!content) {
        missing.push(file);
        continue;
      }
      yield jsonFrame('file', { file });
      const tally = newTally();
      for await (const body of tally.through(content)) yield { kind: 'bytes', body };
      const result = tally.result();
      files.add(file, result);
      step('files', result.bytes);
    }

  const heads = await findHeads(client);
  const checkpoints = newTally();
  let lines = 0;
  yield jsonFrame('file', { file: CHECKPOINTS });
  const upToHead = linesUpTo(checkpointsFile(kernel.config.dataDir), heads.audit.seq, () => {
    lines += 1;
  });
  for await (const body of checkpoints.through(upToHead)) yield { kind: 'bytes', body };

  const manifest: Manifest = signRecord(
    {
      format: 'telltale/backup-manifest/v1',
      id,
      at,
      head: hashToken(head.body).toString('hex'),
      tables: counts,
      sequences: await listSequences(client),
      files: files.result(),
      missing,
      checkpoints: { lines, sha256: checkpoints.result().sha256 },
      ...heads,
    } as const,
    kernel.keyring.signer('receipt'),
  );
  onManifest?.(manifest);
  yield jsonFrame('end', manifest);
}

/** The lines that sign entries up to this one: the server goes on, and signs more while the backup is made. */
async function* linesUpTo(file: string, seq: number, onLine: () => void): AsyncGenerator<Buffer, void, undefined> {
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      const signed = /"seq":(\d+)/.exec(line)?.[1];
      if (signed === undefined || Number(signed) > seq) continue;
      onLine();
      yield Buffer.from(`${line}\n`);
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
