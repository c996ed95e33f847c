// Test suites leave owners behind, each with cars and permissions. What nobody comes back for is forgotten.
import { eraseTestOwner, isTestOwner } from '../../accounts/index.ts';
import { TEST_OWNER_DAYS } from '../../catalog/kept-for.ts';
import { actorId, system } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import { forgetSimulatedCars } from '../../vehicles/index.ts';
import { endGrant } from '../end-grant.ts';
import { listGrants } from '../grant-store.ts';
import { deleteReceipts } from '../receipts/receipt-store.ts';
import { deleteTestGrants, type IdleOwner, listIdleTestOwners } from './test-owner-store.ts';

const ACTOR = actorId(system('connect'));

export const purgeTestOwnersJob: Job = {
  name: 'purge-test-owners',
  every: '29 3 * * *',
  run: async kernel => {
    const since = after(kernel.clock.now(), -TEST_OWNER_DAYS * DAY);
    let last = '';
    for (;;) {
      const idle = await listIdleTestOwners(kernel, since, last);
      if (idle.length === 0) return;
      // Somebody whom a mail reaches stays, whatever they granted.
      for (const one of idle)
        if (await isTestOwner(kernel, one.owner)) await (one.hasGrants ? endAll(kernel, one) : forget(kernel, one));
      last = idle.at(-1)?.owner ?? '';
    }
  },
};

/** One night before the rest: who acts when a grant ends still looks at it. */
async function endAll(kernel: Kernel, { owner }: IdleOwner): Promise<void> {
  for (const grant of await listGrants(kernel, { id: owner })) await endGrant(kernel, ACTOR, grant, 'erased');
}

/** Everything of theirs goes, the key that sealed it last. */
async function forget(kernel: Kernel, { owner }: IdleOwner): Promise<void> {
  await kernel.transaction(async kernel => {
    await deleteReceipts(kernel, owner);
    await deleteTestGrants(kernel, owner);
    await forgetSimulatedCars(kernel, owner);
    await eraseTestOwner(kernel, owner);
    await kernel.audit.record(kernel.db, { actor: ACTOR, action: 'person.forget-test', subject: owner, details: {} });
  });
}
