// Sandboxes whose time is over end by themselves; some days before, their researchers are told.
import { mailPerson } from '../accounts/index.ts';
import { href, routes } from '../catalog/routes.ts';
import { system } from '../core/actor.ts';
import { after } from '../core/clock.ts';
import type { Kernel } from '../core/kernel.ts';
import type { Job } from '../core/work/jobs.ts';
import { endSandbox } from './change-sandbox.ts';
import { extendedEnd, WARN_BEFORE } from './sandbox.ts';
import { listEndingBefore, listExpired, updateSandbox } from './sandbox-store.ts';

const AT_ONCE = 100;

/** Harmless to repeat: what has ended is no longer listed. */
export const endExpiredSandboxesJob: Job = {
  name: 'end-expired-sandboxes',
  every: '*/10 * * * *',
  run: async kernel => {
    for (;;) {
      const expired = await listExpired(kernel, AT_ONCE);
      for (const { id } of expired) await endSandbox(kernel, system('research'), id, 'expired');
      if (expired.length < AT_ONCE) break;
    }
    await warn(kernel);
  },
};

async function warn(kernel: Kernel): Promise<void> {
  const now = kernel.clock.now();
  for (const sandbox of await listEndingBefore(kernel, after(now, WARN_BEFORE)))
    await kernel.transaction(async kernel => {
      await updateSandbox(kernel, sandbox.id, { warnedAt: now });
      const { operator, publicUrl } = kernel.config;
      await mailPerson(
        kernel,
        sandbox.person,
        {
          subject: `Your sandbox at ${operator.name} ends soon`,
          text: [
            `Your sandbox ends on ${sandbox.expiresAt.toISOString().slice(0, 16).replace('T', ', ')} UTC, with its application and its simulated cars.`,
            '',
            extendedEnd(sandbox) === null
              ? 'It was extended already. You can get a new one afterwards.'
              : 'You can extend it once, by 30 days:',
            publicUrl + href(routes.research.sandbox),
          ].join('\n'),
        },
        `sandbox-ends:${sandbox.id}:${sandbox.expiresAt.getTime()}`,
      );
    });
}
