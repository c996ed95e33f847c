// What trackers and receivers can prove about themselves.
import { system } from '../core/actor.ts';
import type { Check } from '../core/module.ts';
import { listTrackers } from './connections/tracker-store.ts';
import { countLinks } from './links/link-store.ts';
import { listReceivers } from './receivers/receiver-store.ts';

const self = system('checks');

export const trackerChecks: readonly Check[] = [
  {
    name: 'trackers.in-step',
    claim: 'Every tracker answers, and no ticket differs from its issue or fails.',
    run: async kernel => {
      const trackers = await listTrackers(kernel, self);
      const counts = await Promise.all(trackers.map(({ id }) => countLinks(kernel, id)));
      const differs = counts.reduce((sum, one) => sum + one.differs, 0);
      const failing = counts.reduce((sum, one) => sum + one.failing, 0);
      const silent = trackers.filter(({ fault }) => fault !== null).length;
      return {
        ok: differs + failing + silent === 0,
        detail: `${trackers.length} trackers, ${silent} can't be asked; ${differs} tickets differ, ${failing} fail.`,
      };
    },
  },
  {
    name: 'trackers.receivers',
    claim: 'No receiver of notices was switched off because it failed.',
    run: async kernel => {
      const receivers = await listReceivers(kernel, self);
      const off = receivers.filter(({ stopped }) => stopped === 'failing' || stopped === 'gone').length;
      return { ok: off === 0, detail: `${receivers.length} receivers, ${off} switched off after failures.` };
    },
  },
];
