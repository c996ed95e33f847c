// Looks at a ticket and does what follows: takes in what changed there, sends ours, or asks a person.
import { listStaff, mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { addDelivery } from '../../core/work/deliveries/deliver.ts';
import { isWaiting } from '../../core/work/deliveries/delivery-log-store.ts';
import { findIssue, type IssueRecord, moveIssue } from '../../reports/index.ts';
import { clientOf } from '../clients/client-of.ts';
import { type FaultKind, type Ticket, TrackerFault } from '../clients/tracker-client.ts';
import { OUTBOX, type Tracker } from '../connections/tracker.ts';
import { findTracker, noteFault } from '../connections/tracker-store.ts';
import { takeComments } from './comment-store.ts';
import { compare, type Step } from './compare.ts';
import type { Link, OutboxKind } from './link.ts';
import { findLink, markFailing, markSeen, markWaiting, saveLink } from './link-store.ts';

/** Moves that a ticket causes are made in this name; the rules of reports know it as an integration. */
export const tracking = system('tracker');

/** What a look came to. `changed` when one side had moved and that is dealt with now. */
export type Look =
  | { readonly result: 'in_step' | 'changed' | 'differs'; readonly ours: string; readonly theirs: string }
  | { readonly result: 'fault'; readonly fault: FaultKind; readonly restFor: number | undefined }
  | { readonly result: 'gone' };

/** Reads the ticket of a link and acts on it. Harmless to repeat; whoever was faster wins. */
export async function lookAtTicket(kernel: Kernel, id: string): Promise<Look> {
  const link = await findLink(kernel, tracking, id);
  const tracker = link && (await findTracker(kernel, tracking, link.tracker));
  if (!link?.ticket || !tracker) return { result: 'gone' };
  try {
    const client = await clientOf(kernel, tracker);
    const ticket = await client.read(link.ticket.key);
    const comments = tracker.takesComments ? await client.listComments(ticket.key) : [];
    await noteFault(kernel, tracker.id, null);
    return await kernel.transaction(async kernel => {
      await takeComments(kernel, link.id, comments);
      return actOn(kernel, link, tracker, ticket);
    });
  } catch (error) {
    if (!(error instanceof TrackerFault)) throw error;
    await noteTrackerFault(kernel, link, error);
    return { result: 'fault', fault: error.kind, restFor: error.restFor };
  }
}

/** Writes down what stood in the way, on the tracker where it concerns all its links, and on the link where it will not pass. */
export async function noteTrackerFault(kernel: Kernel, link: Link, { kind }: TrackerFault): Promise<void> {
  await markSeen(kernel, link.id);
  if (kind === 'not_found') await markFailing(kernel, link.id, kind);
  if (kind !== 'token' && kind !== 'not_allowed') return;
  if (!(await noteFault(kernel, link.tracker, kind))) return;
  const text = `A tracker can't be asked any more. Open it to read why, and give it a new token if need be:\n${kernel.config.publicUrl}${href(routes.trackers.tracker, { id: link.tracker })}\n`;
  const cause = `tracker-fault:${link.tracker}:${kernel.clock.now().toISOString()}`;
  for (const { id } of await listStaff(kernel, 'integration.manage'))
    await mailPerson(kernel, id, { subject: 'A tracker refuses us', text }, cause);
}

/** What follows from both sides as they are, in the caller's transaction. */
export async function actOn(kernel: Kernel, link: Link, tracker: Tracker, ticket: Ticket): Promise<Look> {
  const issue = await findIssue(kernel, tracking, link.issue);
  if (!issue) return { result: 'gone' };
  const { state: ours } = issue;
  const step = stepOf(link, tracker, issue, ticket);
  const base = { ours, theirs: ticket.state.name };
  const sides = { ours, theirs: ticket.state.name };
  const isNews = link.base === null || link.base.ours !== ours || link.base.theirs !== ticket.state.name;
  const seen = { ticket, isSeen: true } as const;
  switch (step.do) {
    case 'rest':
      await saveLink(kernel, link, { ...seen, base, state: 'in_step', reason: null });
      return { result: isNews && link.base !== null ? 'changed' : 'in_step', ...sides };
    case 'push':
      // What is lost was lost on the way into the outbox; what lies there is sent as the issue stands then.
      if ((await saveLink(kernel, link, seen)) && !(await isWaiting(kernel, OUTBOX, link.id, 'state')))
        await sendState(kernel, link, 'state', `lost:${kernel.clock.now().toISOString()}`);
      return { result: 'changed', ...sides };
    case 'move':
      if (await saveLink(kernel, link, { ...seen, base: { ...base, ours: 'fixed' }, state: 'in_step', reason: null })) {
        const moved = await markFixed(kernel, issue, ticket);
        if (!moved) await ask(kernel, { ...link, revision: link.revision + 1 }, issue, { base, seen, isNew: true });
        return { result: moved ? 'changed' : 'differs', ...sides };
      }
      return { result: 'changed', ...sides };
    case 'ask':
      await ask(kernel, link, issue, { base, seen, isNew: step.isNew });
      return { result: 'differs', ...sides };
  }
}

const stepOf = (link: Link, { mapping }: Tracker, issue: IssueRecord, ticket: Ticket): Step =>
  compare({ ours: issue.state, theirs: ticket.state, base: link.base, differs: link.state === 'differs', mapping });

/** Puts a change of ours into the outbox, once for each cause. */
export async function sendState(
  kernel: Kernel,
  link: Pick<Link, 'id'>,
  kind: OutboxKind,
  cause: string,
): Promise<void> {
  const id = await addDelivery(kernel, {
    channel: OUTBOX,
    lane: link.id,
    kind,
    payload: '{}',
    cause: `${kind}:${link.id}:${cause}`,
  });
  if (id !== undefined) await markWaiting(kernel, link.id);
}

/** Marks the issue as fixed because its ticket is done. @returns whether the rules allowed it */
async function markFixed(kernel: Kernel, issue: IssueRecord, ticket: Ticket): Promise<boolean> {
  const move = { kind: 'mark_fixed', fixReference: ticket.url } as const;
  const moved = await moveIssue(kernel, tracking, { id: issue.id, revision: issue.revision, move, text: null });
  return moved.ok;
}

type Asking = {
  readonly base: { readonly ours: IssueRecord['state']; readonly theirs: string };
  readonly seen: { readonly ticket: Ticket; readonly isSeen: true };
  readonly isNew: boolean;
};

/** Lets the sides stand apart, and tells whoever fixes the issue, or whoever linked it, when the ticket has moved. */
async function ask(kernel: Kernel, link: Link, issue: IssueRecord, { base, seen, isNew }: Asking): Promise<void> {
  if (!(await saveLink(kernel, link, { ...seen, base, state: 'differs', reason: null })) || !isNew) return;
  const text = `The ticket of ${issue.number} has moved, and the issue has not. Nothing was changed here. Look at both:\n${kernel.config.publicUrl}${href(routes.trackers.link, { id: link.id })}\n`;
  await mailPerson(
    kernel,
    issue.fixOwner ?? link.createdBy,
    { subject: `The ticket of ${issue.number} has moved`, text },
    `ticket-moved:${link.id}:${link.revision}`,
  );
}
