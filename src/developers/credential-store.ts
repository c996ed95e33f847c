// All SQL of client secrets and management tokens: hashes of 256-bit secrets, found by the application they prove. A
// management token is kept sealed as well, because it signs webhooks.
import { equalBytes, hashToken } from '../core/crypto/tokens.ts';
import { newId } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';
import type { DevelopersTables } from './tables.ts';

export type CredentialKind = 'client-secret' | 'management-token';

/** A credential without its secret, which nobody can show again. */
export type Credential = {
  readonly id: string;
  readonly kind: CredentialKind;
  readonly createdAt: Date;
  readonly expiresAt: Date | undefined;
};

/** Picks the one that has not been replaced. */
export const isInUse =
  (kind: CredentialKind) =>
  (credential: Credential): boolean =>
    credential.kind === kind && credential.expiresAt === undefined;

export async function insertCredential(
  kernel: Kernel,
  application: string,
  kind: CredentialKind,
  secret: string,
  organization: string,
): Promise<void> {
  const id = newId('crd', kernel.clock, kernel.random);
  const isKept = kind === 'management-token';
  const vault = isKept ? await kernel.vault.subject(kernel, organization) : undefined;
  await tables(kernel)
    .insertInto('developers.credential')
    .values({
      id,
      application,
      kind,
      hash: hashToken(secret),
      sealed: vault?.seal(placeOfSecret(id), secret) ?? null,
      created_at: kernel.clock.now(),
      expires_at: null,
    })
    .execute();
}

/** Credentials that are good now, by kind, newest first. */
export async function listCredentials(kernel: Kernel, application: string): Promise<Credential[]> {
  const rows = await good(kernel, application)
    .orderBy('kind')
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(({ id, kind, created_at, expires_at }) => ({
    id,
    kind: kind === 'client-secret' ? kind : 'management-token',
    createdAt: created_at,
    expiresAt: expires_at ?? undefined,
  }));
}

/** Sets the end of those that have none yet. */
export async function endCredentials(kernel: Kernel, application: string, kind: CredentialKind, at: Date) {
  await tables(kernel)
    .updateTable('developers.credential')
    .set({ expires_at: at })
    .where('application', '=', application)
    .where('kind', '=', kind)
    .where('expires_at', 'is', null)
    .execute();
}

/** Whether the hash is one of the application's good credentials; compared without telling by its duration. */
export async function hasCredential(
  kernel: Kernel,
  application: string,
  kind: CredentialKind,
  hash: Buffer,
): Promise<boolean> {
  const rows = await good(kernel, application).where('kind', '=', kind).execute();
  return rows.reduce((found, row) => equalBytes(row.hash, hash) || found, false);
}

/** The application that a good secret belongs to; undefined for an unknown or replaced one. */
export async function findByCredential(kernel: Kernel, kind: CredentialKind, hash: Buffer) {
  return tables(kernel)
    .selectFrom('developers.credential as credential')
    .innerJoin('developers.application as application', 'application.id', 'credential.application')
    .innerJoin('developers.organization as organization', 'organization.id', 'application.organization')
    .select(['application.id', 'organization.sandbox'])
    .where('credential.hash', '=', hash)
    .where('credential.kind', '=', kind)
    .where(({ or, eb }) =>
      or([eb('credential.expires_at', 'is', null), eb('credential.expires_at', '>', kernel.clock.now())]),
    )
    .executeTakeFirst();
}

/** A management token that is good now, as the key that signs webhooks. */
export type SigningKey = { readonly id: string; readonly token: string; readonly endsAt: Date | null };

/** The good management tokens of applications, newest first; those that are older than webhooks are not among them. */
export async function openSigningKeys(
  kernel: Kernel,
  applications: readonly string[],
): Promise<Map<string, SigningKey[]>> {
  if (applications.length === 0) return new Map();
  const rows = await tables(kernel)
    .selectFrom('developers.credential as credential')
    .innerJoin('developers.application as application', 'application.id', 'credential.application')
    .select(['credential.id', 'credential.application', 'credential.sealed', 'credential.expires_at'])
    .select('application.organization')
    .where('credential.application', 'in', [...new Set(applications)])
    .where('credential.kind', '=', 'management-token')
    .where('credential.sealed', 'is not', null)
    .where(({ or, eb }) =>
      or([eb('credential.expires_at', 'is', null), eb('credential.expires_at', '>', kernel.clock.now())]),
    )
    .orderBy('credential.created_at', 'desc')
    .orderBy('credential.id', 'desc')
    .execute();
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ organization }) => organization),
  );
  const found = new Map<string, SigningKey[]>();
  for (const { id, application, organization, sealed, expires_at } of rows) {
    const vault = vaults.get(organization);
    if (!vault || !sealed) continue;
    const key = { id, token: vault.open(placeOfSecret(id), sealed), endsAt: expires_at };
    found.set(application, [...(found.get(application) ?? []), key]);
  }
  return found;
}

const placeOfSecret = (row: string) => ({ table: 'developers.credential', column: 'sealed', row });

const tables = ({ db }: Kernel) => db.withTables<DevelopersTables>();

const good = (kernel: Kernel, application: string) =>
  tables(kernel)
    .selectFrom('developers.credential')
    .selectAll()
    .where('application', '=', application)
    .where(({ or, eb }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', kernel.clock.now())]));
