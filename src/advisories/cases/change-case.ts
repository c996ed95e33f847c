// Changes a case: one transaction that has locked it, with its story, the audit log and the event that tells of it.
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { CaseRecord, Participant } from './case-record.ts';
import { lockCase, saveCase } from './case-store.ts';
import { listParticipants } from './participant-store.ts';
import { insertEntry, type NewEntry } from './talk-store.ts';

/** A case that this transaction has locked, with those who take part in it. */
export type LockedCase = {
  readonly kernel: Kernel;
  readonly actor: Actor;
  readonly found: CaseRecord;
  readonly participants: readonly Participant[];
  /** The operator's own participant. */
  readonly owner: Participant;
  /** For whom the actor speaks: staff and the product for the owner, a participant for itself. */
  readonly speaker: Participant;
};

/**
 * Runs `work` on the locked case.
 * @throws Refusal not_found for whoever may not see it, already_done when it is closed
 */
export const changeCase = <Result>(
  kernel: Kernel,
  actor: Actor,
  id: string,
  work: (locked: LockedCase) => Promise<Result>,
): Promise<Result> =>
  kernel.transaction(async kernel => {
    const found = await lockCase(kernel, actor, id);
    if (found.state === 'closed') throw refuse('already_done', { case: id });
    const participants = await listParticipants(kernel, id);
    const owner = participants.find(({ isOwner }) => isOwner);
    const speaker = actor.kind === 'participant' ? participants.find(one => one.id === actor.id) : owner;
    if (!owner || !speaker || speaker.removedAt) throw refuse('not_found');
    return work({ kernel, actor, found, participants, owner, speaker });
  });

/**
 * Writes what happened into the story and the audit log, and tells the product when participants may see it.
 * @param isTold whether somebody outside the team hears of it; what everybody may see is, unless said otherwise
 */
export async function tell(
  { kernel, actor, found, speaker }: LockedCase,
  entry: NewEntry,
  isTold = entry.audience === 'everyone',
): Promise<void> {
  const id = await insertEntry(kernel, actor, found.id, { participant: speaker.id, ...entry });
  await saveCase(kernel, found, {});
  await kernel.audit.record(kernel.db, {
    actor: actorId(actor),
    action: `case.${entry.kind.replaceAll('_', '-')}`,
    subject: found.id,
    details: { entry: id, ...entry.details },
  });
  if (isTold) await kernel.emit(kernel, 'case.changed', { case: found.id, entry: id });
}

/** Those of a case who can build a fix: the operator, and vendors. */
export const vendorsOf = (participants: readonly Participant[]): Participant[] =>
  participants.filter(({ isOwner, roles, removedAt }) => !removedAt && (isOwner || roles.includes('vendor')));
