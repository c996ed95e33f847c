// Once the last app has lost a car, our sign-in at its maker has nothing left to do and is taken back there.
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import { letGoOfMakers } from '../../vehicles/index.ts';
import { sharedCars } from '../grant-store.ts';

const LET_GO = 'let-go-of-makers';

/** Asks for it, in the transaction in which cars leave a grant; it is looked at after the commit, when all is known. */
export const askToLetGo = async (
  kernel: Kernel,
  { owner, mode }: { readonly owner: string; readonly mode: string },
): Promise<void> => {
  if (mode === 'live') await kernel.enqueue(kernel, LET_GO, { owner }, { key: `${LET_GO}:${owner}` });
};

export const letGoJob: Job = {
  name: LET_GO,
  run: async (kernel, { owner = '' }) => {
    const { shared, left } = await sharedCars(kernel, owner);
    if (left.length > 0) await letGoOfMakers(kernel, owner, { shared, left });
  },
};
