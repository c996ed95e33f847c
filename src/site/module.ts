// The site around all modules: home, health, static files, error pages, public keys.
import type { Module } from '../core/module.ts';
import { healthRoutes } from './health.ts';
import { errorRoutes } from './pages/error.tsx';
import { homeRoute } from './pages/home.tsx';
import { kitRoute } from './pages/kit.tsx';
import { vehicleErrorRoutes } from './pages/vehicle-errors.tsx';
import { staticRoutes } from './static.ts';

export { renderErrorPage } from './pages/error.tsx';

export const siteModule: Module = {
  name: 'site',
  routes: [homeRoute, ...healthRoutes, ...staticRoutes, ...errorRoutes, ...vehicleErrorRoutes, kitRoute],
};
