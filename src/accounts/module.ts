// Accounts: who somebody is, how they prove it, and what staff may do.

import type { Module } from '../core/module.ts';
import type { Job } from '../core/work/jobs.ts';
import { deleteExpiredApiTokens } from './api-tokens/api-token-store.ts';
import { apiTokenAuthenticator } from './api-tokens/authenticate-api-token.ts';
import { tokenRoutes } from './api-tokens/tokens-page.tsx';
import { accountsChecks } from './checks.ts';
import { enrollRoutes } from './pages/enroll.tsx';
import { factorRoutes } from './pages/factors.tsx';
import { invitationRoutes } from './pages/invitation.tsx';
import { peopleRoutes } from './pages/people.tsx';
import { secondFactorRoutes } from './pages/second-factor.tsx';
import { sessionRoutes } from './pages/sessions.ts';
import { settingsRoutes } from './pages/settings.tsx';
import { signInRoutes } from './pages/sign-in.tsx';
import { signInLinkRoutes } from './pages/sign-in-link.tsx';
import { signInPasskeyRoutes } from './pages/sign-in-passkey.ts';
import { staffMemberRoutes } from './pages/staff-member.tsx';
import { emailLookup } from './people/person-store.ts';
import { personalData } from './personal-data.ts';
import { sessionAuthenticator } from './sessions/authenticate-session.ts';
import { deleteEndedSessions } from './sessions/session-store.ts';
import { refreshDemoLinks, seedDemoPeople } from './sign-in/demo-door.ts';

const endSessionsJob: Job = {
  name: 'delete-ended-sessions',
  every: '7 * * * *',
  run: async kernel => {
    await deleteEndedSessions(kernel);
    await deleteExpiredApiTokens(kernel);
  },
};

export const accountsModule: Module = {
  name: 'accounts',
  routes: [
    ...signInRoutes,
    ...signInLinkRoutes,
    ...secondFactorRoutes,
    ...enrollRoutes,
    ...signInPasskeyRoutes,
    ...settingsRoutes,
    ...factorRoutes,
    ...sessionRoutes,
    ...tokenRoutes,
    ...invitationRoutes,
    ...peopleRoutes,
    ...staffMemberRoutes,
  ],
  authenticators: [sessionAuthenticator, apiTokenAuthenticator],
  jobs: [endSessionsJob],
  checks: accountsChecks,
  lookups: [emailLookup],
  personalData,
  seed: seedDemoPeople,
  refreshDemo: refreshDemoLinks,
};
