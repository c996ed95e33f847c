// All SQL of applications: what their developers and car owners read is sealed under the organization's key.
import { sql } from 'kysely';
import type { Person } from '../core/actor.ts';
import type { SubjectVault } from '../core/crypto/vault.ts';
import { refuse } from '../core/errors.ts';
import type { Kernel } from '../core/kernel.ts';
import { readStoredAccess, type VehicleAccess, writeAccess } from './access/vehicle-access.ts';
import type { Application, ApplicationInput } from './application.ts';
import type { ClientAuth, ClientKeys } from './client-auth.ts';
import type { DevelopersApplication, DevelopersTables } from './tables.ts';

const TABLE = 'developers.application';

/** The applications of all organizations of the person, oldest first. */
export async function listApplications(kernel: Kernel, actor: Person): Promise<Application[]> {
  return openApplications(kernel, await ofActor(kernel, actor).orderBy('application.created_at').execute());
}

/** @throws Refusal not_found, also when the person's organizations do not have it */
export async function findApplication(kernel: Kernel, actor: Person, id: string): Promise<Application> {
  const [found] = await openApplications(
    kernel,
    await ofActor(kernel, actor).where('application.id', '=', id).execute(),
  );
  if (!found) throw refuse('not_found');
  return found;
}

/** Applications by id for the protocol, which itself is the actor; unknown ones are left out. */
export async function findApplicationsById(kernel: Kernel, ids: readonly string[]): Promise<Map<string, Application>> {
  if (ids.length === 0) return new Map();
  const rows = await all(kernel)
    .where('application.id', 'in', [...new Set(ids)])
    .execute();
  return new Map((await openApplications(kernel, rows)).map(application => [application.id, application]));
}

