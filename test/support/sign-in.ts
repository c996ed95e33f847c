// Visitors who are signed in already: tests of everything else begin behind the door.

import { findOrCreatePersonByEmail } from '../../src/accounts/people/find-or-create-person.ts';
import { updateStaffRole } from '../../src/accounts/people/person-store.ts';
import { beginSession } from '../../src/accounts/sessions/begin-session.ts';
import { type DemoPerson, demoPeople } from '../../src/catalog/demo-people.ts';
import type { StaffRole } from '../../src/catalog/permissions.ts';
import { anonymous } from '../../src/core/actor.ts';
import type { Page, Visitor } from './visitor.ts';
import type { World } from './world.ts';

export type Who =
  | DemoPerson
  | { readonly name: string; readonly email: string; readonly staffRole?: StaffRole | undefined };

/** The id of a person, made when missing. */
export async function personOf(world: World, who: Who): Promise<string> {
  return (await ensurePerson(world, who)).id;
}

/** A visitor with a fresh session of this person, made when missing. */
export async function signInAs(world: World, who: Who): Promise<Visitor> {
  const person = await ensurePerson(world, who);
  const { token } = await world.kernel.transaction(kernel =>
    beginSession(kernel, { person, method: 'demo', userAgent: undefined, before: anonymous }),
  );
  const visitor = world.visitor();
  const prefix = world.kernel.config.publicUrl.startsWith('https:') ? '__Host-' : '';
  visitor.cookies.set(`${prefix}telltale-session`, token);
  return visitor;
}

async function ensurePerson(world: World, who: Who): Promise<{ id: string; staffRole: StaffRole | undefined }> {
  const { name, email, staffRole } = typeof who === 'string' ? demoPeople[who] : { staffRole: undefined, ...who };
  const person = await findOrCreatePersonByEmail(world.kernel, email, name);
  if (staffRole !== undefined && person.staffRole !== staffRole)
    await updateStaffRole(world.kernel, person.id, staffRole);
  return { id: person.id, staffRole: staffRole ?? person.staffRole };
}

/** The newest link mailed to this address; advance the clock between two, so that one of them is newer. */
export async function mailedLink(world: World, email: string): Promise<string> {
  const links = (await world.mails()).flatMap(({ to, text }) =>
    to === email ? (text.match(/https?:\/\/\S+/) ?? []) : [],
  );
  const link = links[0];
  if (link === undefined) throw new Error(`no link was mailed to ${email}`);
  return link;
}

/** The form field that a link's page sends back. */
export const tokenOf = (link: string): string => new URL(link).searchParams.get('token') ?? '';

/** Asks for a link, opens it and presses its button. @returns the answer to the button */
export async function useMailedLink(world: World, visitor: Visitor, email: string, next?: string): Promise<Page> {
  await visitor.post('/sign-in', { email, next });
  const link = await mailedLink(world, email);
  return visitor.post('/sign-in/link', { token: tokenOf(link) });
}
