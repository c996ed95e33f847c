// What a participant does in a case, or staff for one that answered by other ways: says how far it is, whether it is
// affected, what it wants to be published, and writes.
import type { Actor } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { VexJustification } from '../advisory-record.ts';
import { mayStep, type RmState } from '../machines/report-management.ts';
import type { MessageAudience, Participant, StatusWord } from './case-record.ts';
import { changeCase, type LockedCase, tell } from './change-case.ts';
import { learnWithin } from './learn-fact.ts';
import { participantOf, saveParticipant } from './participant-store.ts';
import { insertMessage } from './talk-store.ts';
import { listVulnerabilities, saveStatus } from './vulnerability-store.ts';

/** Longest text of a message, a statement or a note in characters. */
export const longestText = 20_000;

/** Of whom something is said: staff may speak for anybody in the case, a participant for itself alone. */
type About = { readonly participant: string };

/** A participant has its page open for the first time: it has received the matter, and a vendor now knows of it. */
export const arrive = (kernel: Kernel, actor: Actor, id: string): Promise<void> =>
  changeCase(kernel, actor, id, async locked => {
    const { speaker, kernel, found } = locked;
    if (speaker.openedAt) return;
    await saveParticipant(kernel, speaker, {
      openedAt: kernel.clock.now(),
      ...(speaker.progress === 'start' && { progress: 'received' }),
    });
    await tell(locked, { kind: 'joined', audience: 'everyone' });
    if (speaker.roles.includes('vendor') && !found.facts.includes('V')) await learnWithin(locked, 'V', null);
  });

/** Moves how far a participant is. @returns why not, as a sentence */
export const stepProgress = (
  kernel: Kernel,
  actor: Actor,
  id: string,
  { participant, to }: About & { readonly to: RmState },
): Promise<string | undefined> =>
  changeCase(kernel, actor, id, async locked => {
    const about = subjectOf(locked, participant);
    if (!mayStep(about.progress, to)) return 'This can’t be the next step. Look at where it stands now.';
    await saveParticipant(locked.kernel, about, { progress: to });
    await tell(locked, { kind: 'progress', audience: 'everyone', details: { participant, from: about.progress, to } });
    return undefined;
  });

export type StatusInput = {
  readonly vulnerability: string;
  readonly status: StatusWord;
  readonly justification: VexJustification | null;
  readonly note: string | null;
};

/** Says whether a participant is affected by a vulnerability of the case. */
export const sayStatus = (
  kernel: Kernel,
  actor: Actor,
  id: string,
  { participant, ...said }: About & StatusInput,
): Promise<void> =>
  changeCase(kernel, actor, id, async locked => {
    const about = subjectOf(locked, participant);
    const known = await listVulnerabilities(locked.kernel, id);
    if (!known.some(one => one.id === said.vulnerability)) throw refuse('not_found');
    await saveStatus(locked.kernel, id, { participant: about.id, ...said });
    await tell(locked, {
      kind: 'status',
      audience: 'everyone',
      details: { participant, vulnerability: said.vulnerability, status: said.status },
    });
  });

/** Writes what a participant wants to be published about itself; empty takes it back. */
export const sayStatement = (
  kernel: Kernel,
  actor: Actor,
  id: string,
  { participant, statement }: About & { readonly statement: string | null },
): Promise<void> =>
  changeCase(kernel, actor, id, async locked => {
    await saveParticipant(locked.kernel, subjectOf(locked, participant), { statement });
    await tell(locked, { kind: 'statement', audience: 'everyone', details: { participant } });
  });

export type MessageInput = {
  readonly audience: MessageAudience;
  /** With whom a private message is; a participant's own are always with the team. */
  readonly partner: string | null;
  readonly vulnerability: string | null;
  readonly body: string;
};

/** Writes a message. Participants can't write what only the team sees. */
export const writeMessage = (kernel: Kernel, actor: Actor, id: string, input: MessageInput): Promise<void> =>
  changeCase(kernel, actor, id, async locked => {
    const { speaker, participants } = locked;
    const isStaff = actor.kind !== 'participant';
    if (input.audience === 'internal' && !isStaff) throw refuse('not_allowed');
    const partner =
      input.audience !== 'private' ? null : isStaff ? participantOf(participants, input.partner ?? '').id : speaker.id;
    if (partner === locked.owner.id) throw refuse('not_found');
    const known = input.vulnerability === null ? [] : await listVulnerabilities(locked.kernel, id);
    if (input.vulnerability !== null && !known.some(one => one.id === input.vulnerability)) throw refuse('not_found');
    const message = await insertMessage(locked.kernel, actor, id, { ...input, partner, participant: speaker.id });
    await tell(
      locked,
      // That two talk in private is nobody else's business.
      { kind: 'message', audience: input.audience === 'everyone' ? 'everyone' : 'internal', details: { message } },
      input.audience !== 'internal',
    );
  });

function subjectOf({ participants, actor, speaker }: LockedCase, id: string): Participant {
  const about = participantOf(participants, id);
  if (about.removedAt || (actor.kind === 'participant' && about.id !== speaker.id)) throw refuse('not_found');
  return about;
}
