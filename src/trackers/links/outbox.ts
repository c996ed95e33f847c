// What we send to trackers: one delivery for each change of ours, in a lane for each ticket, until the tracker has taken it.
import { HOUR } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import {
  type Delivery,
  type DeliveryChannel,
  standardPauses,
  type TryOutcome,
} from '../../core/work/deliveries/delivery.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { findIssue } from '../../reports/index.ts';
import { clientOf } from '../clients/client-of.ts';
import {
  faultWords,
  isState,
  mayPass,
  type Ticket,
  type TrackerClient,
  TrackerFault,
} from '../clients/tracker-client.ts';
import { adoptName } from '../connections/adopt-name.ts';
import { OUTBOX, type Tracker } from '../connections/tracker.ts';
import { findTracker, noteFault } from '../connections/tracker-store.ts';
import { findOwnComment, markSent, markUnsent } from './comment-store.ts';
import { compare } from './compare.ts';
import { type Link, markOf } from './link.ts';
import { findLink, listLinksOfIssue, markFailing, saveLink } from './link-store.ts';
import { actOn, noteTrackerFault, sendState, tracking } from './look-at-ticket.ts';

export const outboxChannel: DeliveryChannel = {
  name: OUTBOX,
  pauses: standardPauses,
  longestRest: HOUR,
  sender: kernel => async delivery => {
    const link = await findLink(kernel, tracking, delivery.lane);
    const tracker = link && (await findTracker(kernel, tracking, link.tracker));
    if (!link || !tracker) return { outcome: 'refused', reason: 'the ticket is no longer linked' };
    try {
      await carryOut(kernel, delivery, link, tracker);
      await noteFault(kernel, tracker.id, null);
      return { outcome: 'accepted' };
    } catch (error) {
      if (!(error instanceof TrackerFault)) throw error;
      if (await isRenamed(kernel, tracker, error)) return { outcome: 'again', reason: faultWords.moved };
      await noteTrackerFault(kernel, link, error);
      if (delivery.kind !== 'comment') await markFailing(kernel, link.id, error.kind);
      return outcomeOf(error);
    }
  },
  onFailed: async (kernel, { delivery, isLast }) => {
    if (delivery.kind === 'comment' && isLast) await markUnsent(kernel, commentOf(delivery));
  },
};

export const sendStateWhenIssueMoved = subscriber({
  name: 'tell-trackers-when-issue-moved',
  event: 'issue.moved',
  handle: async (kernel, { issue }, delivery) => {
    await kernel.transaction(async kernel => {
      for (const link of await listLinksOfIssue(kernel, tracking, issue))
        if (link.ticket) await sendState(kernel, link, 'state', delivery);
    });
  },
});

/** Whether a fault came from a project's old name; the new one is kept then, and the next try uses it. */
async function isRenamed(kernel: Kernel, tracker: Tracker, { kind }: TrackerFault): Promise<boolean> {
  if (kind !== 'moved' && kind !== 'not_found') return false;
  try {
    return await adoptName(kernel, tracking, tracker);
  } catch (error) {
    if (error instanceof TrackerFault) return false;
    throw error;
  }
}

const outcomeOf = ({ kind, status, restFor, answer }: TrackerFault): TryOutcome => ({
  outcome: mayPass(kind) ? 'again' : 'refused',
  reason: faultWords[kind],
  status,
  restFor,
  answer,
});

async function carryOut(kernel: Kernel, delivery: Delivery, link: Link, tracker: Tracker): Promise<void> {
  const client = await clientOf(kernel, tracker);
  switch (delivery.kind) {
    case 'create':
      return create(kernel, client, link, tracker);
    case 'comment':
      return comment(kernel, client, link, commentOf(delivery));
    default:
      return setState(kernel, client, { link, tracker, isForced: delivery.kind === 'force' });
  }
}

async function create(kernel: Kernel, client: TrackerClient, link: Link, tracker: Tracker): Promise<void> {
  if (link.ticket || !link.content) return;
  const mark = markOf(link.id);
  const { title, body } = link.content;
  const ticket = await client.create({ title, body: `${body}\n\n${mark}`, mark });
  await kernel.transaction(async kernel => {
    // A new ticket is where an open issue would be; from there it follows ours.
    const base = { ours: 'open', theirs: ticket.state.name } as const;
    await save(kernel, link.id, { ticket, content: null, base, state: 'in_step', reason: null, isSeen: true });
    const made = await findLink(kernel, tracking, link.id);
    if (made) await actOn(kernel, made, tracker, ticket);
  });
}

async function comment(kernel: Kernel, client: TrackerClient, link: Link, id: string): Promise<void> {
  const own = await findOwnComment(kernel, link.id, id);
  if (!own || own.state === 'sent' || !link.ticket) return;
  const remote = await client.addComment(link.ticket.key, own.body);
  await kernel.transaction(kernel => markSent(kernel, link.id, id, remote));
}

type Setting = { readonly link: Link; readonly tracker: Tracker; readonly isForced: boolean };

async function setState(kernel: Kernel, client: TrackerClient, { link, tracker, isForced }: Setting): Promise<void> {
  if (!link.ticket) return;
  const issue = await findIssue(kernel, tracking, link.issue);
  if (!issue) return;
  const { mapping } = tracker;
  const ticket = await client.read(link.ticket.key);
  const wanted = mapping.out[issue.state] ?? '';
  const step = compare({
    ours: issue.state,
    theirs: ticket.state,
    base: link.base,
    // What waits or failed has not been decided by anybody: only a difference that was shown to people has.
    differs: link.state === 'differs',
    mapping,
  });
  if (!isForced && step.do !== 'push') {
    await kernel.transaction(kernel => actOn(kernel, link, tracker, ticket));
    return;
  }
  const after = await follow(client, ticket, wanted);
  const base = { ours: issue.state, theirs: after.state.name };
  await kernel.transaction(kernel =>
    save(kernel, link.id, { ticket: after, base, state: 'in_step', reason: null, isSeen: true }),
  );
}

/** Brings the ticket where it is wanted, and reads where it came to stand. */
async function follow(client: TrackerClient, ticket: Ticket, wanted: string): Promise<Ticket> {
  if (wanted === '' || isState(ticket.state, wanted)) return ticket;
  await client.setState(ticket.key, wanted);
  return client.read(ticket.key);
}

/** Saves what was done at the tracker, whoever else has touched the link meanwhile: it is a fact. */
async function save(kernel: Kernel, id: string, change: Parameters<typeof saveLink>[2]): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const link = await findLink(kernel, tracking, id);
    if (!link || (await saveLink(kernel, link, change))) return;
  }
}

const commentOf = ({ payload }: Delivery): string => (JSON.parse(payload) as { comment?: string }).comment ?? '';
