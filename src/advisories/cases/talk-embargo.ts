// The parties of a case talk about its embargo: propose, answer, keep; staff ends it, and time does.
import type { Actor } from '../../core/actor.ts';
import { after, DAY, HOUR } from '../../core/clock.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { currentProgram, dueAt } from '../../program/index.ts';
import { mayTalkEmbargo } from '../machines/case-invariants.ts';
import {
  type EmbargoAnswer,
  type EmMove,
  type EmState,
  isInForce,
  moveEmbargo,
  settleProposal,
} from '../machines/embargo-management.ts';
import type { ZonedInstant } from './case-record.ts';
import { saveCase } from './case-store.ts';
import { changeCase, type LockedCase, tell } from './change-case.ts';
import { decideOpenProposal, insertProposal, listProposals, saveAnswer } from './embargo-store.ts';
import { participantOf, saveParticipant } from './participant-store.ts';

/** The longest embargo that can be proposed; what needs longer is agreed on again. */
const LONGEST_EMBARGO_DAYS = 365;

/** Whether an embargo may end then, as a sentence why not. */
export function untilFault(until: Date, now: Date): string | undefined {
  if (until < after(now, HOUR)) return 'Choose a time that is at least an hour away.';
  if (until > after(now, LONGEST_EMBARGO_DAYS * DAY)) return `Choose a time within ${LONGEST_EMBARGO_DAYS} days.`;
  return undefined;
}

/** Proposes an embargo, or another end of it; takes the place of a proposal that waits. @returns why not, as a sentence */
export const proposeEmbargo = (
  kernel: Kernel,
  actor: Actor,
  id: string,
  { until, reason }: { readonly until: ZonedInstant; readonly reason: string | null },
): Promise<string | undefined> =>
  changeCase(kernel, actor, id, async locked => {
    const { found, speaker } = locked;
    const fault = untilFault(until.at, locked.kernel.clock.now());
    if (fault !== undefined) return fault;
    if (!mayTalkEmbargo(found)) return 'There is nothing left to keep secret: no embargo can be agreed on any more.';
    await decideOpenProposal(locked.kernel, id, 'replaced');
    const proposal = await insertProposal(locked.kernel, id, { proposer: speaker.id, until, reason });
    await saveCase(locked.kernel, found, { embargo: stateAfter(found.embargo, 'propose') });
    await tell(locked, {
      kind: 'embargo_proposed',
      audience: 'everyone',
      details: { proposal, until: until.at.toISOString(), zone: until.zone },
      note: reason,
    });
    return undefined;
  });

/**
 * Answers the proposal that waits; what the answers come to is done at once.
 * @throws Refusal conflict when another proposal waits by now, or none
 */
export const answerProposal = (
  kernel: Kernel,
  actor: Actor,
  id: string,
  { proposal: asked, answer }: { readonly proposal: string; readonly answer: EmbargoAnswer['answer'] },
): Promise<void> =>
  changeCase(kernel, actor, id, async locked => {
    const { found, speaker, owner, participants } = locked;
    const proposal = (await listProposals(locked.kernel, id)).find(({ outcome }) => outcome === null);
    if (proposal?.id !== asked) throw refuse('conflict', { case: id });
    const said: EmbargoAnswer = { participant: speaker.id, answer };
    await saveAnswer(locked.kernel, proposal.id, said);
    if (answer === 'agree') await agree(locked, speaker.id);
    const answers = [...proposal.answers.filter(one => one.participant !== speaker.id), said];
    const move = settleProposal(proposal.proposer, owner.id, answers);
    const { until } = proposal;
    const details = { proposal: proposal.id, until: until.at.toISOString(), zone: until.zone };
    if (move === undefined) {
      await tell(locked, { kind: 'embargo_answered', audience: 'everyone', details: { ...details, answer } });
      return;
    }
    await decideOpenProposal(locked.kernel, id, move === 'accept' ? 'accepted' : 'rejected');
    await saveCase(locked.kernel, found, {
      embargo: stateAfter(found.embargo, move),
      ...(move === 'accept' && { until, remindedAt: null }),
    });
    if (move === 'accept' && !participantOf(participants, proposal.proposer).agreedAt)
      await agree(locked, proposal.proposer);
    await tell(locked, {
      kind: move === 'accept' ? 'embargo_agreed' : 'embargo_rejected',
      audience: 'everyone',
      details,
    });
  });

/** A participant that came later promises to keep the embargo in force. */
export const keepEmbargo = (kernel: Kernel, actor: Actor, id: string): Promise<void> =>
  changeCase(kernel, actor, id, async locked => {
    if (!isInForce(locked.found.embargo)) throw refuse('conflict', { case: id });
    if (locked.speaker.agreedAt) return;
    await agree(locked, locked.speaker.id);
    await tell(locked, { kind: 'embargo_kept', audience: 'everyone' });
  });

/**
 * Staff ends the embargo in force before its time.
 * @throws Refusal conflict when none is in force
 */
export const endEmbargo = (kernel: Kernel, actor: Actor, id: string, reason: string): Promise<void> =>
  changeCase(kernel, actor, id, async locked => {
    if (!isInForce(locked.found.embargo)) throw refuse('conflict', { case: id });
    await terminate(locked, { cause: 'staff' }, reason);
  });

/** Ends an embargo whose time has come; harmless to repeat. */
export const expireEmbargo = (kernel: Kernel, actor: Actor, id: string): Promise<void> =>
  changeCase(kernel, actor, id, async locked => {
    const { embargo, until } = locked.found;
    if (isInForce(embargo) && until && until.at <= locked.kernel.clock.now())
      await terminate(locked, { cause: 'time' });
  });

/**
 * Ends an embargo in force, and starts the clock of the promise to publish.
 * @param details.cause what ended it: `time`, `staff`, or the fact that broke it
 */
export async function terminate(
  locked: LockedCase,
  details: { readonly cause: string },
  reason: string | null = null,
): Promise<void> {
  const { kernel, found } = locked;
  const now = kernel.clock.now();
  const { responseTargets, calendar } = await currentProgram(kernel);
  await decideOpenProposal(kernel, found.id, 'torn_down');
  await saveCase(kernel, found, {
    embargo: stateAfter(found.embargo, 'terminate'),
    embargoEndedAt: now,
    ...(found.publishedAt === null && { discloseDue: dueAt(now, responseTargets.disclose, calendar) }),
  });
  await tell(locked, { kind: 'embargo_ended', audience: 'everyone', details, note: reason });
}

const agree = ({ kernel, found }: LockedCase, participant: string): Promise<void> =>
  saveParticipant(kernel, { id: participant, case: found.id }, { agreedAt: kernel.clock.now() });

function stateAfter(state: EmState, move: EmMove): EmState {
  const next = moveEmbargo(state, move);
  if (next === undefined) throw refuse('conflict');
  return next;
}
