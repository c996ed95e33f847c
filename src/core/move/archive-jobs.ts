// Makes archives that admins asked for, and destroys them a day later.
import type { Kernel } from '../kernel.ts';
import type { Job } from '../work/jobs.ts';
import {
  beginArchive,
  failArchive,
  finishArchive,
  listOverdueArchives,
  noteProgress,
  removeArchive,
} from './archive-store.ts';
import { exportProgram, type MoveProgress } from './export-program.ts';

export const MAKE_ARCHIVE = 'make-program-archive';

export const archiveJobs: readonly Job[] = [
  {
    name: MAKE_ARCHIVE,
    run: async (kernel, { archive, actor }) => {
      if (archive === undefined || actor === undefined) return;
      const key = await beginArchive(kernel, archive);
      if (!key) return;
      try {
        let progress: MoveProgress = { done: 0, total: 0 };
        const content = exportProgram(kernel, actor, key, {
          onProgress: reached => {
            progress = reached;
          },
        });
        await finishArchive(
          kernel,
          archive,
          withProgress(kernel, archive, content, () => progress),
        );
      } catch (error) {
        // Its admin is told on the page, and asks again: a second try by itself would find the same.
        kernel.log.error({ err: error }, 'a program archive could not be made');
        await failArchive(kernel, archive);
      }
    },
  },
  {
    name: 'destroy-program-archives',
    every: '7 * * * *',
    run: async kernel => {
      for (const archive of await listOverdueArchives(kernel)) await removeArchive(kernel, archive);
    },
  },
];

/** Rows and files between two notes of how far it is. */
const NOTE_EVERY = 1000;

async function* withProgress(
  kernel: Kernel,
  archive: string,
  content: AsyncIterable<Buffer>,
  progress: () => MoveProgress,
): AsyncGenerator<Buffer, void, undefined> {
  let noted = -NOTE_EVERY;
  for await (const bytes of content) {
    const { done, total } = progress();
    if (total > 0 && done - noted >= NOTE_EVERY) {
      await noteProgress(kernel, archive, { done, total });
      noted = done;
    }
    yield bytes;
  }
}
