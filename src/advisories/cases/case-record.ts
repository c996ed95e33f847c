// A case and what belongs to it, as the rest of the module sees them, opened from their rows.
import type { VexJustification, VexStatus } from '../advisory-record.ts';
import type { FactHistory } from '../machines/case-facts.ts';
import type { EmbargoAnswer, EmState } from '../machines/embargo-management.ts';
import type { RmState } from '../machines/report-management.ts';

/** What a list shows of a case. */
export type CaseHead = {
  readonly id: string;
  /** `CASE-2026-0001`. */
  readonly number: string;
  /** The report that it began with. */
  readonly report: string | null;
  readonly issue: string | null;
  readonly state: 'open' | 'closed';
  readonly title: string;
  /** In the order in which they became true. */
  readonly facts: FactHistory;
  readonly embargo: EmState;
  /** Until when it was agreed on, in the zone in which that was said; stays after it has ended. */
  readonly until: ZonedInstant | null;
  readonly embargoEndedAt: Date | null;
  /** By when the advisory is promised, once the embargo has ended; null before, and when it is out. */
  readonly discloseDue: Date | null;
  readonly publishedAt: Date | null;
  readonly openedBy: string;
  readonly openedAt: Date;
  readonly changedAt: Date;
  readonly closedAt: Date | null;
};

export type CaseRecord = CaseHead & {
  /** Counts edits. */
  readonly revision: number;
  /** Markdown. */
  readonly summary: string;
};

/** A moment with the IANA zone in which somebody said it. */
export type ZonedInstant = { readonly at: Date; readonly zone: string };

export const participantRoles = [
  'case_owner',
  'finder',
  'reporter',
  'vendor',
  'deployer',
  'coordinator',
  'observer',
  'cna',
] as const;
export type ParticipantRole = (typeof participantRoles)[number];

export type Participant = {
  readonly id: string;
  readonly case: string;
  /** Whether it is the operator itself. */
  readonly isOwner: boolean;
  readonly roles: readonly ParticipantRole[];
  readonly name: string;
  /** Null for the owner, and after an erasure. */
  readonly email: string | null;
  readonly progress: RmState;
  readonly agreedAt: Date | null;
  readonly statement: string | null;
  readonly statementAt: Date | null;
  readonly invitedAt: Date;
  readonly openedAt: Date | null;
  readonly removedAt: Date | null;
};

export type Vulnerability = {
  readonly id: string;
  readonly issue: string | null;
  readonly title: string;
  /** Markdown. */
  readonly description: string;
  readonly cve: string | null;
};

export type StatusWord = VexStatus | 'unknown';

export type ParticipantStatus = {
  readonly participant: string;
  readonly vulnerability: string;
  readonly status: StatusWord;
  readonly justification: VexJustification | null;
  readonly note: string | null;
  readonly at: Date;
};

export type Proposal = {
  readonly id: string;
  readonly proposer: string;
  readonly until: ZonedInstant;
  readonly reason: string | null;
  readonly at: Date;
  readonly outcome: 'accepted' | 'rejected' | 'replaced' | 'torn_down' | null;
  readonly answers: readonly EmbargoAnswer[];
};

export type MessageAudience = 'everyone' | 'private' | 'internal';

export type CaseMessage = {
  readonly id: string;
  readonly at: Date;
  /** Opaque id of the person or participant. */
  readonly author: string;
  readonly participant: string | null;
  readonly audience: MessageAudience;
  /** The one participant who sees a private message. */
  readonly partner: string | null;
  readonly vulnerability: string | null;
  readonly body: string;
};

export type CaseEntry = {
  readonly id: string;
  readonly at: Date;
  readonly kind: EntryKind;
  readonly actor: string;
  readonly participant: string | null;
  readonly audience: 'everyone' | 'internal';
  readonly details: Readonly<Record<string, string>>;
  readonly note: string | null;
};

export type EntryKind =
  | 'opened'
  | 'edited'
  | 'invited'
  | 'link_sent'
  | 'joined'
  | 'removed'
  | 'progress'
  | 'vulnerability'
  | 'status'
  | 'statement'
  | 'fact'
  | 'embargo_proposed'
  | 'embargo_answered'
  | 'embargo_agreed'
  | 'embargo_rejected'
  | 'embargo_kept'
  | 'embargo_ended'
  | 'message'
  | 'published'
  | 'closed';
