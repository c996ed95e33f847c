// A program from another installation into an empty database: all of it, or nothing.
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { findCheckpoints } from '../audit/audit-store.ts';
import { appendCheckpoint } from '../audit/checkpoint.ts';
import { openWithPassphrase, type PassphraseKey, PassphraseRefused } from '../crypto/passphrase-key.ts';
import { SealBroken } from '../crypto/vault.ts';
import { checkpointsFile } from '../data-folder.ts';
import type { Kernel } from '../kernel.ts';
import { ArchiveRefused } from './archive-shape.ts';
import { FrameBroken, readFrames } from './frames.ts';
import { type MovingTable, readMovePlan } from './move-plan.ts';
import { listFilled } from './move-store.ts';
import { listUsed } from './started-tables.ts';
import { type ImportOptions, takeIn } from './take-in.ts';
import type { ImportSummary } from './walk-archive.ts';

type Hooks = {
  /** Runs first in the import's transaction. */
  readonly onBegin?: (kernel: Kernel) => Promise<void>;
  /** Runs in it before it commits. */
  readonly onTaken?: (kernel: Kernel) => Promise<void>;
};

/**
 * Reads an archive of `exportProgram` and puts everything in its place, in one transaction.
 * @param source the archive's bytes
 * @param passphrase or what it was made into
 * @throws ArchiveRefused with one sentence for the operator; nothing was changed then
 */
export async function importProgram(
  kernel: Kernel,
  source: AsyncIterable<Buffer>,
  passphrase: string | PassphraseKey,
  { actor = 'system:command-line', onBegin, onTaken, ...options }: ImportOptions & Hooks & { readonly actor?: string },
): Promise<ImportSummary> {
  const { isTrial, replacing } = options;
  const plan = await readMovePlan(kernel.db);
  await (replacing === undefined ? refuseStarted(kernel, plan) : refuseUsed(kernel, plan));
  let uncarry: (() => void) | undefined;
  let summary: ImportSummary | undefined;
  try {
    await kernel.transaction(async kernel => {
      await onBegin?.(kernel);
      summary = await takeIn(kernel, readFrames(openWithPassphrase(passphrase, source)), plan, options);
      if (isTrial) throw new TakenBack();
      const { head, end } = summary;
      await kernel.audit.record(kernel.db, {
        actor,
        action: 'program.import',
        subject: 'program',
        details: { from: head.from, exportedAt: head.at, files: end.files },
      });
      await onTaken?.(kernel);
      uncarry = kernel.keyring.carry({ secrets: end.secrets, verifiers: end.verifiers });
    });
  } catch (error) {
    uncarry?.();
    if (!(error instanceof TakenBack)) throw refusalOf(error);
  }
  if (!summary) throw new Error('nothing was read');
  if (!isTrial) await keepCheckpoints(kernel);
  return summary;
}

/** The file of checkpoints tells of the log that came; what it told of before is put aside. */
async function keepCheckpoints(kernel: Kernel): Promise<void> {
  const file = checkpointsFile(kernel.config.dataDir);
  if (existsSync(file)) await rename(file, `${file}.before-${kernel.clock.now().getTime()}`);
  for (const checkpoint of await findCheckpoints(kernel.db)) await appendCheckpoint(file, checkpoint);
}

/** Ends a trial: the transaction rolls back. */
class TakenBack extends Error {}

async function refuseStarted(kernel: Kernel, plan: readonly MovingTable[]): Promise<void> {
  const filled = await listFilled(
    kernel.db,
    plan.filter(({ table }) => !HARMLESS.has(table)),
  );
  if (filled.length === 0 && !existsSync(checkpointsFile(kernel.config.dataDir))) return;
  const what = filled.length > 0 ? ` (${filled.slice(0, 3).join(', ')}${filled.length > 3 ? ', …' : ''})` : '';
  throw new ArchiveRefused(
    `This installation is in use already${what}. A program goes into an empty one: take a new data folder and a new database, and import before the server starts there for the first time. Into one that was started and not used yet, an admin brings it on the page Move.`,
  );
}

async function refuseUsed(kernel: Kernel, plan: readonly MovingTable[]): Promise<void> {
  const used = await listUsed(kernel.db, plan);
  if (used.length > 0)
    throw new ArchiveRefused(
      `This installation is in use: it holds ${used.join(', ')}. A program goes into an empty one.`,
    );
}

/** May hold rows before anybody came. */
const HARMLESS = new Set(['core.installation', 'core.rate_bucket']);

/** Faults of the archive in the operator's words; all others as they are. */
export function refusalOf(error: unknown): unknown {
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
