// Reference: every call of every API with an example, trying it, and an application's limits.
import type { Module } from '../core/module.ts';
import { callRoutes } from './pages/call.tsx';
import { limitsRoute } from './pages/limits.tsx';
import { overviewRoutes } from './pages/overview.tsx';

export const referenceModule: Module = {
  name: 'reference',
  routes: [...overviewRoutes, ...callRoutes, limitsRoute],
};
