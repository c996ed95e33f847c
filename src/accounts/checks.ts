// What accounts can prove about themselves.
import { staffRoles } from '../catalog/permissions.ts';
import { after, HOUR } from '../core/clock.ts';
import type { Check } from '../core/module.ts';
import { listPeopleByRole } from './people/person-store.ts';
import { findFactorsOf } from './second-factor/factor-store.ts';
import { countEndedSessions } from './sessions/session-store.ts';
import { hasSecondFactor } from './sign-in/next-step.ts';

const secondFactors: Check = {
  name: 'accounts.second-factor',
  claim: 'Everyone on the security team has a second factor.',
  productionOnly: true,
  run: async kernel => {
    const people = await listPeopleByRole(kernel, staffRoles);
    const factors = await findFactorsOf(
      kernel,
      people.map(({ id }) => id),
    );
    const without = [...factors.values()].filter(factor => !hasSecondFactor(factor)).length;
    return {
      ok: without === 0,
      detail: `${people.length - without} of ${people.length} have a passkey or an authenticator app.`,
    };
  },
};

const oneAdmin: Check = {
  name: 'accounts.admin',
  claim: 'At least one person is an admin.',
  run: async kernel => {
    const admins = await listPeopleByRole(kernel, ['admin']);
    return { ok: admins.length > 0, detail: `${admins.length} admins.` };
  },
};

/** Sessions that are over open nothing; within this time their rows are gone too. */
const GRACE = 2 * HOUR;

const noOldSessions: Check = {
  name: 'accounts.sessions',
  claim: 'No session is kept beyond its limit.',
  run: async kernel => {
    const kept = await countEndedSessions(kernel, after(kernel.clock.now(), -GRACE));
    return { ok: kept === 0, detail: `${kept} sessions lie there although their time was over two hours ago.` };
  },
};

export const accountsChecks: readonly Check[] = [secondFactors, oneAdmin, noOldSessions];
