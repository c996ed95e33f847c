// Codes and tokens that expired are of no use to anybody; they go every night, a day later so that clocks may differ.
import { after, DAY } from '../core/clock.ts';
import type { Job } from '../core/work/jobs.ts';
import { deleteExpiredArtifacts } from './artifact-store.ts';
import { deleteExpiredTokens } from './token-store.ts';
import { deleteExpiredApplicationTokens } from './tokens/application-token-store.ts';
import { deleteExpiredProofs } from './tokens/used-proof-store.ts';

export const purgeExpiredJob: Job = {
  name: 'purge-expired-tokens',
  every: '41 3 * * *',
  run: async kernel => {
    const before = after(kernel.clock.now(), -DAY);
    await deleteExpiredTokens(kernel, before);
    await deleteExpiredArtifacts(kernel, before);
    await deleteExpiredApplicationTokens(kernel, before);
    await deleteExpiredProofs(kernel, before);
  },
};
