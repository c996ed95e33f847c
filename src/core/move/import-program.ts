// A program from another installation into an empty database: all of it, or nothing.
import { existsSync } from 'node:fs';
import { findCheckpoints } from '../audit/audit-store.ts';
import { appendCheckpoint } from '../audit/checkpoint.ts';
import { openWithPassphrase, PassphraseRefused } from '../crypto/passphrase-key.ts';
import { SealBroken } from '../crypto/vault.ts';
import { checkpointsFile } from '../data-folder.ts';
import type { Kernel } from '../kernel.ts';
import { ArchiveRefused } from './archive-shape.ts';
import { FrameBroken, readFrames } from './frames.ts';
import { type MovingTable, readMovePlan } from './move-plan.ts';
import { listFilled } from './move-store.ts';
import { type ImportOptions, type ImportSummary, takeIn } from './take-in.ts';

/**
 * Reads an archive of `exportProgram` and puts everything in its place, in one transaction.
 * @param source the archive's bytes
 * @throws ArchiveRefused with one sentence for the operator; nothing was changed then
 */
export async function importProgram(
  kernel: Kernel,
  source: AsyncIterable<Buffer>,
  passphrase: string,
  { isTrial, onProgress }: ImportOptions,
): Promise<ImportSummary> {
  const plan = await readMovePlan(kernel.db);
  await refuseUsed(kernel, plan);
  let uncarry: (() => void) | undefined;
  let summary: ImportSummary | undefined;
  try {
    await kernel.transaction(async kernel => {
      const frames = readFrames(openWithPassphrase(passphrase, source));
      summary = await takeIn(kernel, frames, plan, { isTrial, ...(onProgress && { onProgress }) });
      if (isTrial) throw new TakenBack();
      const { head, end } = summary;
      await kernel.audit.record(kernel.db, {
        actor: 'system:command-line',
        action: 'program.import',
        subject: 'program',
        details: { from: head.from, exportedAt: head.at, files: end.files },
      });
      uncarry = kernel.keyring.carry({ secrets: end.secrets, verifiers: end.verifiers });
    });
  } catch (error) {
    uncarry?.();
    if (!(error instanceof TakenBack)) throw refusalOf(error);
  }
  if (!summary) throw new Error('nothing was read');
  if (!isTrial) {
    const file = checkpointsFile(kernel.config.dataDir);
    for (const checkpoint of await findCheckpoints(kernel.db)) await appendCheckpoint(file, checkpoint);
  }
  return summary;
}

/** Ends a trial: the transaction rolls back. */
class TakenBack extends Error {}

async function refuseUsed(kernel: Kernel, plan: readonly MovingTable[]): Promise<void> {
  const filled = await listFilled(
    kernel.db,
    plan.filter(({ table }) => !HARMLESS.has(table)),
  );
  if (filled.length === 0 && !existsSync(checkpointsFile(kernel.config.dataDir))) return;
  const what = filled.length > 0 ? ` (${filled.slice(0, 3).join(', ')}${filled.length > 3 ? ', …' : ''})` : '';
  throw new ArchiveRefused(
    `This installation is in use already${what}. A program goes into an empty one: take a new data folder and a new database, and import before the server starts there for the first time.`,
  );
}

/** May hold rows before anybody came. */
const HARMLESS = new Set(['core.installation', 'core.rate_bucket']);

/** Faults of the archive in the operator's words; all others as they are. */
function refusalOf(error: unknown): unknown {
  if (error instanceof PassphraseRefused)
    return new ArchiveRefused(
      error.why === 'format'
        ? 'This is no program archive of Telltale.'
        : 'The passphrase is wrong. Nothing was changed.',
      { cause: error },
    );
  if (error instanceof SealBroken || error instanceof FrameBroken)
    return new ArchiveRefused(
      'The archive was changed or cut off on its way. Nothing was changed here; take it again from where it was made.',
      { cause: error },
    );
  return error;
}
