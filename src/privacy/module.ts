// Privacy: an owner's view of who may read their cars, who did, and the way to end it.
import type { Module } from '../core/module.ts';
import { grantRoutes } from './pages/grant.tsx';
import { homeRoute } from './pages/home.tsx';
import { logRoute } from './pages/log.tsx';
import { seedReads } from './seed-reads.ts';

export const privacyModule: Module = {
  name: 'privacy',
  routes: [homeRoute, logRoute, ...grantRoutes],
  refreshDemo: seedReads,
};
