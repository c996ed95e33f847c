// Looks for strings in raw bytes: whole folders, in pieces, so that the size of a file does not matter.
import { opendir, open as openFile } from 'node:fs/promises';
import path from 'node:path';
import type { Needle } from './marks.ts';

export type Find = {
  /** Relative to the folder. */
  readonly file: string;
  readonly form: string;
  /** Place in the list of needles. */
  readonly needle: number;
  /** What stands around it, printable bytes only; the needle begins at `at`. */
  readonly around: string;
  readonly at: number;
};

export type Scanned = { readonly files: number; readonly bytes: number; readonly finds: readonly Find[] };

const PIECE = 1024 * 1024;
/** No needle is longer; and this much of what stands around a find is kept. */
const OVERLAP = 512;
const AROUND = 80;
const MOST_FINDS = 1000;

/** @param isSkipped by path relative to the folder */
export async function scanFolder(
  folder: string,
  needles: readonly Needle[],
  isSkipped: (file: string) => boolean = () => false,
): Promise<Scanned> {
  const finds: Find[] = [];
  let [files, bytes] = [0, 0];
  for await (const file of filesIn(folder, isSkipped)) {
    files += 1;
    bytes += await scanFile(path.join(folder, file), needles, find => {
      if (finds.length < MOST_FINDS) finds.push({ ...find, file });
    });
  }
  return { files, bytes, finds };
}

async function* filesIn(folder: string, isSkipped: (file: string) => boolean): AsyncGenerator<string, void, undefined> {
  const waiting = [''];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const entries = await opendir(path.join(folder, at)).catch(goneIsFine);
    for await (const entry of entries ?? []) {
      const file = path.join(at, entry.name);
      if (isSkipped(file)) continue;
      if (entry.isDirectory()) waiting.push(file);
      else if (entry.isFile()) yield file;
    }
  }
}

/** @returns how many bytes were looked at; none when the file has gone meanwhile, as caches of a database do */
async function scanFile(
  file: string,
  needles: readonly Needle[],
  onFind: (find: Omit<Find, 'file'>) => void,
): Promise<number> {
  const handle = await openFile(file, 'r').catch(goneIsFine);
  if (!handle) return 0;
  try {
    const buffer = Buffer.alloc(PIECE + OVERLAP);
    let kept = 0;
    let total = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, kept, PIECE);
      total += bytesRead;
      const length = kept + bytesRead;
      const isLast = bytesRead === 0;
      // What begins in the overlap is looked at with the next piece, so that nothing counts twice.
      scanPiece(buffer.toString('latin1', 0, length), isLast ? length : length - OVERLAP, needles, onFind);
      if (isLast) return total;
      kept = Math.min(OVERLAP, length);
      buffer.copy(buffer, 0, length - kept, length);
    }
  } finally {
    await handle.close();
  }
}

function scanPiece(
  text: string,
  end: number,
  needles: readonly Needle[],
  onFind: (find: Omit<Find, 'file'>) => void,
): void {
  const lower = text.toLowerCase();
  for (const [index, { form, text: needle, anyCase }] of needles.entries()) {
    const haystack = anyCase ? lower : text;
    for (let at = haystack.indexOf(needle); at >= 0 && at < end; at = haystack.indexOf(needle, at + 1)) {
      const from = Math.max(0, at - AROUND);
      const around = text.slice(from, at + needle.length + AROUND).replace(/[^\x20-\x7e]/g, '.');
      onFind({ form, needle: index, around, at: at - from });
    }
  }
}

function goneIsFine(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'EACCES' || error.code === 'ENXIO') return undefined;
  throw error;
}
