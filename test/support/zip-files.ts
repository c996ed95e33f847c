// ZIP files for tests: read into a map, and written from one, odd ones included.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';

/** Every entry by its name. */
export async function unzip(bytes: Buffer): Promise<Map<string, Buffer>> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  const files = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry())
    files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  return files;
}

/** A ZIP of these entries; names may be there twice. */
export async function zip(entries: Iterable<readonly [string, Buffer]>, mode = 0o100_644): Promise<Buffer> {
  const file = new ZipFile();
  for (const [name, content] of entries) file.addBuffer(content, name, { mode });
  file.end();
  return buffer(file.outputStream);
}

let folder: string | undefined;
let count = 0;

/** Puts bytes into a file of their own, gone when the process ends; gives its path. */
export async function asFile(bytes: Buffer | string): Promise<string> {
  if (folder === undefined) {
    const made = mkdtempSync(path.join(os.tmpdir(), 'telltale-files-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  const file = path.join(folder, String(++count));
  writeFileSync(file, bytes);
  return file;
}
