// A drill: a backup is restored into a throw-away installation, which must hold everything and open only when it may.
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { verifyAudit } from '../audit.ts';
import type { Config, Secrets } from '../config.ts';
import { checkpointsFile, erasuresFile, filesFolder } from '../data-folder.ts';
import { startDatabase } from '../database/connect-database.ts';
import { openPool } from '../database/db.ts';
import { appendErasure, applyPendingErasures, pendingErasures } from '../erasure/erasure-ledger.ts';
import { fileDisk } from '../files/file-disk.ts';
import type { FileId } from '../files.ts';
import type { Kernel } from '../kernel.ts';
import { openLog } from '../log.ts';
import type { PersonalDataHolder } from '../module.ts';
import { type OpenKernel, openKernel } from '../open-kernel.ts';
import type { Manifest } from './backup-shape.ts';
import { copyOut, listFiles, listTables, steadyOrder } from './copy-store.ts';
import { findAnyPerson } from './drill-person.ts';
import { countDataKeys, listFileSubjects, openEveryDataKey } from './drill-store.ts';
import { loadBackup } from './load-backup.ts';
import { finishRestore, RestoreUnfinished } from './restore-gate.ts';
import { newFileTally, newTally } from './tally.ts';

/** One thing that a drill has looked at. */
export type Finding = { readonly what: string; readonly ok: boolean; readonly detail: string };

export type DrillOptions = {
  readonly identities: readonly string[];
  readonly source: AsyncIterable<Buffer>;
  /** What the modules hold of people, lowest module first. */
  readonly holders: readonly PersonalDataHolder[];
  /** The product answers on the restored installation. @throws when it does not */
  readonly opens: (open: OpenKernel, secrets: Secrets) => Promise<string>;
  readonly onFinding: (finding: Finding) => void;
  readonly onProgress?: (progress: { readonly what: string; readonly done: number }) => void;
};

const noSecrets: Secrets = { databaseUrl: undefined, smtpUrl: undefined, imapUrl: undefined };

/**
 * Runs the drill with this installation's keyring and ledger of erasures. Nothing goes out of it, and what it made is
 * removed again. @throws BackupRefused when there is nothing to be restored
 */
