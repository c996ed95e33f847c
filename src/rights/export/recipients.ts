// Who got something of a person's data, by name (CJEU C-154/21): applications, makers of their cars, and who carries mail.
import { listGrantsOfOwner } from '../../connect/index.ts';
import type { Kernel } from '../../core/kernel.ts';
import { findRegisteredApplication } from '../../developers/index.ts';
import { findReachedBy } from '../../vehicles/index.ts';

export type Recipients = {
  readonly applications: readonly {
    readonly application: string;
    readonly name: string;
    readonly organization: string | null;
    readonly permissions: readonly string[];
    readonly vehicles: readonly string[];
    readonly since: string;
    readonly until: string | null;
    readonly lastUsed: string | null;
  }[];
  readonly processors: readonly { readonly name: string; readonly what: string }[];
};

/** Providers that are companies; the others are parts of this server. */
const outside = [
  { id: 'tesla', name: 'Tesla' },
  { id: 'smartcar', name: 'Smartcar' },
] as const;

/** Everybody who got, or could have got, something; one entry for each permission that was given. */
export async function recipientsOf(kernel: Kernel, person: string): Promise<Recipients> {
  const grants = await listGrantsOfOwner(kernel, { id: person });
  const organizations = new Map<string, string>();
  for (const id of new Set(grants.map(({ application }) => application.id))) {
    const found = await findRegisteredApplication(kernel, id);
    if (found) organizations.set(id, found.organizationName);
  }
  const makers = new Set([...(await findReachedBy(kernel, person)).values()].map(({ provider }) => provider));
  const { mail, operator } = kernel.config;
  return {
    applications: grants.map(({ application, scopes, vehicles, grantedAt, revokedAt, lastUsedAt }) => ({
      application: application.id,
      name: application.name,
      organization: organizations.get(application.id) ?? null,
      permissions: scopes,
      vehicles,
      since: grantedAt.toISOString(),
      until: revokedAt?.toISOString() ?? null,
      lastUsed: lastUsedAt?.toISOString() ?? null,
    })),
    processors: [
      ...outside.filter(({ id }) => makers.has(id)).map(({ name }) => ({ name, what: 'reaches your car for us' })),
      ...(mail.transport === 'smtp' ? [{ name: `Mail server of ${operator.name}`, what: 'carries mails to you' }] : []),
    ],
  };
}
