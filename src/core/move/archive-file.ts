// Archives as files on the operator's disk.
import { createReadStream } from 'node:fs';
import { access, open, rename, rm } from 'node:fs/promises';
import { OperatorFault } from '../operator-fault.ts';

/** Writes an archive under a name that nothing has yet; what fails leaves nothing there. @returns bytes written */
export async function writeArchive(file: string, content: AsyncIterable<Buffer>): Promise<number> {
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (exists) throw new OperatorFault(`there is a file ${file} already: give another name`);
  const part = `${file}.part`;
  let size = 0;
  const handle = await open(part, 'wx', 0o600).catch((cause: NodeJS.ErrnoException) => {
    throw new OperatorFault(`cannot write ${part}: ${cause.code}`, { cause });
  });
  try {
    for await (const bytes of content) {
      await handle.writeFile(bytes);
      size += bytes.length;
    }
    await handle.sync();
    await handle.close();
    await rename(part, file);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(part, { force: true });
    throw error;
  }
  return size;
}

/** The bytes of an archive. @throws OperatorFault when there is none to read */
export async function readArchive(file: string): Promise<AsyncIterable<Buffer>> {
  await access(file).catch((cause: NodeJS.ErrnoException) => {
    throw new OperatorFault(`cannot read ${file}: ${cause.code === 'ENOENT' ? 'there is no such file' : cause.code}`, {
      cause,
    });
  });
  return createReadStream(file, { highWaterMark: 256 * 1024 });
}
