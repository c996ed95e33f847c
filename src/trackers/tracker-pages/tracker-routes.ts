// The doors to trackers and tickets.
import type { AnyRoute } from '../../core/http/define-route.ts';
import { actRoutes } from './act.tsx';
import { editRoutes } from './edit.tsx';
import { linkRoute } from './link.tsx';
import { linkActRoutes } from './link-act.tsx';
import { listRoute } from './list.tsx';
import { pushRoutes } from './push.tsx';
import { reconciliationRoutes } from './reconciliations.tsx';
import { showRoute } from './show.tsx';

export const trackerRoutes: readonly AnyRoute[] = [
  listRoute,
  ...editRoutes,
  showRoute,
  ...actRoutes,
  ...pushRoutes,
  linkRoute,
  ...linkActRoutes,
  ...reconciliationRoutes,
];
