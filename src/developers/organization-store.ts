// All SQL of organizations, their members and invitations. What somebody finds follows from membership alone.
import type { Person } from '../core/actor.ts';
import type { SubjectVault } from '../core/crypto/vault.ts';
import { refuse } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';
import type { Invitation, Member, MemberRole, Organization } from './organization.ts';
import type { DevelopersTables } from './tables.ts';

const ORGANIZATION = 'developers.organization';
const MEMBER = 'developers.member';
const INVITATION = 'developers.invitation';

/** The organizations of the person, oldest first. */
export async function listOrganizations(kernel: Kernel, actor: Person): Promise<Organization[]> {
  const rows = await ofActor(kernel, actor).orderBy('organization.created_at').execute();
  return openOrganizations(kernel, rows);
}

/** @throws Refusal not_found, also when the person does not belong to it */
export async function findOrganization(kernel: Kernel, actor: Person, id: string): Promise<Organization> {
  const rows = await ofActor(kernel, actor).where('organization.id', '=', id).execute();
  const [found] = await openOrganizations(kernel, rows);
  if (!found) throw refuse('not_found');
  return found;
}

/**
 * The organization, when it is real and the person is one of its owners: a sandbox has the one researcher and the one
 * application with which it was made.
 * @throws Refusal not_found, not_allowed
 */
export async function findGrowingOrganization(kernel: Kernel, actor: Person, id: string): Promise<Organization> {
  const organization = await findOwnOrganization(kernel, actor, id);
  if (organization.sandbox !== null) throw refuse('not_allowed');
  return organization;
}

/** The organization, when the person is one of its owners. @throws Refusal not_found, not_allowed */
export async function findOwnOrganization(kernel: Kernel, actor: Person, id: string): Promise<Organization> {
  const organization = await findOrganization(kernel, actor, id);
  if (organization.role !== 'owner') throw refuse('not_allowed');
  return organization;
}

/** Names of organizations by id, for those who are asked for access by them. */
export async function organizationNames(kernel: Kernel, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tables(kernel)
    .selectFrom(ORGANIZATION)
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .execute();
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ id }) => id),
  );
  return new Map(
    rows.flatMap(({ id, name }) => {
      const vault = vaults.get(id);
      return vault ? [[id, openName(vault, id, name)] as const] : [];
    }),
  );
}

/** @param sandbox the researcher's sandbox that it belongs to */
export async function insertOrganization(kernel: Kernel, name: string, sandbox: string | null = null): Promise<string> {
  const id = newId('org', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, id);
  await tables(kernel)
    .insertInto(ORGANIZATION)
    .values({ id, name: vault.seal(place(ORGANIZATION, 'name', id), name), sandbox, created_at: kernel.clock.now() })
    .execute();
  return id;
}

/** Removes an organization with its members, applications and their secrets. */
export async function deleteOrganization(kernel: Kernel, id: string): Promise<void> {
  await tables(kernel).deleteFrom(ORGANIZATION).where('id', '=', id).execute();
}

/** Adds a member; somebody who belongs to it already keeps the higher role. */
export async function insertMember(kernel: Kernel, organization: string, person: string, role: MemberRole) {
  await tables(kernel)
    .insertInto(MEMBER)
    .values({ organization, person, role, joined_at: kernel.clock.now() })
    .onConflict(conflict =>
      role === 'owner' ? conflict.columns(['organization', 'person']).doUpdateSet({ role }) : conflict.doNothing(),
    )
    .execute();
}

/** Members, owners first; their rows stay as they are until the transaction ends when `lock` is set. */
export async function listMembers(kernel: Kernel, organization: Organization, lock = false): Promise<Member[]> {
  let query = tables(kernel).selectFrom(MEMBER).selectAll().where('organization', '=', organization.id);
  if (lock) query = query.forUpdate();
  const rows = await query.orderBy('role', 'desc').orderBy('joined_at').orderBy('person').execute();
  return rows.map(({ person, role, joined_at }) => ({ person, role: asRole(role), joinedAt: joined_at }));
}

/** The ids of an organization's owners, for mails to them. */
export async function listOwners(kernel: Kernel, organization: string): Promise<string[]> {
  const rows = await tables(kernel)
    .selectFrom(MEMBER)
    .select('person')
    .where('organization', '=', organization)
    .where('role', '=', 'owner')
    .orderBy('person')
    .execute();
  return rows.map(({ person }) => person);
}

export async function deleteMember(kernel: Kernel, organization: string, person: string): Promise<void> {
  await tables(kernel)
    .deleteFrom(MEMBER)
    .where('organization', '=', organization)
    .where('person', '=', person)
    .execute();
}

