// The front door: what other modules and the command line may ask of reports.

export { verifyBundleFile } from './bundle/verify-bundle-file.ts';
export { findEntryFacts as findReportEntry, findMessageFacts } from './conversation-store.ts';
export { listChecks } from './evidence/file-check-store.ts';
export { verifyInclusionFile } from './inclusion/verify-inclusion-file.ts';
export type { IssueHead, IssueRecord } from './issues/issue-record.ts';
export { type IssueState, issueStateNames, issueStates } from './issues/issue-state.ts';
export { findIssue, type IssueQuery, listIssues } from './issues/issue-store.ts';
export { moveIssue } from './issues/move-issue.ts';
export { newProbe } from './mailin/probe.ts';
export { isIntakeAddress } from './mailin/reply-address.ts';
export type { ReportRecord } from './report-record.ts';
export { readReport } from './report-store.ts';
export { rotateReportSearchKey } from './search/keep-index.ts';
export type { ReportStory } from './stories/story.ts';
export { listOwnStories, listStories } from './stories/story-store.ts';
export { verifyReceiptFile } from './verify-receipt-file.ts';
