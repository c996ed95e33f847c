// The site around all modules: home, health, static files, error pages, public keys.
import type { Module } from '../core/module.ts';
import { healthRoutes } from './health.ts';

export { renderErrorPage } from './pages/error.tsx';

export const siteModule: Module = { name: 'site', routes: [...healthRoutes] };
