// Looks at an archive that an admin has brought, from its first byte to its last, and destroys it a day later.
import { openWithPassphrase } from '../crypto/passphrase-key.ts';
import type { Kernel } from '../kernel.ts';
import type { Job } from '../work/jobs.ts';
import { ArchiveRefused } from './archive-shape.ts';
import type { MoveProgress } from './export-program.ts';
import { readFrames } from './frames.ts';
import { refusalOf } from './import-program.ts';
import { findImport, noteFault, noteImportProgress, noteReady, openImport, removeImport } from './import-store.ts';
import { readMovePlan } from './move-plan.ts';
import { type ImportSummary, walkArchive } from './walk-archive.ts';

export const CHECK_IMPORT = 'check-program-import';

export const importJobs: readonly Job[] = [
  {
    name: CHECK_IMPORT,
    run: async (kernel, { id }) => {
      const found = await findImport(kernel);
      if (!found || found.id !== id || found.state !== 'checking') return;
      try {
        const opened = await openImport(kernel, found);
        if (!opened) throw new ArchiveRefused('The archive is gone. Bring it again.');
        const noted = noteNowAndThen(kernel, found.id);
        const summary = await inspect(
          kernel,
          readFrames(openWithPassphrase(opened.key, opened.content)),
          noted.progress,
        );
        await noted.written();
        await noteReady(kernel, found.id, summary);
      } catch (error) {
        const refused = refusalOf(error);
        if (!(refused instanceof ArchiveRefused)) kernel.log.error({ err: error }, 'an archive could not be looked at');
        const why =
          refused instanceof ArchiveRefused
            ? refused.message
            : 'It could not be read. The server’s log names the cause.';
        await noteFault(kernel, found.id, 'refused', why);
      }
    },
  },
  {
    name: 'destroy-program-imports',
    every: '17 * * * *',
    run: async kernel => {
      const found = await findImport(kernel);
      if (found && found.endsAt <= kernel.clock.now()) await removeImport(kernel, found.id);
    },
  },
];

/** Holds an archive to its shape and counts it; touches no table. */
const inspect = async (
  kernel: Kernel,
  frames: Parameters<typeof walkArchive>[1],
  onProgress: (progress: MoveProgress) => void,
): Promise<ImportSummary> =>
  walkArchive(
    kernel,
    frames,
    await readMovePlan(kernel.db),
    {
      begin: async () => undefined,
      rows: async (_table, rows) => countRows(rows),
      file: async (_id, content) => {
        for await (const _ of content);
      },
      keys: async () => undefined,
    },
    onProgress,
  );

function countRows(text: string): number {
  try {
    const rows: unknown = JSON.parse(text);
    if (Array.isArray(rows)) return rows.length;
  } catch {
    // Said below.
  }
  throw new ArchiveRefused('The archive holds rows that are none.');
}

/** Rows and files between two notes of how far it is. */
const NOTE_EVERY = 1000;

function noteNowAndThen(kernel: Kernel, id: string) {
  let noted = -NOTE_EVERY;
  let writing: Promise<void> = Promise.resolve();
  return {
    progress: (reached: MoveProgress): void => {
      if (reached.done - noted < NOTE_EVERY) return;
      noted = reached.done;
      writing = writing.then(() => noteImportProgress(kernel, id, reached)).catch(() => undefined);
    },
    written: () => writing,
  };
}
