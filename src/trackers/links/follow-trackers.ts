// How changes in trackers are noticed: by their own news, and by asking when none come.

import { system } from '../../core/actor.ts';
import { after, DAY, HOUR, MINUTE } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import type { Tracker } from '../connections/tracker.ts';
import { listTrackers } from '../connections/tracker-store.ts';
import { listUnseenLinks } from './link-store.ts';
import { type Look, lookAtTicket } from './look-at-ticket.ts';

/** The job that looks at one ticket; whoever tells of a ticket asks for it. */
export const LOOK = 'look-at-ticket';

/** How often tickets are asked for: seldom where the tracker tells us by itself. */
const OFTEN = 15 * MINUTE;
const SELDOM = 12 * HOUR;
/** Tickets of one tracker in one round. */
const ROUND = 100;

export const lookAtTicketJob: Job = {
  name: LOOK,
  run: async (kernel, { link = '' }) => void (await lookAtTicket(kernel, link)),
};

export const pollTrackersJob: Job = {
  name: 'poll-trackers',
  every: '*/10 * * * *',
  run: async kernel => {
    const trackers = await listTrackers(kernel, system('tracker'));
    await Promise.all(trackers.map(tracker => poll(kernel, tracker)));
  },
};

async function poll(kernel: Kernel, { id, heardAt }: Tracker): Promise<void> {
  const now = kernel.clock.now();
  const isTold = heardAt !== null && heardAt > after(now, -DAY);
  const before = after(now, -(isTold ? SELDOM : OFTEN));
  for (const link of await listUnseenLinks(kernel, id, { before, limit: ROUND }))
    if (concernsAll(await lookAtTicket(kernel, link))) break;
}

/** Whether a look came to something that every other ticket of the tracker would come to as well. */
export const concernsAll = (look: Look): boolean =>
  look.result === 'fault' && look.fault !== 'not_found' && look.fault !== 'nonsense';
