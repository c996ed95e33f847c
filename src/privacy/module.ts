// Privacy: an owner's view of who may read their cars, who did, and the way to pause, narrow or end it.
import type { Module } from '../core/module.ts';
import { watchPatternsJob, watchReadsJob } from './alerts/watch-reads.ts';
import { alertRoutes } from './pages/alerts.tsx';
import { changeAllRoutes } from './pages/change-all.tsx';
import { changeGrantRoutes } from './pages/change-grant.tsx';
import { grantRoute } from './pages/grant.tsx';
import { homeRoute } from './pages/home.tsx';
import { logRoute } from './pages/log.tsx';
import { logFileRoute } from './pages/log-file.ts';
import { personalData } from './personal-data.ts';
import { seedReads } from './seed-reads.ts';

export const privacyModule: Module = {
  name: 'privacy',
  routes: [homeRoute, logRoute, logFileRoute, grantRoute, ...changeGrantRoutes, ...changeAllRoutes, ...alertRoutes],
  jobs: [watchReadsJob, watchPatternsJob],
  personalData,
  refreshDemo: seedReads,
};