export async function drillRestore(kernel: Kernel, options: DrillOptions): Promise<readonly Finding[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'telltale-drill-'));
  const config: Config = { ...kernel.config, dataDir: folder, database: 'embedded', logLevel: 'silent' };
  const findings: Finding[] = [];
  const find = (what: string, ok: boolean, detail: string): void => {
    findings.push({ what, ok, detail });
    options.onFinding({ what, ok, detail });
  };
  try {
    // The embedded database runs as another user when this one is root.
    await chmod(folder, 0o755);
    await putLedger(kernel, folder);
    const manifest = await loadBackup({ config, secrets: noSecrets, keyring: kernel.keyring }, options);
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    find('The backup is whole and signed by this installation.', true, `made ${manifest.at}, key ${manifest.keyId}`);

    const different = await compareTables(config, manifest);
    find(
      'Every row of every table is back, byte for byte.',
      different.length === 0,
      different.length === 0
        ? `${rows} rows in ${manifest.tables.length} tables`
        : `not the same: ${different.join(', ')}`,
    );
    const files = await compareFiles(config, manifest);
    find(
      'Every sealed file is back, byte for byte.',
      files,
      `${manifest.files.count} files, ${manifest.files.bytes} bytes; ${manifest.missing.length} were removed while the backup was made`,
    );
    const own = { ...surroundings, keyring: kernel.keyring };
    const refusal = await openKernel(config, noSecrets, own).then(
      open => open.close().then(() => 'it opened'),
      (error: unknown) => (error instanceof RestoreUnfinished ? undefined : String(error)),
    );
    find(
      'Nothing opens before the erasures that came after the backup are carried out.',
      refusal === undefined,
      refusal ?? 'the start is refused',
    );

    const open = await openKernel(config, noSecrets, { ...own, finishesRestore: true });
    try {
      await lookInside(open, options, find);
    } finally {
      await open.close();
    }
    return findings;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

/** No name resolves: a copy of the product must not tell anybody anything. */
const surroundings = {
  log: openLog('silent'),
  maxConnections: 4,
  fetch: {
    resolve: ((_host: string, _options: unknown, done: (error: Error) => void) =>
      done(new Error('a drill has no network'))) as never,
  },
};

async function lookInside(
  open: OpenKernel,
  { holders, opens }: DrillOptions,
  find: (what: string, ok: boolean, detail: string) => void,
): Promise<void> {
  const { kernel } = open;
  const keys = await openEveryDataKey(kernel);
  find('Every data key opens with the keyring.', keys.broken === 0, `${keys.opened} opened, ${keys.broken} did not`);
  const broken = await openEveryFile(kernel);
  find('Every sealed file opens.', broken.length === 0, broken.length === 0 ? 'all of them' : broken.join(', '));

  const probe = await findAnyPerson(kernel.db);
  if (probe !== undefined)
    await appendErasure(kernel, { request: 'restore-drill', person: probe, subjects: [probe], kept: [] });
  const pending = await pendingErasures(kernel);
  // Under a legal hold the keys stay for now.
  const subjects = pending.flatMap(({ kept, subjects }) => (kept.length === 0 ? subjects : []));
  const before = await countDataKeys(kernel.db, subjects);
  await applyPendingErasures(kernel, holders);
  const after = await countDataKeys(kernel.db, subjects);
  const left = (await pendingErasures(kernel)).length;
  find(
    'Whoever was erased after the backup is erased again.',
    after === 0 && left === 0,
    `${pending.length} erasures carried out${probe === undefined ? '' : ', one of them made for this drill'}: of ${before} data keys ${after} are left`,
  );
  await finishRestore(kernel.pool);

  await kernel.audit.settle();
  const verdict = await verifyAudit(kernel.db, {
    verifiers: kernel.keyring.verifiers(),
    checkpointsFile: checkpointsFile(kernel.config.dataDir),
    clock: kernel.clock,
  });
  find(
    'The audit log is whole up to its end.',
    verdict.faults.length === 0,
    verdict.faults.length === 0
      ? `${verdict.entries} entries, ${verdict.checkpoints} signed checkpoints`
      : verdict.faults.map(({ seq, what }) => `${seq ?? '-'}: ${what}`).join('; '),
  );
  const answer = await opens(open, noSecrets).then(
    detail => ({ ok: true, detail }),
    (error: Error) => ({ ok: false, detail: error.message }),
  );
  find('The product starts on it and answers.', answer.ok, answer.detail);
}

/** A copy of the ledger, so that the drill may add to it. */
async function putLedger({ config }: Kernel, folder: string): Promise<void> {
  const ledger = await readFile(erasuresFile(config.dataDir)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (!ledger) return;
  await mkdir(path.dirname(erasuresFile(folder)), { recursive: true, mode: 0o700 });
  await writeFile(erasuresFile(folder), ledger, { mode: 0o600 });
}

/** The tables that do not give the bytes that were backed up. */
async function compareTables(config: Config, manifest: Manifest): Promise<string[]> {
  const database = await startDatabase(config, noSecrets);
  const pool = openPool({ ...database.options, max: 1 }, () => undefined);
  try {
    const client = await pool.connect();
    const different: string[] = [];
    await client.query('begin');
    await steadyOrder(client);
    const columns = new Map((await listTables(client)).map(table => [table.table, table]));
    for (const expected of manifest.tables) {
      const table = columns.get(expected.table);
      const tally = newTally();
      const out = table && copyOut(client, table);
      if (out) for await (const _ of tally.through(out.content));
      if (out?.rows() !== expected.rows || tally.result().sha256 !== expected.sha256) different.push(expected.table);
    }
    await client.query('rollback');
    client.release();
    return different;
  } finally {
    await pool.end();
    await database.stop();
  }
}

/** Whether the files on the disk are those that were backed up. */
async function compareFiles(config: Config, manifest: Manifest): Promise<boolean> {
  const database = await startDatabase(config, noSecrets);
  const pool = openPool({ ...database.options, max: 1 }, () => undefined);
  const disk = fileDisk(filesFolder(config.dataDir));
  const files = newFileTally();
  const client = await pool.connect();
  try {
    for await (const ids of listFiles(client))
      for (const id of ids) {
        if (!(await disk.has(id))) continue;
        const tally = newTally();
        for await (const _ of tally.through(disk.read(id)));
        files.add(id, tally.result());
      }
    return JSON.stringify(files.result()) === JSON.stringify(manifest.files);
  } finally {
    client.release();
    await pool.end();
    await database.stop();
  }
}

/** The files that are there and do not open. */
async function openEveryFile(kernel: Kernel): Promise<string[]> {
  const broken: string[] = [];
  for await (const files of listFileSubjects(kernel.db))
    for (const { id, subject } of files) {
      const isThere = await kernel.files.readSealed(id as FileId);
      if (!isThere || !(await kernel.vault.existing(kernel.db, subject))) continue;
      try {
        for await (const _ of kernel.files.read(kernel.db, { id: id as FileId, subject }));
      } catch {
        broken.push(id);
      }
    }
  return broken;
}
