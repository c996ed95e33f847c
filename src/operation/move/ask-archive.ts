// An admin asks for the whole program as one file, takes it, and has it destroyed.
import { Readable } from 'node:stream';
import { type Actor, actorId, type Person } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { isFresh } from '../../core/http/access.ts';
import type { Kernel } from '../../core/kernel.ts';
import { MAKE_ARCHIVE } from '../../core/move/archive-jobs.ts';
import { findOwnArchive, insertArchive, removeArchive } from '../../core/move/archive-store.ts';
import { newPassphraseKey } from '../../core/move/export-program.ts';
import { isLongEnough, SHORTEST_PASSPHRASE } from '../../core/move/passphrase.ts';

export type ArchiveForm = { readonly passphrase?: string | undefined; readonly again?: string | undefined };
type ArchiveFaults = { readonly passphrase?: string; readonly again?: string };

/**
 * Begins an archive in the background.
 * @returns what is wrong with the passphrase; nothing when it was begun
 * @throws Refusal fresh_sign_in_required, already_done while another one is being made, or lies ready
 */
export async function askArchive(kernel: Kernel, actor: Actor, form: ArchiveForm): Promise<ArchiveFaults> {
  const person = freshPerson(kernel, actor);
  const { passphrase = '', again = '' } = form;
  if (!isLongEnough(passphrase))
    return { passphrase: `Take at least ${SHORTEST_PASSPHRASE} characters: five random words or more.` };
  if (passphrase !== again) return { again: 'The two differ. Type the passphrase again.' };
  const earlier = await findOwnArchive(kernel, person.id);
  if (earlier?.state === 'ready') throw refuse('already_done');
  const key = await newPassphraseKey(passphrase, kernel.random);
  await kernel.transaction(async kernel => {
    if (earlier?.state === 'failed') await removeArchive(kernel, earlier.id);
    const archive = await insertArchive(kernel, person.id, key);
    if (!archive) throw refuse('already_done');
    await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'program-archive.ask', subject: archive });
    await kernel.enqueue(kernel, MAKE_ARCHIVE, { archive, actor: actorId(actor) }, { key: archive });
  });
  return {};
}

/**
 * The bytes of the actor's own archive.
 * @throws Refusal fresh_sign_in_required, not_found
 */
export async function takeArchive(kernel: Kernel, actor: Actor): Promise<{ name: string; content: Readable }> {
  const person = freshPerson(kernel, actor);
  const archive = await findOwnArchive(kernel, person.id);
  const file = archive?.file && (await kernel.files.find(kernel.db, archive.file));
  if (!archive || !file) throw refuse('not_found');
  await kernel.transaction(kernel =>
    kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'program-archive.take', subject: archive.id }),
  );
  const day = archive.createdAt.toISOString().slice(0, 10);
  return { name: `program-${day}.ttprog`, content: Readable.from(kernel.files.read(kernel.db, file)) };
}

/** Destroys the actor's own archive before its time. @throws Refusal not_found when there is none, or it is being made */
export async function destroyArchive(kernel: Kernel, actor: Actor): Promise<void> {
  const archive = actor.kind === 'person' ? await findOwnArchive(kernel, actor.id) : undefined;
  if (archive?.state !== 'ready' && archive?.state !== 'failed') throw refuse('not_found');
  await kernel.transaction(async kernel => {
    await removeArchive(kernel, archive.id);
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'program-archive.destroy',
      subject: archive.id,
    });
  });
}

function freshPerson(kernel: Kernel, actor: Actor): Person {
  if (actor.kind !== 'person' || actor.token !== undefined) throw refuse('not_allowed');
  if (!isFresh(actor, kernel.clock.now())) throw refuse('fresh_sign_in_required');
  return actor;
}
