// What the product knows of a person, and the words for the roles of staff.
import { type StaffRole, staffRoles } from '../../catalog/permissions.ts';

export type Person = {
  readonly id: string;
  /** As the person gave it; empty until then. */
  readonly name: string;
  readonly email: string;
  readonly staffRole: StaffRole | undefined;
};

/** A role as the database or a form names it; undefined for anything else. */
export const readStaffRole = (text: string | null | undefined): StaffRole | undefined =>
  staffRoles.find(role => role === text);

/** What a role may do, in a sentence. */
export const roleWords: Readonly<Record<StaffRole, { readonly label: string; readonly may: string }>> = {
  admin: { label: 'Admin', may: 'Everything: people, program, operation, and triage.' },
  triager: { label: 'Triager', may: 'Reads reports, answers them, moves them along.' },
  viewer: { label: 'Viewer', may: 'Reads reports, changes nothing.' },
};

/** What to call somebody: the name, or the part of the address before the @ when there is no name. */
export const displayName = ({ name, email }: Pick<Person, 'name' | 'email'>): string =>
  name === '' ? (email.split('@')[0] ?? email) : name;

const NAME_LENGTH = 100;

/** A name as typed, on one line; undefined when it is longer than 100 characters or holds control characters. */
export function readName(typed: string | undefined): string | undefined {
  const name = (typed ?? '').normalize('NFC').trim().replace(/\s+/g, ' ');
  return name.length <= NAME_LENGTH && name.isWellFormed() && !/\p{Cc}/u.test(name) ? name : undefined;
}
