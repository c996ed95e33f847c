// At a start, before anything answers: takes in the program that an admin has confirmed on the page.
import type { Kernel } from '../kernel.ts';
import { ArchiveRefused } from './archive-shape.ts';
import { importProgram } from './import-program.ts';
import { findImport, noteFault, noteTaken, openImport } from './import-store.ts';

/**
 * Takes it in, or notes why not and leaves everything as it was.
 * @returns whether the database is another now, so that what was read from it before no longer holds
 */
export async function takeConfirmedImport(kernel: Kernel): Promise<boolean> {
  const found = await findImport(kernel);
  if (found?.state !== 'confirmed' || found.endsAt <= kernel.clock.now()) return false;
  const { id, askedBy } = found;
  try {
    const opened = await openImport(kernel, found);
    if (!opened) throw new ArchiveRefused('The archive is gone. Bring it again.');
    kernel.log.info({ import: id }, 'a program is being taken in; the server answers when that is done');
    await importProgram(kernel, opened.content, opened.key, {
      isTrial: false,
      actor: askedBy,
      replacing: id,
      // Of several servers that start together one takes it in; the others wait here.
      onBegin: async kernel => {
        const locked = await findImport(kernel, true);
        if (locked?.id !== id || locked.state !== 'confirmed') throw new ArchiveRefused('Another server was faster.');
      },
      onTaken: kernel => noteTaken(kernel, id),
    });
  } catch (error) {
    if ((await findImport(kernel))?.state !== 'done') {
      kernel.log.error({ err: error }, 'a program that an admin brought could not be taken in');
      const why = error instanceof ArchiveRefused ? error.message : UNFORESEEN;
      await noteFault(kernel, id, 'failed', why);
      return false;
    }
  }
  kernel.vault.forget();
  return true;
}

const UNFORESEEN = 'It could not be taken in, and everything is as it was. The server’s log names the cause.';
