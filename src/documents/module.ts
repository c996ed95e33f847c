// Documents on request: asked for under a proved address, given under accepted terms, each copy marked for its reader.
import type { Module } from '../core/module.ts';
import { deliveriesCheck } from './deliveries/delivery-check.ts';
import { acceptanceRoutes } from './desk/acceptance-page.tsx';
import { contactRoutes } from './desk/contact-pages.tsx';
import { deskRoutes } from './desk/desk-pages.tsx';
import { readersRoutes } from './desk/readers-page.tsx';
import { requestRoutes } from './desk/request-pages.tsx';
import { ruleRoutes } from './desk/rule-pages.tsx';
import { shelfRoutes } from './desk/shelf-pages.tsx';
import { termsEditRoutes } from './desk/terms-pages.tsx';
import { askRoutes } from './pages/ask-page.tsx';
import { enterRoutes } from './pages/enter-pages.tsx';
import { forgetRoutes } from './pages/forget-page.tsx';
import { listRoute, trustPanel } from './pages/list-page.tsx';
import { mineRoutes } from './pages/mine-page.tsx';
import { termsRoutes } from './pages/terms-pages.tsx';
import { personalData } from './personal-data.ts';
import { expireWaitingJob, tellStaffJob } from './requests/request-jobs.ts';
import { seedDocuments } from './seed-documents.ts';
import { stampAcceptanceJob, stampMissingJob, timeStampCheck } from './terms/stamp-acceptance.ts';
import { visitorAuthenticator } from './visitors/authenticate-visitor.ts';

export const documentsModule: Module = {
  name: 'documents',
  routes: [
    listRoute,
    ...enterRoutes,
    ...termsRoutes,
    ...askRoutes,
    ...mineRoutes,
    ...forgetRoutes,
    ...deskRoutes,
    ...requestRoutes,
    ...acceptanceRoutes,
    ...shelfRoutes,
    ...termsEditRoutes,
    ...contactRoutes,
    ...ruleRoutes,
    ...readersRoutes,
  ],
  authenticators: [visitorAuthenticator],
  jobs: [tellStaffJob, expireWaitingJob, stampAcceptanceJob, stampMissingJob],
  checks: [timeStampCheck, deliveriesCheck],
  panels: [trustPanel],
  personalData,
  seed: seedDocuments,
};
