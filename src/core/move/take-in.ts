// What is inside an archive into the tables and onto the disk, within the caller's transaction.
import type { Kernel } from '../kernel.ts';
import type { MoveProgress } from './export-program.ts';
import type { Frame } from './frames.ts';
import type { MovingTable } from './move-plan.ts';
import { emptyTables, insertMoving, liftRules, setSequence } from './move-store.ts';
import { type ImportSummary, walkArchive } from './walk-archive.ts';

export type ImportOptions = {
  /** Does everything, then takes it back. */
  readonly isTrial: boolean;
  readonly onProgress?: (progress: MoveProgress) => void;
  /** What a first start has made goes, but for what belongs to this: a row's id, under which its file and key lie. */
  readonly replacing?: string;
};

/**
 * Takes in part by part; nothing counts before the last one has come and everything fits.
 * @throws ArchiveRefused, and the caller's transaction has to roll back
 */
export async function takeIn(
  kernel: Kernel,
  frames: AsyncGenerator<Frame, void, undefined>,
  plan: readonly MovingTable[],
  { isTrial, onProgress, replacing }: ImportOptions,
): Promise<ImportSummary> {
  let restore: (() => Promise<void>) | undefined;
  const summary = await walkArchive(
    kernel,
    frames,
    plan,
    {
      begin: async tables => {
        if (replacing !== undefined) await emptyTables(kernel.db, plan, replacing);
        restore = await liftRules(kernel.db, tables);
      },
      rows: (table, rows) => insertMoving(kernel.db, table, rows),
      file: async (id, content) => {
        if (isTrial) for await (const _ of content);
        else await kernel.files.writeSealed(id, content);
      },
      keys: keys => kernel.vault.bring(kernel.db, keys),
    },
    onProgress,
  );
  const carried = plan.filter(({ fate }) => fate === 'carried');
  const schemas = new Set(carried.map(({ table }) => table.split('.')[0]));
  for (const sequence of summary.end.sequences)
    if (schemas.has(sequence.schema)) await setSequence(kernel.db, sequence);
  await restore?.();
  return summary;
}
