// All SQL of applications: what their developers and car owners read is sealed under the organization's key.
import { sql } from 'kysely';
import type { Person } from '../core/actor.ts';
import type { SubjectVault } from '../core/crypto/vault.ts';
import { refuse } from '../core/errors.ts';
import type { Kernel } from '../core/kernel.ts';
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
    .values({ id, organization, ...sealInput(vault, id, input), created_at: kernel.clock.now() })
    .onConflict(conflict => conflict.column('id').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export async function updateApplication(kernel: Kernel, application: Application, input: ApplicationInput) {
  const vault = await kernel.vault.subject(kernel, application.organization);
  await tables(kernel)
    .updateTable(TABLE)
    .set(sealInput(vault, application.id, input))
    .where('id', '=', application.id)
    .execute();
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

const columns = ['name', 'purpose', 'privacy_policy', 'redirect_uris'] as const;

function sealInput(vault: SubjectVault, id: string, input: ApplicationInput) {
  const seal = (column: (typeof columns)[number], text: string) => vault.seal(place(column, id), text);
  return {
    name: seal('name', input.name),
    purpose: seal('purpose', input.purpose),
    privacy_policy: seal('privacy_policy', input.privacyPolicyUrl),
    redirect_uris: seal('redirect_uris', JSON.stringify(input.redirectUris)),
  };
}

/** A row as selected; timestamps come out as dates. */
type Row = Omit<DevelopersApplication, 'created_at' | 'client_auth' | 'is_bound'> & {
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
