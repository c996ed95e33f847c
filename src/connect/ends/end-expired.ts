// Grants whose year is over end like any other: tokens, receipt and notice included.
import { actorId, system } from '../../core/actor.ts';
import type { Job } from '../../core/work/jobs.ts';
import { endGrant } from '../end-grant.ts';
import { listExpiredGrants } from '../grant-store.ts';

export const endExpiredJob: Job = {
  name: 'end-expired-grants',
  every: '*/10 * * * *',
  run: async kernel => {
    for (;;) {
      const expired = await listExpiredGrants(kernel);
      if (expired.length === 0) return;
      for (const grant of expired) await endGrant(kernel, actorId(system('connect')), grant, 'expired');
    }
  },
};
