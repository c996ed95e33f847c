// The doors of developers to webhooks.
import type { AnyRoute } from '../../core/http/define-route.ts';
import { actRoutes } from './act.tsx';
import { carRoutes } from './cars.tsx';
import { deliveryRoutes } from './delivery.tsx';
import { editRoutes } from './edit.tsx';
import { listRoute } from './list.tsx';
import { showRoute } from './show.tsx';

export const webhookPages: readonly AnyRoute[] = [
  listRoute,
  ...editRoutes,
  showRoute,
  ...actRoutes,
  ...carRoutes,
  ...deliveryRoutes,
];
