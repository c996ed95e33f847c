// Takes a backup into an empty database and an empty folder of files: all of it, as it was signed, or nothing.
import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import type { Config, Secrets } from '../config.ts';
import { AgeBroken, openWithIdentities } from '../crypto/age.ts';
import type { Keyring } from '../crypto/keyring.ts';
import { checkSignature } from '../crypto/signed-record.ts';
import { hashToken } from '../crypto/tokens.ts';
import { checkpointsFile, filesFolder } from '../data-folder.ts';
import { checkDatabase, startDatabase } from '../database/connect-database.ts';
import { openPool } from '../database/db.ts';
import { loadMigrations, migrate } from '../database/migrate.ts';
import { fileDisk } from '../files/file-disk.ts';
import { isId } from '../ids.ts';
import { type Frame, FrameBroken, readFrames } from '../move/frames.ts';
import { liftRules } from '../move/move-store.ts';
import { migrateJobs } from '../work/jobs.ts';
import {
  BackupHead,
  BackupRefused,
  CHECKPOINTS,
  FileFrame,
  Manifest,
  shaped,
  type TableCount,
  TableFrame,
} from './backup-shape.ts';
import { type CopiedTable, copyIn, dbOver, emptyTables, listTables, setSequences } from './copy-store.ts';
import { findRestore, markRestore } from './restore-gate.ts';
import { newFileTally, newTally } from './tally.ts';

export type LoadTarget = {
  readonly config: Config;
  readonly secrets: Secrets;
  /** That of the installation which was backed up. */
  readonly keyring: Keyring;
};

export type LoadOptions = {
  /** Secret keys (`AGE-SECRET-KEY-1…`), one of which the backup was sealed for. */
  readonly identities: readonly string[];
  readonly source: AsyncIterable<Buffer>;
  readonly onProgress?: (progress: { readonly what: string; readonly done: number }) => void;
};

/**
 * Loads everything and leaves the database shut (restore-gate.ts). Killed in between, it is run again.
 * @throws BackupRefused with one sentence; nothing of the backup is in use then
 */
export async function loadBackup(target: LoadTarget, options: LoadOptions): Promise<Manifest> {
  const database = await startDatabase(target.config, target.secrets);
  const pool = openPool({ ...database.options, max: 3 }, () => undefined);
  try {
    await checkDatabase(pool);
    return await loadInto(pool, target, options);
  } catch (error) {
    if (error instanceof AgeBroken || error instanceof FrameBroken)
      throw new BackupRefused(
        'The backup was sealed for another key, or it was changed or cut off. Nothing of it is in use.',
        { cause: error },
      );
    throw error;
  } finally {
    await pool.end();
    await database.stop();
  }
}

async function loadInto(pool: pg.Pool, target: LoadTarget, options: LoadOptions): Promise<Manifest> {
  await refuseUsed(pool, target);
  const frames = readFrames(openWithIdentities(options.identities, options.source));
  const first = await frames.next();
  if (first.done || first.value.kind !== 'head') throw new BackupRefused('The backup has no beginning.');
  const head = shaped(BackupHead, first.value);
  if (head.keyring !== target.keyring.fingerprint)
    throw new BackupRefused(
      `The backup belongs to the keyring ${head.keyring}, and here lies ${target.keyring.fingerprint}: put back the one that belongs to it.`,
    );
  await makeSchema(pool, head);
  await markRestore(pool, 'loading');
  const client = await pool.connect();
  let isWhole = false;
  try {
    await client.query('begin');
    const loaded = await loadFrames(client, target, { head, frames, options });
    const { manifest } = loaded;
    const { ok, sentence } = checkSignature(manifest, 'receipt', target.keyring.verifiers());
    if (!ok) throw new BackupRefused(`The backup's manifest is not ours. ${sentence}`);
    if (manifest.head !== hashToken(first.value.body).toString('hex')) throw new BackupRefused(CHANGED);
    refuseOther(loaded, manifest);
    await markRestore(client, 'loaded');
    await putFilesInPlace(target.config.dataDir);
    await client.query('commit');
    isWhole = true;
    return manifest;
  } finally {
    client.release(!isWhole);
    await frames.return();
  }
}

const CHANGED = 'The backup does not hold what its manifest says. Nothing of it is in use.';

type Loaded = Pick<Manifest, 'files' | 'checkpoints'> & { readonly tables: TableCount[]; readonly manifest: Manifest };

type Loading = {
  readonly head: BackupHead;
  readonly frames: AsyncGenerator<Frame, void, undefined>;
  readonly options: LoadOptions;
};