/** @returns false when there is one with this id already: the form was sent twice */
export async function insertApplication(
  kernel: Kernel,
  id: string,
  organization: string,
  input: ApplicationInput,
): Promise<boolean> {
  const vault = await kernel.vault.subject(kernel, organization);
  const { numInsertedOrUpdatedRows } = await tables(kernel)
    .insertInto(TABLE)
    .values({ id, organization, ...sealInput(kernel, vault, id, input), created_at: kernel.clock.now() })
    .onConflict(conflict => conflict.column('id').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export async function updateApplication(kernel: Kernel, application: Application, input: ApplicationInput) {
  const vault = await kernel.vault.subject(kernel, application.organization);
  const isSamePolicy = input.privacyPolicyUrl === application.privacyPolicyUrl;
  await tables(kernel)
    .updateTable(TABLE)
    .set({
      ...sealInput(kernel, vault, application.id, input),
      // Another address is another policy: nothing is known of it yet.
      ...(!isSamePolicy && { policy_sha256: null, policy_checked_at: null, policy_ok: null, policy_fault: null }),
    })
    .where('id', '=', application.id)
    .execute();
}

export async function updateAccess(kernel: Kernel, id: string, access: VehicleAccess): Promise<void> {
  await tables(kernel)
    .updateTable(TABLE)
    .set({ access: writeAccess(access) })
    .where('id', '=', id)
    .execute();
}

/** Applications whose policy was not tried to be read since `moment`, those never tried first. */
export async function listPoliciesToCheck(kernel: Kernel, moment: Date, limit: number): Promise<Application[]> {
  const rows = await all(kernel)
    .where('organization.sandbox', 'is', null)
    .where(({ eb, or }) =>
      or([eb('application.policy_checked_at', 'is', null), eb('application.policy_checked_at', '<', moment)]),
    )
    .orderBy('application.policy_checked_at', order => order.asc().nullsFirst())
    .limit(limit)
    .execute();
  return openApplications(kernel, rows);
}

/** What was read of a privacy policy: the hash of its bytes, or one word on why there was nothing. */
export type PolicyRead = { readonly sha256: Buffer } | { readonly fault: string };

/** Keeps what came of reading; when nothing could be read, what was read before stays known. */
export async function updatePolicyCheck(kernel: Kernel, id: string, read: PolicyRead): Promise<void> {
  const isRead = 'sha256' in read;
  await tables(kernel)
    .updateTable(TABLE)
    .set({
      policy_checked_at: kernel.clock.now(),
      policy_ok: isRead,
      policy_fault: isRead ? null : read.fault,
      ...(isRead && { policy_sha256: read.sha256 }),
    })
    .where('id', '=', id)
    .execute();
}

/** Whether any application has registered the web origin. */
export async function isRegisteredOrigin(kernel: Kernel, origin: string): Promise<boolean> {
  const row = await tables(kernel)
    .selectFrom(TABLE)
    .select('id')
    .where(sql<boolean>`origin_index @> array[${kernel.vault.blindIndex(ORIGIN, origin)}::bytea]`)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function updateClientAuth(kernel: Kernel, application: Application, auth: ClientAuth): Promise<void> {
  const { id, organization } = application;
  const vault = await kernel.vault.subject(kernel, organization);
  await tables(kernel)
    .updateTable(TABLE)
    .set({
      client_auth: auth.method,
      keys: auth.keys === undefined ? null : vault.seal(place('keys', id), JSON.stringify(auth.keys)),
      is_bound: auth.isBound,
    })
    .where('id', '=', id)
    .execute();
}

/** Keeps others from changing the application's credentials until the transaction ends. */
export async function lockApplication(kernel: Kernel, id: string): Promise<void> {
  await sql`select 1 from developers.application where id = ${id} for no key update`.execute(kernel.db);
}

const tables = ({ db }: Kernel) => db.withTables<DevelopersTables>();

const all = (kernel: Kernel) =>
  tables(kernel)
    .selectFrom('developers.application as application')
    .innerJoin('developers.organization as organization', 'organization.id', 'application.organization')
    .selectAll('application')
    .select('organization.sandbox');

const ofActor = (kernel: Kernel, actor: Person) =>
  all(kernel)
    .innerJoin('developers.member as member', 'member.organization', 'application.organization')
    .where('member.person', '=', actor.id);

const ORIGIN = 'developers.origin';

const columns = ['name', 'purpose', 'privacy_policy', 'redirect_uris'] as const;

function sealInput({ vault: indexes }: Kernel, vault: SubjectVault, id: string, input: ApplicationInput) {
  const { origins = [] } = input;
  const seal = (column: (typeof columns)[number] | 'origins', text: string) => vault.seal(place(column, id), text);
  return {
    name: seal('name', input.name),
    purpose: seal('purpose', input.purpose),
    privacy_policy: seal('privacy_policy', input.privacyPolicyUrl),
    redirect_uris: seal('redirect_uris', JSON.stringify(input.redirectUris)),
    origins: origins.length === 0 ? null : seal('origins', JSON.stringify(origins)),
    origin_index: origins.map(origin => indexes.blindIndex(ORIGIN, origin)),
  };
}

/** A row as selected; timestamps come out as dates. */
type Row = Omit<DevelopersApplication, 'created_at' | 'client_auth' | 'is_bound' | 'policy_checked_at'> & {
  policy_checked_at: Date | null;
  client_auth: string;
  is_bound: boolean;
  created_at: Date;
  sandbox: string | null;
};

async function openApplications(kernel: Kernel, rows: readonly Row[]): Promise<Application[]> {
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ organization }) => organization),
  );
  return rows.flatMap(row => {
    const vault = vaults.get(row.organization);
    if (!vault) return [];
    const open = (column: (typeof columns)[number]) => vault.open(place(column, row.id), row[column]);
    return [
      {
        id: row.id,
        organization: row.organization,
        name: open('name'),
        purpose: open('purpose'),
        privacyPolicyUrl: open('privacy_policy'),
        // Only sealInput wrote it.
        redirectUris: JSON.parse(open('redirect_uris')) as string[],
        // Only sealInput wrote it.
        origins:
          row.origins === null ? [] : (JSON.parse(vault.open(place('origins', row.id), row.origins)) as string[]),
        access: readStoredAccess(row.access),
        policy: row.policy_checked_at
          ? {
              checkedAt: row.policy_checked_at,
              isReadable: row.policy_ok === true,
              fault: row.policy_fault ?? undefined,
              sha256: row.policy_sha256?.toString('hex'),
            }
          : undefined,
        brand: { color: row.color ?? undefined, logo: row.logo?.toString('hex') },
        clientAuth: {
          // The column's check allows no other.
          method: row.client_auth as ClientAuth['method'],
          ...(row.keys !== null && { keys: JSON.parse(vault.open(place('keys', row.id), row.keys)) as ClientKeys }),
          isBound: row.is_bound,
        },
        createdAt: row.created_at,
        sandbox: row.sandbox,
      },
    ];
  });
}

const place = (column: string, row: string) => ({ table: TABLE, column, row });
