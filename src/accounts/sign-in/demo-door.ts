// The demo's people: made once, each with a one-click sign-in while the server listens on this machine only.
import { type DemoPerson, demoPeople } from '../../catalog/demo-people.ts';
import { href, routes } from '../../catalog/routes.ts';
import { DAY } from '../../core/clock.ts';
import type { Config } from '../../core/config.ts';
import { isLoopback } from '../../core/config-text.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { DemoFacts } from '../../core/module.ts';
import { findOrCreatePersonByEmail } from '../people/find-or-create-person.ts';
import { findPersonByEmail, updateStaffRole } from '../people/person-store.ts';
import { admitPerson, type Caller, type Entry } from './admit-person.ts';
import { deleteLinks, insertLink } from './link-store.ts';
import { linkUrl } from './request-link.ts';
import { readReturnPath } from './return-path.ts';

/** Whom each plays, and where they begin. */
const parts: Readonly<Record<DemoPerson, { readonly does: string; readonly home: string }>> = {
  admin: { does: 'admin', home: href(routes.reports.queue) },
  triager: { does: 'triager', home: href(routes.reports.queue) },
  viewer: { does: 'viewer', home: href(routes.reports.queue) },
  owner: { does: 'owner of a car', home: href(routes.privacy.home) },
  developer: { does: 'developer', home: href(routes.developers.home) },
  researcher: { does: 'researcher', home: href(routes.reports.mine) },
};

// The keys of `demoPeople`, which `Object.keys` does not know by name.
const everybody = Object.keys(demoPeople) as DemoPerson[];

export const isDemoPerson = (text: string): text is DemoPerson => Object.hasOwn(demoPeople, text);

/** Whether demo people may sign in by a click: never in production, never when others can reach the server. */
export const hasDemoDoor = ({ environment, host, publicUrl, trustedProxies }: Config): boolean =>
  environment !== 'production' && isLoopback(host) && isLoopback(new URL(publicUrl).hostname) && trustedProxies === 0;

/** Who can sign in by a click: nobody where there is no demo. */
export async function listDemoPeople(kernel: Kernel): Promise<{ key: DemoPerson; does: string }[]> {
  if (!hasDemoDoor(kernel.config)) return [];
  const found = await Promise.all(everybody.map(key => findPersonByEmail(kernel, demoPeople[key].email)));
  return everybody.filter((_, index) => found[index] !== undefined).map(key => ({ key, does: parts[key].does }));
}

/** @throws Refusal `not_found` where the demo was not seeded */
export async function signInAsDemoPerson(
  kernel: Kernel,
  key: DemoPerson,
  next: string | undefined,
  caller: Caller,
): Promise<Entry> {
  const person = await findPersonByEmail(kernel, demoPeople[key].email);
  if (!person) throw refuse('not_found');
  const returnPath = readReturnPath(next, parts[key].home);
  return kernel.transaction(kernel => admitPerson(kernel, person, { proof: 'demo', returnPath, caller }));
}

/** Makes the demo's people. Later modules find the owner by `owner.id`. */
export async function seedDemoPeople(kernel: Kernel, facts: DemoFacts): Promise<DemoFacts> {
  const ids: Record<string, string> = {};
  for (const [key, { name, email, staffRole }] of Object.entries(demoPeople)) {
    const person = await findOrCreatePersonByEmail(kernel, email, name);
    if (staffRole !== undefined) await updateStaffRole(kernel, person.id, staffRole);
    ids[key] = person.id;
  }
  return { ...facts, owner: { ...facts['owner'], id: ids['owner'] ?? '' } };
}

/** Fresh links for three of them, good once within seven days; those of the last start stop working. */
export async function refreshDemoLinks(kernel: Kernel, facts: DemoFacts): Promise<DemoFacts> {
  const sections = { staff: 'admin', owner: 'owner', developer: 'developer' } as const;
  return kernel.transaction(async kernel => {
    const fresh: Record<string, Readonly<Record<string, string>>> = { ...facts };
    for (const [section, key] of Object.entries(sections)) {
      const { email } = demoPeople[key];
      await deleteLinks(kernel, email, ['demo']);
      const { token } = await insertLink(kernel, {
        purpose: 'demo',
        email,
        returnPath: parts[key].home,
        browser: undefined,
        milliseconds: 7 * DAY,
      });
      fresh[section] = { ...facts[section], email, signInUrl: linkUrl(kernel, token) };
    }
    return fresh;
  });
}
