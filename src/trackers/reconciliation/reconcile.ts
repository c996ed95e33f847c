// Every night both sides of every link are read and compared, what was lost is made good, and a report says what was found.
import { system } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import type { Tracker } from '../connections/tracker.ts';
import { listTrackers } from '../connections/tracker-store.ts';
import { concernsAll } from '../links/follow-trackers.ts';
import type { Link } from '../links/link.ts';
import { listLinksOfTracker } from '../links/link-store.ts';
import { lookAtTicket } from '../links/look-at-ticket.ts';
import { insertReconciliation, type Line } from './reconciliation-store.ts';

/** The job that an admin may also start by hand. */
export const RECONCILE = 'reconcile-trackers';

export const reconcileJob: Job = {
  name: RECONCILE,
  every: '47 2 * * *',
  run: async kernel => {
    const trackers = await listTrackers(kernel, self);
    if (trackers.length === 0) return;
    const found = await Promise.all(trackers.map(tracker => reconcile(kernel, tracker)));
    const checked = found.reduce((sum, one) => sum + one.checked, 0);
    const lines = found.flatMap(one => one.lines);
    await kernel.transaction(kernel => insertReconciliation(kernel, checked, lines));
  },
};

const self = system('tracker');
const BATCH = 200;

/** One tracker at a time asks one question at a time; after a fault that concerns all, the rest is not asked. */
async function reconcile(kernel: Kernel, tracker: Tracker): Promise<{ checked: number; lines: Line[] }> {
  const lines: Line[] = [];
  let checked = 0;
  let before: string | undefined;
  let fault: (Line & { result: 'unasked' })['fault'] | undefined;
  for (;;) {
    const links = await listLinksOfTracker(kernel, self, tracker.id, { before, limit: BATCH });
    for (const link of links.filter(({ ticket }) => ticket !== null)) {
      const about = aboutOf(link, tracker);
      if (fault !== undefined) {
        lines.push({ ...about, result: 'unasked', fault });
        continue;
      }
      const look = await lookAtTicket(kernel, link.id);
      if (look.result === 'fault') {
        lines.push({ ...about, result: 'unasked', fault: look.fault });
        if (concernsAll(look)) fault = look.fault;
        continue;
      }
      checked += 1;
      if (look.result === 'changed') lines.push({ ...about, result: 'repaired', ours: look.ours, theirs: look.theirs });
      if (look.result === 'differs') lines.push({ ...about, result: 'differs', ours: look.ours, theirs: look.theirs });
    }
    before = links.at(-1)?.id;
    if (links.length < BATCH) return { checked, lines };
  }
}

const aboutOf = ({ id, issue, ticket }: Link, { id: tracker, name }: Tracker) => ({
  link: id,
  issue,
  tracker,
  trackerName: name,
  ticket: ticket?.key ?? '',
});
