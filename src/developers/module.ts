// Developers: who builds on this platform, and with which applications.
import type { Module } from '../core/module.ts';
import { checkPoliciesJob } from './access/check-policies.ts';
import { clientAuthenticator } from './authenticate-client.ts';
import { applicationRoutes } from './pages/application.tsx';
import { clientAuthRoutes } from './pages/client-auth.tsx';
import { homeRoutes } from './pages/home.tsx';
import { invitationRoutes } from './pages/invitation.tsx';
import { organizationRoutes } from './pages/organization.tsx';
import { rotateSecretRoutes } from './pages/rotate-secret.tsx';
import { personalData } from './personal-data.ts';
import { seedDevelopers } from './seed-developers.ts';

export const developersModule: Module = {
  name: 'developers',
  routes: [
    ...homeRoutes,
    ...organizationRoutes,
    ...invitationRoutes,
    ...applicationRoutes,
    ...rotateSecretRoutes,
    ...clientAuthRoutes,
  ],
  authenticators: [clientAuthenticator],
  jobs: [checkPoliciesJob],
  personalData,
  seed: seedDevelopers,
};
