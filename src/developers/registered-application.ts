// Applications as other modules look them up by id: what they are called, who answers for them, whether a secret is theirs.
import { hashToken } from '../core/crypto/tokens.ts';
import { isUuid } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';
import type { Application } from './application.ts';
import { findApplicationsById } from './application-store.ts';
import { whichCredential } from './credentials/credential-store.ts';
import { noteUse } from './credentials/note-use.ts';
import { organizationNames } from './organization-store.ts';

/** An application with the name of the organization that answers for it. */
export type RegisteredApplication = Application & { readonly organizationName: string };

/** The application, or undefined. */
export async function findRegisteredApplication(
  kernel: Kernel,
  id: string,
): Promise<RegisteredApplication | undefined> {
  if (!isUuid(id)) return undefined;
  const application = (await findApplicationsById(kernel, [id])).get(id);
  if (!application) return undefined;
  const names = await organizationNames(kernel, [application.organization]);
  return { ...application, organizationName: names.get(application.organization) ?? '' };
}

/** Names of applications by id; unknown ones are left out. */
export async function applicationNames(kernel: Kernel, ids: readonly string[]): Promise<Map<string, string>> {
  const found = await findApplicationsById(kernel, ids);
  return new Map([...found].map(([id, { name }]) => [id, name]));
}

/** Whether the secret is one of the application's living ones, whichever; that it was used is noted. */
export async function verifyClientSecret(kernel: Kernel, application: string, secret: string): Promise<boolean> {
  const credential = await whichCredential(kernel, application, 'client-secret', hashToken(secret));
  if (credential === undefined) return false;
  noteUse(kernel, credential);
  return true;
}
