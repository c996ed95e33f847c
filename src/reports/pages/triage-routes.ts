// The staff side of reports: queue, report page, moves.
import type { AnyRoute } from '../../core/http/define-route.ts';
import { blockerRoutes } from '../blockers/ledger-panel.tsx';
import { bulkRoutes } from '../bulk/bulk-page.tsx';
import { findRoutes } from '../find/find-page.tsx';
import { liveRoute } from '../live/live-route.ts';
import { labelRoute } from '../queue/labels-panel.tsx';
import { replyRoutes } from '../replies/replies-page.tsx';
import { ruleRoutes } from '../rules/pages/rule-routes.ts';
import { searchRoute } from '../search/page.tsx';
import { queueRoute } from './queue.tsx';
import { queueViewRoutes } from './queue-views.tsx';
import { triageFileRoute, triageRoute } from './triage.tsx';
import { triageActRoutes } from './triage-act.tsx';

export const triageRoutes: readonly AnyRoute[] = [
  queueRoute,
  ...queueViewRoutes,
  liveRoute,
  ...findRoutes,
  ...bulkRoutes,
  ...blockerRoutes,
  ...replyRoutes,
  ...ruleRoutes,
  labelRoute,
  searchRoute,
  triageRoute,
  triageFileRoute,
  ...triageActRoutes,
];
