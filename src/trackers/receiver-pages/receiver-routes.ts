// The doors to receivers.
import type { AnyRoute } from '../../core/http/define-route.ts';
import { actRoutes } from './act.tsx';
import { deliveryRoutes } from './delivery.tsx';
import { editRoutes } from './edit.tsx';
import { listRoute } from './list.tsx';
import { secretRoutes } from './secret.tsx';
import { showRoute } from './show.tsx';

export const receiverRoutes: readonly AnyRoute[] = [
  listRoute,
  ...editRoutes,
  showRoute,
  ...secretRoutes,
  ...actRoutes,
  ...deliveryRoutes,
];
