// Research: sandboxes in which security researchers try the vehicle API without reaching anybody's car.
import type { Module } from '../core/module.ts';
import { endExpiredSandboxesJob } from './end-expired.ts';
import { callbackRoute } from './pages/callback.tsx';
import { confirmRoutes } from './pages/confirm.tsx';
import { sandboxRoutes } from './pages/sandbox.tsx';
import { staffRoutes } from './pages/staff.tsx';
import { personalData } from './personal-data.ts';
import { seedSandbox } from './seed-sandbox.ts';

export const researchModule: Module = {
  name: 'research',
  routes: [...sandboxRoutes, ...confirmRoutes, callbackRoute, ...staffRoutes],
  jobs: [endExpiredSandboxesJob],
  personalData,
  seed: seedSandbox,
};
