// Staff opens a case: from a report, or from nothing.
import { type Actor, actorId } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { RmState } from '../machines/report-management.ts';
import { insertCase } from './case-store.ts';
import { insertParticipant } from './participant-store.ts';
import { insertEntry } from './talk-store.ts';
import { insertVulnerability } from './vulnerability-store.ts';

export type CaseInput = {
  readonly title: string;
  readonly summary: string;
  /** Whether the operator makes the affected product, and so knows of the matter as its vendor. */
  readonly isVendor: boolean;
  /** How far the operator is with it. */
  readonly progress: RmState;
  readonly report: string | null;
  readonly issue: string | null;
};

/** Opens the case with the operator as its owner and one vulnerability, the matter itself; gives its id and number. */
export const openCase = (kernel: Kernel, actor: Actor, input: CaseInput): Promise<{ id: string; number: string }> =>
  kernel.transaction(async kernel => {
    const { title, summary, report, issue, isVendor } = input;
    const opened = await insertCase(kernel, {
      report,
      issue,
      title,
      summary,
      facts: isVendor ? ['V'] : [],
      openedBy: actorId(actor),
    });
    const owner = await insertParticipant(kernel, {
      case: opened.id,
      isOwner: true,
      roles: ['case_owner', isVendor ? 'vendor' : 'coordinator'],
      name: kernel.config.operator.name,
      email: null,
      progress: input.progress,
      invitedBy: actorId(actor),
    });
    await insertVulnerability(kernel, opened.id, { issue, title, description: summary, cve: null });
    await insertEntry(kernel, actor, opened.id, { kind: 'opened', audience: 'everyone', participant: owner });
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'case.open',
      subject: opened.id,
      details: { number: opened.number, ...(report !== null && { report }), ...(issue !== null && { issue }) },
    });
    await kernel.emit(kernel, 'case.opened', { case: opened.id });
    return opened;
  });
