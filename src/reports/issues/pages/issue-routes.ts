// The doors to issues.
import type { AnyRoute } from '../../../core/http/define-route.ts';
import { actOnIssueRoutes } from './act-on-issue.tsx';
import { editIssueRoutes } from './edit-issue.tsx';
import { listIssuesRoute } from './list-issues.tsx';
import { showIssueRoute } from './show-issue.tsx';

export const issueRoutes: readonly AnyRoute[] = [
  listIssuesRoute,
  showIssueRoute,
  ...editIssueRoutes,
  ...actOnIssueRoutes,
];
