// The addresses of duties.
import type { AnyRoute } from '../../core/http/define-route.ts';
import { dutyListRoutes } from './pages/duty-list.tsx';
import { dutyPackageRoutes } from './pages/duty-package.tsx';
import { dutyPageRoutes } from './pages/duty-page.tsx';

export const dutyRoutes: readonly AnyRoute[] = [...dutyListRoutes, ...dutyPageRoutes, ...dutyPackageRoutes];
