// Organizations of developers: who belongs to one, and what the two roles may do. Pure.
import { isPlainText } from './application.ts';
import type { Checked } from './client-auth.ts';

export const memberRoles = ['owner', 'member'] as const;
export type MemberRole = (typeof memberRoles)[number];

/** An organization as one of its members sees it. */
export type Organization = {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  /** The role of whoever asked. */
  readonly role: MemberRole;
  /** The researcher's sandbox that it belongs to; null for a real one. */
  readonly sandbox: string | null;
};

export type Member = { readonly person: string; readonly role: MemberRole; readonly joinedAt: Date };

export type Invitation = {
  readonly id: string;
  readonly organization: string;
  readonly email: string;
  readonly role: MemberRole;
  readonly createdAt: Date;
  readonly expiresAt: Date;
};

/** A role as a form or the database names it; undefined for anything else. */
export const readMemberRole = (text: string | undefined): MemberRole | undefined =>
  memberRoles.find(role => role === text);

/** What a role may do, in a sentence. */
export const memberRoleWords: Readonly<Record<MemberRole, { readonly label: string; readonly may: string }>> = {
  owner: { label: 'Owner', may: 'Manages people, applications and secrets.' },
  member: { label: 'Member', may: 'Sees applications, changes nothing.' },
};

/** Reads the name of a new organization. */
export function readOrganizationName(typed: string | undefined): Checked<string> {
  const name = (typed ?? '').normalize('NFC').trim().replace(/\s+/g, ' ');
  return isPlainText(name, 2, 80)
    ? { ok: true, value: name }
    : { ok: false, errors: { name: 'Give the organization a name of 2 to 80 letters: car owners will see it.' } };
}
