// Staff asks somebody to take part in a case, sends a new link, or takes somebody out of it again.
import { href, routes } from '../../catalog/routes.ts';
import type { Actor } from '../../core/actor.ts';
import { actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { CaseHead, ParticipantRole } from './case-record.ts';
import { changeCase, tell } from './change-case.ts';
import { insertLink, insertParticipant, LINK_DAYS, participantOf, saveParticipant } from './participant-store.ts';

export type ParticipantInput = {
  readonly name: string;
  /** Normalized. */
  readonly email: string;
  readonly roles: readonly Exclude<ParticipantRole, 'case_owner'>[];
};

/** Mails an invitation. @returns the participant's id; undefined when the address takes part already */
export const inviteParticipant = (
  kernel: Kernel,
  actor: Actor,
  id: string,
  { name, email, roles: given }: ParticipantInput,
): Promise<string | undefined> =>
  changeCase(kernel, actor, id, async locked => {
    const { kernel, participants, found } = locked;
    if (participants.some(one => one.email === email && !one.removedAt)) return undefined;
    const participant = await insertParticipant(kernel, {
      case: id,
      isOwner: false,
      roles: given,
      name,
      email,
      progress: 'start',
      invitedBy: actorId(actor),
    });
    await tell(locked, { kind: 'invited', audience: 'everyone', details: { participant } });
    await mailLink(kernel, found, { participant, email }, 'invitation');
    return participant;
  });

/** Mails a fresh link; earlier ones keep working until they expire. */
export const renewLink = (kernel: Kernel, actor: Actor, id: string, participant: string): Promise<void> =>
  changeCase(kernel, actor, id, async locked => {
    const { email, removedAt } = participantOf(locked.participants, participant);
    if (email === null || removedAt) throw refuse('already_done', { participant });
    await tell(locked, { kind: 'link_sent', audience: 'internal', details: { participant } });
    await mailLink(locked.kernel, locked.found, { participant, email }, 'renewal');
  });

/** Takes a participant out: its links and sessions end at once, what it said stays. */
export const removeParticipant = (kernel: Kernel, actor: Actor, id: string, participant: string): Promise<void> =>
  changeCase(kernel, actor, id, async locked => {
    const found = participantOf(locked.participants, participant);
    if (found.isOwner || found.removedAt) throw refuse('already_done', { participant });
    await saveParticipant(locked.kernel, found, { removedAt: locked.kernel.clock.now() });
    await tell(locked, { kind: 'removed', audience: 'internal', details: { participant } });
  });

/** Mails a new secret link of a participant's page. It says that there is a case, never what it is about. */
export async function mailLink(
  kernel: Kernel,
  { number }: Pick<CaseHead, 'number'>,
  { participant, email }: { readonly participant: string; readonly email: string },
  kind: 'invitation' | 'renewal',
): Promise<void> {
  const token = await insertLink(kernel, participant);
  const { operator, publicUrl } = kernel.config;
  const link = publicUrl + href(routes.coordination.enter, undefined, { token });
  await kernel.compose(kernel, {
    to: email,
    subject:
      kind === 'invitation'
        ? `${operator.name} asks you to coordinate a vulnerability: ${number}`
        : `Your link to case ${number}`,
    text: [
      kind === 'invitation'
        ? `The security team of ${operator.name} coordinates a vulnerability that concerns you, as case ${number}.`
        : `Here is a new link to case ${number} of ${operator.name}.`,
      '',
      'Open your page of the case:',
      '',
      link,
      '',
      `The link is yours alone and works for ${LINK_DAYS} days; whoever has it can read and write as you. You need no account.`,
      'Mails like this never say what a case is about.',
    ].join('\n'),
  });
}
