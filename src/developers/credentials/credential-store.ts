// All SQL of client secrets and management tokens: hashes of 256-bit secrets, found by the application they prove. A
// management token is kept sealed as well, because it signs webhooks.
import { equalBytes, hashToken } from '../../core/crypto/tokens.ts';
import type { Sealed } from '../../core/crypto/vault.ts';
import { momentArray, textArray } from '../../core/database/binary-array.ts';
import { prepared } from '../../core/database/prepared.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Application } from '../application.ts';
import type { DevelopersTables } from '../tables.ts';
import type { Credential, CredentialKind } from './credential.ts';

const TABLE = 'developers.credential';

/** Whose a credential is, and under whose key its words are sealed. */
export type Holder = Pick<Application, 'id' | 'organization'>;

/** @returns false when there is one with this id already: the form was sent twice */
export async function insertCredential(
  kernel: Kernel,
  { id: application, organization }: Holder,
  {
    id,
    kind,
    name,
    secret,
  }: { readonly id: string; readonly kind: CredentialKind; readonly name?: string; readonly secret: string },
): Promise<boolean> {
  const vault = await kernel.vault.subject(kernel, organization);
  const { numInsertedOrUpdatedRows } = await tables(kernel)
    .insertInto(TABLE)
    .values({
      id,
      application,
      kind,
      name: name === undefined ? null : vault.seal(place('name', id), name),
      hash: hashToken(secret),
      sealed: kind === 'management-token' ? vault.seal(place('sealed', id), secret) : null,
      created_at: kernel.clock.now(),
      expires_at: null,
    })
    .onConflict(conflict => conflict.column('id').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** Credentials that are good now, by kind, newest first. */
export async function listCredentials(kernel: Kernel, { id, organization }: Holder): Promise<Credential[]> {
  const rows = await good(kernel, id).orderBy('kind').orderBy('created_at', 'desc').orderBy('id', 'desc').execute();
  const vault = await kernel.vault.existing(kernel.db, organization);
  return rows.map(row => ({
    id: row.id,
    kind: row.kind === 'client-secret' ? row.kind : 'management-token',
    name: row.name && vault ? vault.open(place('name', row.id), row.name) : undefined,
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
  }));
}

/** Sets the end of good ones: of one, or of those of a kind that have none yet. @returns how many there were */
export async function endCredentials(
  kernel: Kernel,
  application: string,
  which: { readonly id: string } | { readonly kind: CredentialKind },
  at: Date,
): Promise<number> {
  const all = tables(kernel).updateTable(TABLE).set({ expires_at: at }).where('application', '=', application);
  const { numUpdatedRows } = await ('id' in which
    ? all
        .where('id', '=', which.id)
        .where(({ or, eb }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', kernel.clock.now())]))
    : all.where('kind', '=', which.kind).where('expires_at', 'is', null)
  ).executeTakeFirst();
  return Number(numUpdatedRows);
}

/**
 * Which of the application's good credentials has the hash; undefined for none. Compared without telling by its duration.
 */
export async function whichCredential(
  kernel: Kernel,
  application: string,
  kind: CredentialKind,
  hash: Buffer,
): Promise<string | undefined> {
  const rows = await good(kernel, application).where('kind', '=', kind).execute();
  return rows.reduce<string | undefined>((found, row) => (equalBytes(row.hash, hash) ? row.id : found), undefined);
}

/** The application that a good secret belongs to, with the secret's own id; undefined for an unknown or ended one. */
export async function findByCredential(kernel: Kernel, kind: CredentialKind, hash: Buffer) {
  return tables(kernel)
    .selectFrom('developers.credential as credential')
    .innerJoin('developers.application as application', 'application.id', 'credential.application')
    .innerJoin('developers.organization as organization', 'organization.id', 'application.organization')
    .select(['application.id', 'organization.sandbox', 'credential.id as credential'])
    .where('credential.hash', '=', hash)
    .where('credential.kind', '=', kind)
    .where(({ or, eb }) =>
      or([eb('credential.expires_at', 'is', null), eb('credential.expires_at', '>', kernel.clock.now())]),
    )
    .executeTakeFirst();
}

/** Writes when credentials were last used, unless a later use is known. */
export async function markUsed({ pool }: Pick<Kernel, 'pool'>, uses: ReadonlyMap<string, Date>): Promise<void> {
  // In one order, so that two processes do not wait for each other's rows.
  const all = [...uses].sort(([one], [other]) => (one < other ? -1 : 1));
  await pool.query(
    `update developers.credential credential set last_used_at = used.at
       from unnest($1::text[], $2::timestamptz[]) as used (id, at)
      where credential.id = used.id and (credential.last_used_at is null or credential.last_used_at < used.at)`,
    [textArray(all.map(([id]) => id)), momentArray(all.map(([, at]) => at))],
  );
}

/** A management token that is good now, as the key that signs webhooks. */
export type SigningKey = { readonly id: string; readonly token: string; readonly endsAt: Date | null };

type KeyRow = {
  readonly id: string;
  readonly application: string;
  /** The column is declared sealed; a raw statement gives it back as bytes. */
  readonly sealed: Sealed;
  readonly expires_at: Date | null;
  readonly organization: string;
};

/** The good management tokens of applications, newest first; those that are older than webhooks are not among them. */
export async function openSigningKeys(
  kernel: Kernel,
  applications: readonly string[],
): Promise<Map<string, SigningKey[]>> {
  if (applications.length === 0) return new Map();
  const rows = await prepared<KeyRow>(kernel, {
    name: 'developers.signing-keys',
    text: `select c.id, c.application, c.sealed, c.expires_at, a.organization
             from developers.credential c join developers.application a on a.id = c.application
            where c.application = any ($1::text[]) and c.kind = 'management-token' and c.sealed is not null
              and (c.expires_at is null or c.expires_at > $2)
            order by c.created_at desc, c.id desc`,
    values: [[...new Set(applications)], kernel.clock.now()],
  });
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ organization }) => organization),
  );
  const found = new Map<string, SigningKey[]>();
  for (const { id, application, organization, sealed, expires_at } of rows) {
    const vault = vaults.get(organization);
    if (!vault) continue;
    const key = { id, token: vault.open(place('sealed', id), sealed), endsAt: expires_at };
    found.set(application, [...(found.get(application) ?? []), key]);
  }
  return found;
}

const place = (column: 'name' | 'sealed', row: string) => ({ table: TABLE, column, row });

const tables = ({ db }: Kernel) => db.withTables<DevelopersTables>();

const good = (kernel: Kernel, application: string) =>
  tables(kernel)
    .selectFrom(TABLE)
    .selectAll()
    .where('application', '=', application)
    .where(({ or, eb }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', kernel.clock.now())]));
