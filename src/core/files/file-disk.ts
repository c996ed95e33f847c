// Where sealed files lie on the disk, and how they get there whole or not at all.
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isId } from '../ids.ts';

export type FileDisk = {
  /** Writes everything to a temporary file, then gives it its place. What fails leaves nothing behind. */
  write(id: string, content: AsyncIterable<Buffer>): Promise<void>;
  read(id: string): AsyncIterable<Buffer>;
  has(id: string): Promise<boolean>;
  /** Removes a file; one that is gone already is no fault. */
  remove(id: string): Promise<void>;
  /** The files that were last written before `moment`, in groups; those half written come under their id too. */
  writtenBefore(moment: Date): AsyncIterable<readonly string[]>;
};

/** `<directory>/<last two characters of the id>/<id>`; the first ones tell the time and are alike for long. */
export function fileDisk(directory: string): FileDisk {
  const folderOf = (id: string): string => {
    if (!isId('fil', id)) throw new TypeError('not the id of a file');
    return path.join(directory, id.slice(-2));
  };
  const incoming = path.join(directory, INCOMING);

  return {
    write: async (id, content) => {
      const folder = folderOf(id);
      const temporary = path.join(incoming, id);
      await mkdir(incoming, PRIVATE_FOLDER);
      try {
        await writeDurably(temporary, content);
        await mkdir(folder, PRIVATE_FOLDER);
        await rename(temporary, path.join(folder, id));
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      await syncFolder(folder);
    },
    read: id => createReadStream(path.join(folderOf(id), id), { highWaterMark: 64 * 1024 }),
    has: async id =>
      (await stat(path.join(folderOf(id), id)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      })) !== undefined,
    remove: async id => {
      await rm(path.join(folderOf(id), id), { force: true });
      await rm(path.join(incoming, id), { force: true });
    },
    writtenBefore: async function* (moment) {
      for (const folder of await namesIn(directory)) {
        const ids: string[] = [];
        for (const id of await namesIn(path.join(directory, folder))) {
          const status = await stat(path.join(directory, folder, id)).catch(() => undefined);
          if (isId('fil', id) && status && status.mtime < moment) ids.push(id);
        }
        if (ids.length > 0) yield ids;
      }
    },
  };
}

const INCOMING = 'incoming';
const PRIVATE_FOLDER = { recursive: true, mode: 0o700 } as const;

async function writeDurably(file: string, content: AsyncIterable<Buffer>): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    for await (const bytes of content) await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
