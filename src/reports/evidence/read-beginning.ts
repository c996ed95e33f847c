// Reads the beginning of a file of evidence, as much as a page shows or a search looks at.
import type { StoredFile } from '../../core/files.ts';
import type { Kernel } from '../../core/kernel.ts';

/** How much of a text is shown and searched; the rest is there to be saved. */
export const SHOWN_BYTES = 512 * 1024;

/** @returns at most `most` bytes, and whether there are more */
export async function readBeginning(
  kernel: Kernel,
  file: Pick<StoredFile, 'id' | 'subject'>,
  most: number,
): Promise<{ readonly content: Buffer; readonly isCut: boolean }> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const bytes of kernel.files.read(kernel.db, file)) {
    parts.push(bytes);
    length += bytes.length;
    if (length > most) break;
  }
  const content = Buffer.concat(parts);
  return { content: content.length > most ? content.subarray(0, most) : content, isCut: length > most };
}
