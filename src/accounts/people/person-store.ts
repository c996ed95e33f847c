// People: name and address sealed under each person's own key, found by a keyed hash of the address.
import { sql } from 'kysely';
import type { StaffRole } from '../../catalog/permissions.ts';
import type { LookupIndex } from '../../core/crypto/lookup/rotate-lookups.ts';
import type { SubjectVault } from '../../core/crypto/vault.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { AccountsTables } from '../tables.ts';
import { type Person, readStaffRole } from './person.ts';

const TABLE = 'accounts.person';

/** The purpose of the key under which addresses are hashed, and the columns that hold the hashes. */
const EMAIL = 'accounts.email';
const COLUMNS = ['email_index', 'email_index_even'] as const;

/** How people are found by their address. */
export const emailLookup: LookupIndex = {
  purpose: EMAIL,
  finds: 'People by their address',
  tables: [
    {
      table: TABLE,
      id: 'id',
      odd: COLUMNS[0],
      even: COLUMNS[1],
      valuesOf: async (kernel, ids) =>
        new Map([...(await findPeople(kernel, ids))].map(([id, { email }]) => [id, email])),
    },
  ],
};

/** The keyed hash of an address in links and invitations, which live for days. @param email normalized */
export const emailIndex = ({ vault }: Pick<Kernel, 'vault'>, email: string): Buffer => vault.blindIndex(EMAIL, email);

/** The person, or undefined: never was, or erased. */
export async function findPerson(kernel: Kernel, id: string): Promise<Person | undefined> {
  return (await findPeople(kernel, [id])).get(id);
}

/** Many people in two statements; unknown ones are left out. */
export async function findPeople(kernel: Kernel, ids: readonly string[]): Promise<Map<string, Person>> {
  if (ids.length === 0) return new Map();
  const rows = await people(kernel)
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map((await openRows(kernel, rows)).map(person => [person.id, person]));
}

/** @param email normalized */
export async function findPersonByEmail(kernel: Kernel, email: string): Promise<Person | undefined> {
  const { at, hash } = await kernel.vault.lookups.of(kernel.db, EMAIL, email);
  const rows = await people(kernel).where(COLUMNS[at], '=', hash).execute();
  return (await openRows(kernel, rows))[0];
}

/** Everybody with one of the roles, by name. */
export async function listPeopleByRole(kernel: Kernel, roles: readonly StaffRole[]): Promise<Person[]> {
  if (roles.length === 0) return [];
  const rows = await people(kernel)
    .where('staff_role', 'in', [...roles])
    .execute();
  const opened = await openRows(kernel, rows);
  return opened.sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
}

/** Lets one transaction at a time ask for, and then make, the person of an address. */
export async function lockEmail(kernel: Kernel, email: string): Promise<void> {
  const key = emailIndex(kernel, email).readBigInt64BE(0).toString();
  await sql`select pg_advisory_xact_lock(${key}::bigint)`.execute(kernel.db);
}

/** Adds a person. Call it under `lockEmail`. @param email normalized @param sandbox whose simulated owner this is */
export async function insertPerson(
  kernel: Kernel,
  email: string,
  name: string,
  sandbox: string | null = null,
): Promise<Person> {
  const id = newId('per', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, id);
  const { odd, even } = await kernel.vault.lookups.of(kernel.db, EMAIL, email);
  await kernel.db
    .withTables<AccountsTables>()
    .insertInto(TABLE)
    .values({
      id,
      name: vault.seal(place('name', id), name),
      email: vault.seal(place('email', id), email),
      email_index: odd,
      email_index_even: even,
      sandbox,
      created_at: kernel.clock.now(),
    })
    .execute();
  return { id, name, email, staffRole: undefined };
}

export async function updateName(kernel: Kernel, id: string, name: string): Promise<void> {
  const vault = await kernel.vault.subject(kernel, id);
  await kernel.db
    .withTables<AccountsTables>()
    .updateTable(TABLE)
    .set({ name: vault.seal(place('name', id), name) })
    .where('id', '=', id)
    .execute();
}

export async function updateStaffRole(kernel: Kernel, id: string, role: StaffRole | undefined): Promise<void> {
  await kernel.db
    .withTables<AccountsTables>()
    .updateTable(TABLE)
    .set({ staff_role: role ?? null })
    .where('id', '=', id)
    .execute();
}

/** Lets one transaction at a time change how this person signs in. */
export async function lockPerson(kernel: Kernel, id: string): Promise<void> {
  await kernel.db
    .withTables<AccountsTables>()
    .selectFrom(TABLE)
    .select('id')
    .where('id', '=', id)
    .forUpdate()
    .execute();
}

/** The ids of all admins, whose rows stay as they are until the transaction ends. */
export async function lockAdmins(kernel: Kernel): Promise<string[]> {
  const rows = await kernel.db
    .withTables<AccountsTables>()
    .selectFrom(TABLE)
    .select('id')
    .where('staff_role', '=', 'admin')
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map(({ id }) => id);
}

/** Removes the person and, by reference, their sessions, factors and half sign-ins. */
export async function deletePerson(kernel: Kernel, id: string): Promise<void> {
  await kernel.db.withTables<AccountsTables>().deleteFrom(TABLE).where('id', '=', id).execute();
}

const people = ({ db }: Kernel) =>
  db.withTables<AccountsTables>().selectFrom(TABLE).select(['id', 'name', 'email', 'staff_role']);

type Row = { id: string; name: Buffer; email: Buffer; staff_role: string | null };

async function openRows(kernel: Kernel, rows: readonly Row[]): Promise<Person[]> {
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(row => {
    const vault = vaults.get(row.id);
    return vault ? [openRow(vault, row)] : [];
  });
}

const openRow = (vault: SubjectVault, { id, name, email, staff_role }: Row): Person => ({
  id,
  name: vault.open(place('name', id), name),
  email: vault.open(place('email', id), email),
  staffRole: readStaffRole(staff_role),
});

const place = (column: 'name' | 'email', row: string) => ({ table: TABLE, column, row });
