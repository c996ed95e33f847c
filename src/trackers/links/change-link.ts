// What staff does with tickets: make one of an issue, link one that exists, send again, send ours, write a comment, unlink.
import { type Actor, actorId } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { addDelivery, sendAgain } from '../../core/work/deliveries/deliver.ts';
import { deleteLane } from '../../core/work/deliveries/delivery-log-store.ts';
import { findIssue } from '../../reports/index.ts';
import { clientOf } from '../clients/client-of.ts';
import { type FaultKind, type Ticket, TrackerFault } from '../clients/tracker-client.ts';
import { OUTBOX } from '../connections/tracker.ts';
import { findTracker } from '../connections/tracker-store.ts';
import { insertOwnComment } from './comment-store.ts';
import type { Link, TicketContent } from './link.ts';
import { deleteLink, findLink, insertLink, markWaiting } from './link-store.ts';
import { actOn, sendState } from './look-at-ticket.ts';

/** Makes a ticket of an issue, of exactly this content. @returns the link's id @throws Refusal not_found */
export const pushIssue = (
  kernel: Kernel,
  actor: Actor,
  {
    issue,
    tracker,
    content,
    parts,
  }: { issue: string; tracker: string; content: TicketContent; parts: readonly string[] },
): Promise<string> =>
  kernel.transaction(async kernel => {
    if (!(await findIssue(kernel, actor, issue)) || !(await findTracker(kernel, actor, tracker)))
      throw refuse('not_found');
    const id = await insertLink(kernel, actor, { tracker, issue, ticket: null, content });
    if (id === undefined) throw refuse('conflict');
    await addDelivery(kernel, { channel: OUTBOX, lane: id, kind: 'create', payload: '{}', cause: `create:${id}` });
    await note(kernel, actor, issue, 'push', { link: id, tracker, parts: parts.join(' ') });
    return id;
  });

export type Linked =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly fault: FaultKind | 'linked' };

/** Links a ticket that exists, after reading it. @throws Refusal not_found */
export async function linkTicket(
  kernel: Kernel,
  actor: Actor,
  { issue, tracker: trackerId, key }: { issue: string; tracker: string; key: string },
): Promise<Linked> {
  const tracker = await findTracker(kernel, actor, trackerId);
  if (!tracker || !(await findIssue(kernel, actor, issue))) throw refuse('not_found');
  let ticket: Ticket;
  try {
    ticket = await (await clientOf(kernel, tracker)).read(key);
  } catch (error) {
    if (error instanceof TrackerFault) return { ok: false, fault: error.kind };
    throw error;
  }
  return kernel.transaction(async (kernel): Promise<Linked> => {
    const id = await insertLink(kernel, actor, { tracker: trackerId, issue, ticket, content: null });
    if (id === undefined) return { ok: false, fault: 'linked' };
    await note(kernel, actor, issue, 'link', { link: id, tracker: trackerId });
    const link = await findLink(kernel, actor, id);
    if (link) await actOn(kernel, link, tracker, ticket);
    return { ok: true, id };
  });
}

/** Tries again what failed or waits. @throws Refusal not_found */
export const sendLinkAgain = (kernel: Kernel, actor: Actor, id: string): Promise<void> =>
  change(kernel, actor, id, async (kernel, link) => {
    const begun = await sendAgain(kernel, OUTBOX, id, { failedSince: after(kernel.clock.now(), -30 * DAY) });
    if (begun === 0 && link.ticket) await sendState(kernel, link, 'state', stamp(kernel));
    else await markWaiting(kernel, id);
    await note(kernel, actor, link.issue, 'send-again', { link: id });
  });

/** Decides a difference for our side: the ticket is set to what our state stands for. @throws Refusal not_found */
export const sendOurs = (kernel: Kernel, actor: Actor, id: string): Promise<void> =>
  change(kernel, actor, id, async (kernel, link) => {
    await sendState(kernel, link, 'force', stamp(kernel));
    await note(kernel, actor, link.issue, 'send-ours', { link: id });
  });

/** Writes a comment that goes to the ticket. @throws Refusal not_found, also where the tracker takes none */
export const writeComment = (kernel: Kernel, actor: Actor, id: string, body: string): Promise<void> =>
  change(kernel, actor, id, async (kernel, link) => {
    const tracker = await findTracker(kernel, actor, link.tracker);
    if (!tracker?.takesComments || !link.ticket) throw refuse('not_found');
    const comment = await insertOwnComment(kernel, actor, id, body);
    const payload = JSON.stringify({ comment });
    await addDelivery(kernel, { channel: OUTBOX, lane: id, kind: 'comment', payload, cause: comment });
    await note(kernel, actor, link.issue, 'comment', { link: id, comment });
  });

/** Forgets a link; the ticket stays where it is. @returns the issue's id @throws Refusal not_found */
export const unlink = (kernel: Kernel, actor: Actor, id: string): Promise<string> =>
  change(kernel, actor, id, async (kernel, link) => {
    await deleteLane(kernel, OUTBOX, id);
    await deleteLink(kernel, id);
    await note(kernel, actor, link.issue, 'unlink', { link: id });
    return link.issue;
  });

const stamp = ({ clock, random }: Kernel): string => `${clock.now().toISOString()}:${random.bytes(8).toString('hex')}`;

const change = <Result>(
  kernel: Kernel,
  actor: Actor,
  id: string,
  work: (kernel: Kernel, link: Link) => Promise<Result>,
): Promise<Result> =>
  kernel.transaction(async kernel => {
    const link = await findLink(kernel, actor, id);
    if (!link) throw refuse('not_found');
    return work(kernel, link);
  });

const note = (
  kernel: Kernel,
  actor: Actor,
  subject: string,
  action: string,
  details: Readonly<Record<string, string>>,
): Promise<string> =>
  kernel.audit.record(kernel.db, { actor: actorId(actor), action: `ticket.${action}`, subject, details });
