// The card beside a report that names the issue which answers it.
import type { Panel } from '../../core/panel.ts';
import { findIssue, issueIdOf } from './issue-store.ts';
import { IssueCard } from './pages/issue-parts.tsx';

export const issuePanel: Panel = {
  name: 'issue',
  on: 'report',
  place: 'side',
  order: 10,
  load: async (kernel, actor, report) => {
    const id = await issueIdOf(kernel, report);
    const issue = id === undefined ? undefined : await findIssue(kernel, actor, id);
    return issue ? <IssueCard issue={issue} report={report} /> : null;
  },
};