async function loadFrames(
  client: pg.ClientBase,
  { config }: LoadTarget,
  { head, frames, options }: Loading,
): Promise<Loaded> {
  const known = await knownTables(client, head);
  const putRulesBack = await liftRules(dbOver(client), [...known.values()]);
  await emptyTables(client, [...known.values()]);
  const disk = fileDisk(incoming(filesFolder(config.dataDir)));
  const tables: TableCount[] = [];
  const files = newFileTally();
  let checkpoints: Manifest['checkpoints'] | undefined;
  let manifest: Manifest | undefined;
  let done = 0;
  const step = (what: string, bytes: number): void => {
    done += bytes;
    options.onProgress?.({ what, done });
  };

  let next = await frames.next();
  async function* bodies(kind: Frame['kind']): AsyncGenerator<Buffer, void, undefined> {
    for (; !next.done && next.value.kind === kind; next = await frames.next()) yield next.value.body;
  }
  while (!next.done) {
    const frame = next.value;
    if (manifest) throw new BackupRefused('The backup goes on after its end.');
    next = await frames.next();
    if (frame.kind === 'table') {
      const { table: name } = shaped(TableFrame, frame);
      const table = known.get(name);
      if (!table || tables.some(({ table }) => table === name)) throw new BackupRefused(CHANGED);
      const tally = newTally();
      const rows = await copyIn(client, table, tally.through(bodies('rows')));
      tables.push({ table: name, rows, ...tally.result() });
      step(name, tally.result().bytes);
    } else if (frame.kind === 'file') {
      const { file } = shaped(FileFrame, frame);
      const tally = newTally();
      if (file === CHECKPOINTS) checkpoints = await writeCheckpoints(config.dataDir, tally.through(bodies('bytes')));
      else if (isId('fil', file)) {
        await disk.write(file, tally.through(bodies('bytes')));
        files.add(file, tally.result());
      } else throw new BackupRefused('The backup holds a file without a proper id.');
      step('files', tally.result().bytes);
    } else if (frame.kind === 'end') manifest = shaped(Manifest, frame);
    else throw new BackupRefused(`The backup holds a part "${frame.kind}" where none belongs.`);
  }
  if (!manifest || !checkpoints) throw new BackupRefused('The backup has no end.');
  await setSequences(client, manifest.sequences);
  await putRulesBack();
  return { tables, files: files.result(), checkpoints, manifest };
}

/** @throws BackupRefused unless what came is what was signed */
function refuseOther(loaded: Loaded, manifest: Manifest): void {
  const isSame =
    JSON.stringify(loaded.tables) === JSON.stringify(manifest.tables) &&
    JSON.stringify(loaded.files) === JSON.stringify(manifest.files) &&
    loaded.checkpoints.sha256 === manifest.checkpoints.sha256;
  if (!isSame) throw new BackupRefused(CHANGED);
}

/** The tables of the backup as they are here. @throws BackupRefused when one is missing or has other columns */
async function knownTables(client: pg.ClientBase, head: BackupHead): Promise<Map<string, CopiedTable>> {
  const here = new Map((await listTables(client)).map(table => [table.table, new Set(table.columns)]));
  for (const { table, columns } of head.tables)
    if (!columns.every(column => here.get(table)?.has(column)))
      throw new BackupRefused(
        `The backup holds ${table} in another form than this version knows: restore it with the version that made it.`,
      );
  return new Map(head.tables.map(table => [table.table, table]));
}

/** The schema as it was; a newer version of the program brings it forward when it opens. @throws BackupRefused */
async function makeSchema(pool: pg.Pool, head: BackupHead): Promise<void> {
  const known = await loadMigrations();
  const made = new Map(head.migrations.map(({ name, checksum }) => [name, checksum]));
  const same = known.filter(({ name, checksum }) => made.get(name) === checksum);
  if (same.length !== made.size)
    throw new BackupRefused(
      `The backup was made by another version, with schema ${head.migrations.at(-1)?.name.slice(0, 4)}: restore it with that one, or a newer one.`,
    );
  await migrateJobs(pool);
  await migrate(pool, same);
}

/** @throws BackupRefused when there is anything that a restore would destroy */
async function refuseUsed(pool: pg.Pool, { config }: LoadTarget): Promise<void> {
  const state = await findRestore(pool);
  const { rows } = await pool.query<{ used: boolean }>(`select to_regclass('public.migration') is not null as used`);
  const files = filesFolder(config.dataDir);
  if (state === 'loading') {
    // Left by a restore that was killed; nothing else has been here.
    for (const left of [files, incoming(files)]) await rm(left, { recursive: true, force: true });
    return;
  }
  if (state === 'loaded') throw new BackupRefused('A backup is loaded here already: run telltale restore --finish.');
  if (rows[0]?.used === true || existsSync(files))
    throw new BackupRefused(
      'This installation is in use. A backup goes into an empty one: take a new DATA_DIR with nothing but the keyring in it, and a new database.',
    );
  await rm(incoming(files), { recursive: true, force: true });
}

const incoming = (place: string): string => `${place}.restoring`;

async function writeCheckpoints(dataDir: string, content: AsyncIterable<Buffer>): Promise<Manifest['checkpoints']> {
  const file = incoming(checkpointsFile(dataDir));
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const tally = newTally();
  let lines = 0;
  const handle = await open(file, 'w', 0o600);
  try {
    for await (const piece of tally.through(content)) {
      await handle.writeFile(piece);
      lines += piece.filter(byte => byte === 0x0a).length;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { lines, sha256: tally.result().sha256 };
}

async function putFilesInPlace(dataDir: string): Promise<void> {
  const files = filesFolder(dataDir);
  if (existsSync(incoming(files))) await rename(incoming(files), files);
  await rename(incoming(checkpointsFile(dataDir)), checkpointsFile(dataDir));
}
