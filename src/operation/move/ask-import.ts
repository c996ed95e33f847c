// An admin brings a program from another installation, confirms it, changes their mind.
import type { Readable } from 'node:stream';
import { type Actor, actorId, type Person } from '../../core/actor.ts';
import { PassphraseRefused, tryPassphrase } from '../../core/crypto/passphrase-key.ts';
import { isRefusal, refuse } from '../../core/errors.ts';
import { isFresh } from '../../core/http/access.ts';
import type { Kernel } from '../../core/kernel.ts';
import { CHECK_IMPORT } from '../../core/move/import-jobs.ts';
import {
  findImport,
  insertImport,
  newImportId,
  type ProgramImport,
  removeImport,
  setConfirmed,
} from '../../core/move/import-store.ts';
import { readMovePlan } from '../../core/move/move-plan.ts';
import { listUsed } from '../../core/move/started-tables.ts';

/** Larger ones go by the command line: a browser has two minutes for its request. */
export const LARGEST_ARCHIVE = 256 * 1024 * 1024;

export type ImportFaults = { readonly passphrase?: string; readonly file?: string };

/**
 * Keeps an archive whose passphrase fits, and has it looked at.
 * @param stream read to its end, or left where it was refused
 * @returns what is wrong with it; nothing when it is kept
 * @throws Refusal fresh_sign_in_required, already_done while there is one or the installation is in use
 */
export async function bringArchive(
  kernel: Kernel,
  actor: Actor,
  { passphrase, stream }: { readonly passphrase: string; readonly stream: Readable },
): Promise<ImportFaults> {
  const person = freshPerson(kernel, actor);
  if (passphrase === '') return { passphrase: 'Type the passphrase of the archive.' };
  const earlier = await findImport(kernel);
  if (earlier && !isOver(earlier)) throw refuse('already_done');
  if ((await listUsed(kernel.db, await readMovePlan(kernel.db))).length > 0) throw refuse('already_done');
  try {
    const { key, content } = await tryPassphrase(passphrase, stream);
    const id = newImportId(kernel);
    await kernel.transaction(async kernel => {
      if (earlier) await removeImport(kernel, earlier.id);
      const kept = await insertImport(kernel, id, { askedBy: person.id, key, content, limitBytes: LARGEST_ARCHIVE });
      if (!kept) throw refuse('already_done');
      await note(kernel, actor, 'bring', id);
      await kernel.enqueue(kernel, CHECK_IMPORT, { id }, { key: id });
    });
    return {};
  } catch (error) {
    if (error instanceof PassphraseRefused)
      return error.why === 'format'
        ? { file: 'This is no program archive of Telltale: its name ends in .ttprog.' }
        : { passphrase: 'The passphrase is another. Nothing was kept; choose the file again.' };
    if (isRefusal(error, 'file_too_large'))
      return { file: 'This archive is larger than 256 MB. Bring it in on the command line.' };
    throw error;
  }
}

/** Whether another one may come in its place. */
export const isOver = ({ state }: ProgramImport): boolean =>
  state === 'refused' || state === 'failed' || state === 'done';

/** Has the archive taken in at the next start. @throws Refusal fresh_sign_in_required, not_found when it is not ready */
export async function confirmImport(kernel: Kernel, actor: Actor, isConfirmed: boolean): Promise<void> {
  if (isConfirmed) freshPerson(kernel, actor);
  const found = await findImport(kernel);
  await kernel.transaction(async kernel => {
    if (!found || !(await setConfirmed(kernel, found.id, isConfirmed))) throw refuse('not_found');
    await note(kernel, actor, isConfirmed ? 'confirm' : 'take-back', found.id);
  });
}

/** Destroys the archive, or the note that it was taken in. @throws Refusal not_found when there is none, or it is confirmed */
export async function dropImport(kernel: Kernel, actor: Actor): Promise<void> {
  const found = await findImport(kernel);
  if (!found || found.state === 'confirmed') throw refuse('not_found');
  await kernel.transaction(async kernel => {
    await removeImport(kernel, found.id);
    await note(kernel, actor, 'drop', found.id);
  });
}

const note = (kernel: Kernel, actor: Actor, what: string, subject: string): Promise<string> =>
  kernel.audit.record(kernel.db, { actor: actorId(actor), action: `program-import.${what}`, subject });

function freshPerson(kernel: Kernel, actor: Actor): Person {
  if (actor.kind !== 'person' || actor.token !== undefined) throw refuse('not_allowed');
  if (!isFresh(actor, kernel.clock.now())) throw refuse('fresh_sign_in_required');
  return actor;
}
