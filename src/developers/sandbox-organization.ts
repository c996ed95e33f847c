// The organization of a researcher's sandbox: theirs alone, with one application whose secret is told once.
import { href, routes } from '../catalog/routes.ts';
import { newUuid } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';
import type { Redacted } from '../core/redacted.ts';
import { registerApplication } from './create-application.ts';
import { deleteOrganization, insertMember, insertOrganization } from './organization-store.ts';

export type SandboxOrganization = {
  readonly organization: string;
  /** The client id. */
  readonly application: string;
  readonly clientSecret: Redacted<string>;
};

/**
 * Makes it, in the caller's transaction.
 * @param input.person who owns it @param input.sandbox marks all of it, for good
 */
export async function createSandboxOrganization(
  kernel: Kernel,
  input: { readonly person: string; readonly sandbox: string; readonly redirectUri: string },
): Promise<SandboxOrganization> {
  const { person, sandbox, redirectUri } = input;
  const organization = await insertOrganization(kernel, 'Research sandbox', sandbox);
  await insertMember(kernel, organization, person, 'owner');
  const application = newUuid(kernel.random);
  const { clientSecret } = await registerApplication(kernel, person, {
    id: application,
    organization,
    name: 'Sandbox application',
    purpose: 'Security research on simulated cars. It can reach no real car.',
    privacyPolicyUrl: kernel.config.publicUrl + href(routes.connect.ownerPolicy),
    redirectUris: [redirectUri],
  });
  return { organization, application, clientSecret };
}

/** Removes it with application and secrets; whatever it was called can be read nowhere any more. */
export async function deleteSandboxOrganization(kernel: Kernel, organization: string): Promise<void> {
  await deleteOrganization(kernel, organization);
  await kernel.vault.shred(kernel.db, organization);
}
