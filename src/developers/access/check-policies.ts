// Reads the privacy policies of applications every day: owners are led there when they decide, so it has to open; and the
// hash of what was read stands in what they agreed to.
import { after, HOUR } from '../../core/clock.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import { isRefusal } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import { listPoliciesToCheck, updatePolicyCheck } from '../application-store.ts';

const AT_ONCE = 200;

/** Every hour, those that are new or were last read a day ago. */
export const checkPoliciesJob: Job = {
  name: 'check-privacy-policies',
  every: '17 * * * *',
  run: async kernel => {
    const aDayAgo = after(kernel.clock.now(), -23 * HOUR);
    for (const { id, privacyPolicyUrl } of await listPoliciesToCheck(kernel, aDayAgo, AT_ONCE))
      await updatePolicyCheck(kernel, id, await readPolicy(kernel, privacyPolicyUrl));
  },
};

/** SHA-256 of what stands at the address; undefined when nothing can be read there. */
async function readPolicy(kernel: Kernel, url: string): Promise<Buffer | undefined> {
  try {
    const { status, body } = await kernel.fetch(url, { redirects: 3, limitBytes: 4_194_304 });
    return status === 200 && body.length > 0 ? hashToken(body) : undefined;
  } catch (error) {
    if (isRefusal(error, 'outgoing_failed') || isRefusal(error, 'outgoing_refused')) return undefined;
    throw error;
  }
}
