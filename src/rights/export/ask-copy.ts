// A person asks for a copy of their data, takes it, and has it destroyed.
import { Readable } from 'node:stream';
import { type Actor, actorId, type Person } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { isFresh } from '../../core/http/access.ts';
import type { Kernel } from '../../core/kernel.ts';
import { findRequest, insertRequest, moveRequest } from '../request-store.ts';
import { isRecipient } from './age-recipient.ts';
import { type Copy, destroyCopy, findCopy, insertCopy, noteTaken } from './copy-store.ts';

/** The job that makes one copy. */
export const MAKE_COPY = 'make-personal-data-copy';

export type CopyFaults = { readonly recipient?: string };

/**
 * Begins a copy in the background.
 * @param recipient an age recipient to seal it for; empty for none
 * @returns what is wrong with the recipient; nothing when it was begun
 * @throws Refusal fresh_sign_in_required, already_done while another one is being made, or lies ready
 */
export async function askCopy(kernel: Kernel, actor: Actor, recipient: string): Promise<CopyFaults> {
  const person = freshPerson(kernel, actor);
  if (recipient !== '' && !isRecipient(recipient))
    return { recipient: 'This is no age recipient: it begins with age1 and has 62 characters. Copy it whole.' };
  await kernel.transaction(async kernel => {
    const request = await insertRequest(kernel, { person: person.id, kind: 'export' });
    if (!request) throw refuse('already_done');
    await insertCopy(kernel, { request, person: person.id, ...(recipient !== '' && { recipient }) });
    await kernel.audit.record(kernel.db, { actor: person.id, action: 'rights.export.ask', subject: request });
    await kernel.enqueue(kernel, MAKE_COPY, { request }, { key: request });
  });
  return {};
}

/**
 * The bytes of the person's own copy.
 * @throws Refusal fresh_sign_in_required, not_found
 */
export async function takeCopy(
  kernel: Kernel,
  actor: Actor,
  id: string,
): Promise<{ readonly name: string; readonly content: Readable }> {
  const person = freshPerson(kernel, actor);
  const { copy } = await ownCopy(kernel, person, id);
  const file = copy.file && (await kernel.files.find(kernel.db, copy.file));
  if (!file) throw refuse('not_found');
  await kernel.transaction(async kernel => {
    await noteTaken(kernel, id);
    await kernel.audit.record(kernel.db, { actor: person.id, action: 'rights.export.take', subject: id });
  });
  return { name: file.name, content: Readable.from(kernel.files.read(kernel.db, file)) };
}

/** Destroys the person's own copy before its time. @throws Refusal not_found when none lies ready */
export async function discardCopy(kernel: Kernel, actor: Actor, id: string): Promise<void> {
  if (actor.kind !== 'person' || actor.token !== undefined) throw refuse('not_allowed');
  await ownCopy(kernel, actor, id);
  await endCopy(kernel, actorId(actor), id);
}

/** Destroys a copy. @param actor who did it, for the log */
export const endCopy = (kernel: Kernel, actor: string, request: string): Promise<void> =>
  kernel.transaction(async kernel => {
    await destroyCopy(kernel, request);
    await moveRequest(kernel, request, 'done', { end: true });
    await kernel.audit.record(kernel.db, { actor, action: 'rights.export.destroy', subject: request });
  });

/** A copy is handed to the person alone, never to staff who may see that there is one. */
async function ownCopy(kernel: Kernel, person: Person, id: string): Promise<{ readonly copy: Copy }> {
  const request = await findRequest(kernel, person, id);
  const copy = request?.person === person.id && request.state === 'ready' ? await findCopy(kernel, id) : undefined;
  if (!copy?.endsAt || copy.endsAt <= kernel.clock.now()) throw refuse('not_found');
  return { copy };
}

function freshPerson(kernel: Kernel, actor: Actor): Person {
  if (actor.kind !== 'person' || actor.token !== undefined) throw refuse('not_allowed');
  if (!isFresh(actor, kernel.clock.now())) throw refuse('fresh_sign_in_required');
  return actor;
}
