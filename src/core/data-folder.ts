// The folder that holds everything this installation owns: keyring, sealed files, checkpoints, the embedded database.
import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { OperatorFault } from './operator-fault.ts';

/** The data folder cannot be used; the message says why and what to do. */
export class DataFolderError extends OperatorFault {
  override name = 'DataFolderError';
}

const REASONS: Readonly<Record<string, string>> = {
  EROFS: 'it lies on a read-only file system',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  ENOTDIR: 'a file of that name is in the way',
  EEXIST: 'a file of that name is in the way',
  ENOSPC: 'the disk is full',
  ENOENT: 'it cannot be created there',
};

/** Creates the folder if need be and makes sure that this user can work in it. @throws DataFolderError */
export async function openDataFolder(dataDir: string): Promise<void> {
  try {
    await makeFolder(dataDir);
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new DataFolderError(
      `cannot use the data folder ${dataDir}: ${REASONS[code] ?? code}. Set DATA_DIR to a folder that this user can write to.`,
      { cause: error },
    );
  }
}

/** Level by level, because the recursive mkdir never returns on file systems such as /proc, where creating is not an option. */
async function makeFolder(folder: string): Promise<void> {
  const exists = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (exists) return;
  await makeFolder(path.dirname(folder));
  await mkdir(folder, { mode: 0o755 }).catch((error: NodeJS.ErrnoException) => {
    // Another process may have been quicker.
    if (error.code !== 'EEXIST') throw error;
  });
}

/** Where the keyring lies: apart from everything that a database backup holds. */
export const keysFolder = (dataDir: string): string => path.join(dataDir, 'keys');

/** Where the audit log's checkpoints lie: outside the database that they vouch for. */
export const checkpointsFile = (dataDir: string): string => path.join(dataDir, 'audit', 'checkpoints.jsonl');

/** Where the ledger of erasures lies: outside the database, and outside every backup of it. */
export const erasuresFile = (dataDir: string): string => path.join(dataDir, 'erasures', 'ledger.jsonl');

/** Where sealed files lie. */
export const filesFolder = (dataDir: string): string => path.join(dataDir, 'files');

/** Where the marks of ended mails lie: of this start of this machine, in no backup. */
export const mailEndsFolder = (dataDir: string): string => path.join(dataDir, 'mail-ends');
