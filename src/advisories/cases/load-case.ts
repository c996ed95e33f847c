// Everything that a page of a case shows, as its actor may see it.
import { personNames } from '../../accounts/index.ts';
import type { Actor } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { awaitsAnswer, isInForce } from '../machines/embargo-management.ts';
import type {
  CaseEntry,
  CaseMessage,
  CaseRecord,
  Participant,
  ParticipantStatus,
  Proposal,
  Vulnerability,
} from './case-record.ts';
import { readCase } from './case-store.ts';
import { listProposals } from './embargo-store.ts';
import { listParticipants } from './participant-store.ts';
import { listEntries, listMessages, visit } from './talk-store.ts';
import { listStatuses, listVulnerabilities } from './vulnerability-store.ts';

export type CaseView = {
  readonly found: CaseRecord;
  /** Everybody who ever took part; those taken out are marked. */
  readonly participants: readonly Participant[];
  readonly owner: Participant;
  /** For whom the actor speaks. */
  readonly me: Participant;
  readonly isStaff: boolean;
  readonly vulnerabilities: readonly Vulnerability[];
  readonly statuses: readonly ParticipantStatus[];
  readonly proposals: readonly Proposal[];
  /** The proposal that waits. */
  readonly proposal: Proposal | undefined;
  readonly messages: readonly CaseMessage[];
  readonly entries: readonly CaseEntry[];
  /** When the actor last had the page open. */
  readonly seenBefore: Date | undefined;
  /** What the page calls a person, a participant or the product. */
  readonly nameOf: (id: string | null | undefined) => string;
  readonly vulnerabilityOf: (id: string | null | undefined) => string;
};

/** @throws Refusal not_found for whoever may not see the case */
export async function loadCase(kernel: Kernel, actor: Actor, id: string): Promise<CaseView> {
  const found = await readCase(kernel, actor, id);
  const [participants, vulnerabilities, statuses, proposals, messages, entries, seenBefore] = await Promise.all([
    listParticipants(kernel, id),
    listVulnerabilities(kernel, id),
    listStatuses(kernel, id),
    listProposals(kernel, id),
    listMessages(kernel, actor, id),
    listEntries(kernel, actor, id),
    visit(kernel, actor, id),
  ]);
  const isStaff = actor.kind === 'person';
  const owner = participants.find(one => one.isOwner);
  const me = isStaff ? owner : participants.find(one => actor.kind === 'participant' && one.id === actor.id);
  if (!owner || !me) throw refuse('not_found');
  const names = isStaff
    ? await personNames(kernel, [found.openedBy, ...messages.map(one => one.author), ...entries.map(one => one.actor)])
    : new Map<string, string>();
  const nameOf = (who: string | null | undefined): string =>
    participants.find(one => one.id === who)?.name ??
    names.get(who ?? '') ??
    // To participants, people of the team are the team.
    (who?.startsWith('system:') ? 'Telltale' : isStaff ? 'Somebody who has left' : owner.name);
  return {
    found,
    participants,
    owner,
    me,
    isStaff,
    vulnerabilities,
    statuses,
    proposals,
    proposal: proposals.find(({ outcome }) => outcome === null),
    messages,
    entries,
    seenBefore,
    nameOf,
    vulnerabilityOf: which => vulnerabilities.find(one => one.id === which)?.title ?? 'a vulnerability',
  };
}

/**
 * Whether a participant has yet to promise silence before it reads what the case is about. Who found or reported it
 * knows it already.
 */
export const mustAgreeFirst = ({ found, me }: Pick<CaseView, 'found' | 'me'>): boolean =>
  (isInForce(found.embargo) || awaitsAnswer(found.embargo)) &&
  !me.isOwner &&
  me.agreedAt === null &&
  !me.roles.includes('finder') &&
  !me.roles.includes('reporter');
