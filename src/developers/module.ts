// Developers: who builds on this platform, and with which applications.
import type { Module } from '../core/module.ts';
import { checkPoliciesJob } from './access/check-policies.ts';
import { clientAuthenticator } from './credentials/authenticate-client.ts';
import { flushUses } from './credentials/note-use.ts';
import { applicationRoutes } from './pages/application.tsx';
import { brandRoutes } from './pages/brand.tsx';
import { clientAuthRoutes } from './pages/client-auth.tsx';
import { connectedRoutes } from './pages/connected.tsx';
import { createApplicationRoutes } from './pages/create-application.tsx';
import { homeRoutes } from './pages/home.tsx';
import { invitationRoutes } from './pages/invitation.tsx';
import { managementTokenRoutes } from './pages/management-token.tsx';
import { organizationRoutes } from './pages/organization.tsx';
import { quickStartRoutes } from './pages/quick-start.tsx';
import { requestRoutes } from './pages/request.tsx';
import { requestsRoutes } from './pages/requests.tsx';
import { secretRoutes } from './pages/secrets.tsx';
import { settingsRoutes } from './pages/settings.tsx';
import { personalData } from './personal-data.ts';
import { flushRequests, recordAnswer } from './requests/record-request.ts';
import { seedDevelopers } from './seed-developers.ts';

export const developersModule: Module = {
  name: 'developers',
  routes: [
    ...homeRoutes,
    ...organizationRoutes,
    ...invitationRoutes,
    ...createApplicationRoutes,
    ...applicationRoutes,
    ...settingsRoutes,
    ...brandRoutes,
    ...secretRoutes,
    ...managementTokenRoutes,
    ...requestsRoutes,
    ...requestRoutes,
    ...clientAuthRoutes,
    ...quickStartRoutes,
    ...connectedRoutes,
  ],
  authenticators: [clientAuthenticator],
  answered: recordAnswer,
  jobs: [checkPoliciesJob],
  personalData,
  seed: seedDevelopers,
  mount: async (kernel, server) => {
    server.addHook('onClose', async () => {
      await Promise.all([flushRequests(kernel), flushUses(kernel)]);
    });
  },
};
