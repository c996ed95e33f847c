// Reads the ZIP of an evidence bundle from anybody: nothing is written, and nothing odd is let through.
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { hashedOnTheWay } from '../../core/crypto/sha256-stream.ts';
import { isBundlePath } from './bundle-paths.ts';

export type ReadFile = { readonly name: string; readonly sha256: string; readonly size: number };
export type ReadBundle =
  | { readonly ok: true; readonly files: readonly ReadFile[]; readonly texts: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly reason: string };

const MOST_ENTRIES = 2_000;
/** Of one file, and of all together, uncompressed. */
const LARGEST_FILE = 2 ** 27;
const LARGEST_ALL = 2 ** 31;
/** JSON files are kept in memory; larger ones are only hashed. */
const LARGEST_TEXT = 2 ** 25;

/** Reads every entry to its end. Texts are those of JSON files. */
export async function readBundle(path: string): Promise<ReadBundle> {
  let zip: ZipFile | undefined;
  try {
    zip = await openPromise(path, {
      lazyEntries: true,
      validateEntrySizes: true,
      strictFileNames: true,
      autoClose: false,
    });
    return await readEntries(zip);
  } catch (error) {
    const reason =
      error instanceof Error ? error.message.replace(/[^\x20-\x7e]|[.]+$/g, '').slice(0, 200) : 'unreadable';
    return { ok: false, reason: `This is not a ZIP file that can be read: ${reason}.` };
  } finally {
    zip?.close();
  }
}

async function readEntries(zip: ZipFile): Promise<ReadBundle> {
  if (zip.entryCount > MOST_ENTRIES) return { ok: false, reason: `It has more than ${MOST_ENTRIES} files.` };
  const files: ReadFile[] = [];
  const texts = new Map<string, string>();
  const seen = new Set<string>();
  let total = 0;
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName;
    if (!isBundlePath(name)) return { ok: false, reason: 'It has a file with a name that no bundle has.' };
    if (seen.has(name.toLowerCase())) return { ok: false, reason: `It has ${name} twice.` };
    seen.add(name.toLowerCase());
    const fault = faultOf(entry);
    if (fault !== undefined) return { ok: false, reason: `${name} ${fault}.` };
    total += entry.uncompressedSize;
    if (total > LARGEST_ALL) return { ok: false, reason: 'Its files are too large together.' };
    const { file, text } = await readEntry(zip, entry);
    files.push(file);
    if (text !== undefined) texts.set(name, text);
  }
  return { ok: true, files, texts };
}

function faultOf(entry: Entry): string | undefined {
  if (entry.isEncrypted()) return 'is encrypted';
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
    return 'is compressed in a way that bundles are not';
  if (entry.uncompressedSize > LARGEST_FILE) return 'is too large';
  // Anything but a plain file, by the Unix mode of its attributes.
  const kind = (entry.externalFileAttributes >>> 16) & 0o170_000;
  return kind === 0 || kind === 0o100_000 ? undefined : 'is not a plain file';
}

async function readEntry(zip: ZipFile, entry: Entry): Promise<{ file: ReadFile; text: string | undefined }> {
  const isText = entry.fileName.endsWith('.json') && entry.uncompressedSize <= LARGEST_TEXT;
  // yauzl's streams give buffers; `validateEntrySizes` ends them at the size that was announced.
  const source = (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>;
  const { content, digest } = hashedOnTheWay(source);
  const kept: Buffer[] = [];
  let size = 0;
  for await (const bytes of content) {
    size += bytes.length;
    if (isText) kept.push(bytes);
  }
  return {
    file: { name: entry.fileName, sha256: digest(), size },
    text: isText ? Buffer.concat(kept).toString() : undefined,
  };
}