/** Everything a person belongs to, for export. */
export const listMemberships = (kernel: Kernel, person: string) =>
  tables(kernel).selectFrom(MEMBER).selectAll().where('person', '=', person).orderBy('joined_at').execute();

export async function deleteMemberships(kernel: Kernel, person: string): Promise<void> {
  await tables(kernel).deleteFrom(MEMBER).where('person', '=', person).execute();
}

/** Adds an invitation in place of an earlier one for the same address. */
export async function insertInvitation(
  kernel: Kernel,
  invitation: Omit<Invitation, 'id' | 'createdAt'> & { tokenHash: Buffer; invitedBy: string },
): Promise<string> {
  const { organization, email, role, tokenHash, invitedBy, expiresAt } = invitation;
  const id = newId('inv', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, organization);
  const emailIndex = invitationIndex(kernel, organization, email);
  await tables(kernel)
    .deleteFrom(INVITATION)
    .where('organization', '=', organization)
    .where('email_index', '=', emailIndex)
    .execute();
  await tables(kernel)
    .insertInto(INVITATION)
    .values({
      id,
      organization,
      email: vault.seal(place(INVITATION, 'email', id), email),
      email_index: emailIndex,
      role,
      token_hash: tokenHash,
      invited_by: invitedBy,
      created_at: kernel.clock.now(),
      expires_at: expiresAt,
    })
    .execute();
  return id;
}

/** Removes what waits for an address, in whatever organization. @param email normalized */
export async function deleteInvitationsTo(kernel: Kernel, email: string): Promise<void> {
  const inviting = await tables(kernel).selectFrom(INVITATION).select('organization').distinct().execute();
  if (inviting.length === 0) return;
  const indexes = inviting.map(({ organization }) => invitationIndex(kernel, organization, email));
  await tables(kernel).deleteFrom(INVITATION).where('email_index', 'in', indexes).execute();
}

const invitationIndex = ({ vault }: Kernel, organization: string, email: string): Buffer =>
  vault.blindIndex('developers.invitation', `${organization}\n${email}`);

/** Invitations that still wait, newest first. */
export async function listInvitations(kernel: Kernel, organization: Organization): Promise<Invitation[]> {
  const rows = await tables(kernel)
    .selectFrom(INVITATION)
    .selectAll()
    .where('organization', '=', organization.id)
    .where('expires_at', '>', kernel.clock.now())
    .orderBy('created_at', 'desc')
    .execute();
  const vault = await kernel.vault.subject(kernel, organization.id);
  return rows.map(row => ({
    id: row.id,
    organization: row.organization,
    email: vault.open(place(INVITATION, 'email', row.id), row.email),
    role: asRole(row.role),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }));
}

/** The organization and role behind an invitation's token, while it is good. Whoever holds the token was invited. */
export async function findInvitationByToken(
  kernel: Kernel,
  tokenHash: Buffer,
): Promise<{ id: string; organization: string; role: MemberRole } | undefined> {
  const row = await tables(kernel)
    .selectFrom(INVITATION)
    .select(['id', 'organization', 'role'])
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', kernel.clock.now())
    .executeTakeFirst();
  return row && { ...row, role: asRole(row.role) };
}

/** @returns false when somebody else used it first */
export async function deleteInvitation(kernel: Kernel, id: string): Promise<boolean> {
  const { numDeletedRows } = await tables(kernel).deleteFrom(INVITATION).where('id', '=', id).executeTakeFirst();
  return numDeletedRows === 1n;
}

const tables = ({ db }: Kernel) => db.withTables<DevelopersTables>();

const ofActor = (kernel: Kernel, actor: Person) =>
  tables(kernel)
    .selectFrom('developers.organization as organization')
    .innerJoin('developers.member as member', 'member.organization', 'organization.id')
    .select(['organization.id', 'organization.name', 'organization.created_at', 'organization.sandbox', 'member.role'])
    .where('member.person', '=', actor.id);

async function openOrganizations(
  kernel: Kernel,
  rows: readonly { id: string; name: Buffer; created_at: Date; sandbox: string | null; role: string }[],
): Promise<Organization[]> {
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(({ id, name, created_at, sandbox, role }) => {
    const vault = vaults.get(id);
    return vault ? [{ id, name: openName(vault, id, name), createdAt: created_at, sandbox, role: asRole(role) }] : [];
  });
}

const openName = (vault: SubjectVault, id: string, name: Buffer): string =>
  vault.open(place(ORGANIZATION, 'name', id), name);

const asRole = (text: string): MemberRole => (text === 'owner' ? 'owner' : 'member');

const place = (table: string, column: string, row: string) => ({ table, column, row });
