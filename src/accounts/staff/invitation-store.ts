// Invitations to the team: address and name sealed under each invitation's own key.
import type { StaffRole } from '../../catalog/permissions.ts';
import { after, DAY } from '../../core/clock.ts';
import { hashToken, newToken } from '../../core/crypto/tokens.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { readStaffRole } from '../people/person.ts';
import { emailIndex } from '../people/person-store.ts';
import type { AccountsTables } from '../tables.ts';

const TABLE = 'accounts.invitation';
export const INVITATION_DAYS = 7;

export type Invitation = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: StaffRole;
  readonly invitedBy: string | undefined;
  readonly expiresAt: Date;
};

/** @param invitation.email normalized. @returns the token for the mail, which is nowhere else */
export async function insertInvitation(
  kernel: Kernel,
  invitation: Pick<Invitation, 'email' | 'name' | 'role'> & { readonly invitedBy: string },
): Promise<{ id: string; token: string }> {
  const id = newId('inv', kernel.clock, kernel.random);
  const token = newToken(kernel.random);
  const now = kernel.clock.now();
  const vault = await kernel.vault.subject(kernel, id);
  await invitations(kernel)
    .insertInto(TABLE)
    .values({
      id,
      token_hash: hashToken(token),
      email: vault.seal(place('email', id), invitation.email),
      email_index: emailIndex(kernel, invitation.email),
      name: vault.seal(place('name', id), invitation.name),
      role: invitation.role,
      invited_by: invitation.invitedBy,
      state: 'open',
      created_at: now,
      expires_at: after(now, INVITATION_DAYS * DAY),
    })
    .execute();
  return { id, token };
}

/** The open invitation of a token, if its time is not over. */
export async function findInvitation(kernel: Kernel, token: string): Promise<Invitation | undefined> {
  const row = await open(kernel).where('token_hash', '=', hashToken(token)).executeTakeFirst();
  return row && (await openRows(kernel, [row]))[0];
}

/** One open invitation by its id. */
export async function findInvitationById(kernel: Kernel, id: string): Promise<Invitation | undefined> {
  const row = await open(kernel).where('id', '=', id).executeTakeFirst();
  return row && (await openRows(kernel, [row]))[0];
}

/** Open invitations, newest first. */
export async function listInvitations(kernel: Kernel): Promise<Invitation[]> {
  return openRows(kernel, await open(kernel).orderBy('id', 'desc').execute());
}

/** Accepts the open invitation of a token; of several tries at once, one gets it. */
export async function takeInvitation(kernel: Kernel, token: string): Promise<Invitation | undefined> {
  const row = await invitations(kernel)
    .updateTable(TABLE)
    .set({ state: 'accepted' })
    .where('token_hash', '=', hashToken(token))
    .where('state', '=', 'open')
    .where('expires_at', '>', kernel.clock.now())
    .returning(columns)
    .executeTakeFirst();
  return row && (await openRows(kernel, [row]))[0];
}

/** Withdraws open invitations: one, those of an address, or those that one admin sent. @returns their ids */
export async function withdrawInvitations(
  kernel: Kernel,
  which: { readonly id: string } | { readonly email: string } | { readonly invitedBy: string },
): Promise<string[]> {
  const query = invitations(kernel).updateTable(TABLE).set({ state: 'withdrawn' }).where('state', '=', 'open');
  const narrowed =
    'id' in which
      ? query.where('id', '=', which.id)
      : 'email' in which
        ? query.where('email_index', '=', emailIndex(kernel, which.email))
        : query.where('invited_by', '=', which.invitedBy);
  return (await narrowed.returning('id').execute()).map(({ id }) => id);
}

/** Removes every invitation of an address, open or not. @returns their ids, whose keys can be destroyed */
export async function deleteInvitations(kernel: Kernel, email: string): Promise<string[]> {
  const rows = await invitations(kernel)
    .deleteFrom(TABLE)
    .where('email_index', '=', emailIndex(kernel, email))
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

const columns = ['id', 'email', 'name', 'role', 'invited_by', 'expires_at'] as const;
const invitations = ({ db }: Kernel) => db.withTables<AccountsTables>();
const open = (kernel: Kernel) =>
  invitations(kernel)
    .selectFrom(TABLE)
    .select(columns)
    .where('state', '=', 'open')
    .where('expires_at', '>', kernel.clock.now());

type Row = {
  id: string;
  email: Buffer;
  name: Buffer;
  role: string;
  invited_by: string | null;
  expires_at: Date;
};

async function openRows(kernel: Kernel, rows: readonly Row[]): Promise<Invitation[]> {
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(row => {
    const vault = vaults.get(row.id);
    const role = readStaffRole(row.role);
    if (!vault || !role) return [];
    return {
      id: row.id,
      email: vault.open(place('email', row.id), row.email),
      name: vault.open(place('name', row.id), row.name),
      role,
      invitedBy: row.invited_by ?? undefined,
      expiresAt: row.expires_at,
    };
  });
}

const place = (column: 'email' | 'name', row: string) => ({ table: TABLE, column, row });
