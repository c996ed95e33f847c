// Everything that the page of a report shows to staff, gathered in one go.
import { listStaff, personNames } from '../../accounts/index.ts';
import { may } from '../../catalog/permissions.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import {
  type CurrentProgram,
  currentProgram,
  findPolicy,
  findScope,
  type PolicyVersion,
  type ScopeVersion,
} from '../../program/index.ts';
import { type Attachment, listAttachments } from '../attachment-store.ts';
import { lintSent } from '../claims/lint-subjects.ts';
import type { LintCheck } from '../claims/report-lint.ts';
import { listEntries, listMessages, type ReportMessage, type TimelineEntry } from '../conversation-store.ts';
import { type EvidenceViews, loadEvidence } from '../evidence/load-evidence.ts';
import { moveRolesOf } from '../make-move.ts';
import { loadGround, proposeFor } from '../priority/load-proposal.ts';
import type { Proposal } from '../priority/propose-priority.ts';
import { findReceipt, type StoredReceipt } from '../receipt-store.ts';
import { type FilledReply, repliesFor } from '../replies/fill-replies.ts';
import type { ReportHead, ReportRecord } from '../report-record.ts';
import { allowedMoves, type MoveOffer } from '../report-state.ts';
import { isReporter, readReport } from '../report-store.ts';

export type Case = {
  readonly report: ReportRecord;
  readonly program: CurrentProgram;
  /** What speaks for which priority. */
  readonly proposal: Proposal;
  /** The versions under which it was sent. */
  readonly policy: PolicyVersion | undefined;
  readonly scope: ScopeVersion | undefined;
  readonly entries: readonly TimelineEntry[];
  readonly messages: readonly ReportMessage[];
  readonly files: readonly Attachment[];
  /** How its files can be looked at. */
  readonly evidence: EvidenceViews;
  /** How easy it is to repeat what was sent. */
  readonly lint: readonly LintCheck[];
  readonly receipt: StoredReceipt | undefined;
  /** The report that this one repeats. */
  readonly original: ReportHead | undefined;
  readonly staff: readonly { readonly id: string; readonly name: string }[];
  /** The team's replies, filled in for this report; none for who doesn't answer it. */
  readonly replies: readonly FilledReply[];
  /** Exactly what this person may do with it now. */
  readonly offers: readonly MoveOffer[];
  /** May judge, assign and write: a triager who didn't send it. */
  readonly judges: boolean;
  /** Sent it themselves: someone else judges it. */
  readonly isOwn: boolean;
  readonly me: string;
  /** What a person is called here. */
  readonly nameOf: (id: string) => string;
};

/** The case of a report that the actor has been found to see. */
export async function loadCase(kernel: Kernel, actor: Actor, report: ReportRecord): Promise<Case> {
  const { id, snapshot } = report;
  const isOwn = isReporter(actor, report);
  const judges = actor.kind === 'person' && may(actor.staffRole, 'report.triage') && !isOwn;
  const [program, ground, policy, scope, entries, messages, files, receipt, staff, evidence, original, replies] =
    await Promise.all([
      currentProgram(kernel),
      loadGround(kernel, id),
      findPolicy(kernel, report.policyVersion),
      findScope(kernel, report.scopeVersion),
      listEntries(kernel, actor, id),
      listMessages(kernel, actor, id),
      listAttachments(kernel, actor, id),
      findReceipt(kernel, id),
      listStaff(kernel, 'report.triage'),
      loadEvidence(kernel, id),
      snapshot.original?.kind === 'report' ? readReport(kernel, actor, snapshot.original.id) : undefined,
      judges ? repliesFor(kernel, actor, report) : [],
    ]);
  const people = [
    ...entries.flatMap(({ actor, details }) => [actor, ...Object.values(details)]),
    ...messages.map(({ author }) => author),
    report.assignee,
    report.reporter,
    snapshot.fixOwnerId,
  ];
  const isPerson = (value: unknown): value is string => typeof value === 'string' && value.startsWith('per_');
  const names = await personNames(kernel, [...new Set(people.filter(isPerson))]);
  return {
    report,
    program,
    proposal: proposeFor(program, report, ground),
    policy,
    scope,
    entries,
    messages,
    files,
    evidence,
    lint: lintSent(kernel.config.publicUrl, report),
    receipt,
    original,
    staff,
    replies,
    offers: judges
      ? allowedMoves(snapshot, { id: actorId(actor), roles: moveRolesOf(actor, report) }, kernel.clock.now())
      : [],
    judges,
    isOwn,
    me: actorId(actor),
    nameOf: person => names.get(person) ?? (person.startsWith('per_') ? 'somebody who left' : 'Telltale'),
  };
}
