// Reads the privacy policies of applications every day: owners are led there when they decide, so it has to open; and the
// hash of what was read stands in what they agreed to.
import type { Person } from '../../core/actor.ts';
import { after, HOUR } from '../../core/clock.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import { isRefusal } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import { findApplication, listPoliciesToCheck, type PolicyRead, updatePolicyCheck } from '../application-store.ts';
import { findOwnOrganization } from '../organization-store.ts';

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

/** Reads the policy of one application at once, because an owner of its organization asks. @throws Refusal not_found, not_allowed */
export async function checkPolicyNow(kernel: Kernel, actor: Person, id: string): Promise<void> {
  const application = await findApplication(kernel, actor, id);
  await findOwnOrganization(kernel, actor, application.organization);
  await updatePolicyCheck(kernel, id, await readPolicy(kernel, application.privacyPolicyUrl));
}

/** SHA-256 of what stands at the address, or why nothing can be read there. */
async function readPolicy(kernel: Kernel, url: string): Promise<PolicyRead> {
  try {
    const { status, body } = await kernel.fetch(url, { redirects: 3, limitBytes: 4_194_304 });
    if (status !== 200) return { fault: `status_${status}` };
    return body.length > 0 ? { sha256: hashToken(body) } : { fault: 'empty' };
  } catch (error) {
    if (isRefusal(error, 'outgoing_failed')) return { fault: 'no_answer' };
    if (isRefusal(error, 'outgoing_refused')) return { fault: 'not_public' };
    throw error;
  }
}
