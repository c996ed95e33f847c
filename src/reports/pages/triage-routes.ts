// The staff side of reports: queue, report page, moves.
import type { AnyRoute } from '../../core/http/define-route.ts';
import { queueRoute } from './queue.tsx';
import { triageFileRoute, triageRoute } from './triage.tsx';
import { triageActRoutes } from './triage-act.tsx';

export const triageRoutes: readonly AnyRoute[] = [queueRoute, triageRoute, triageFileRoute, ...triageActRoutes];
