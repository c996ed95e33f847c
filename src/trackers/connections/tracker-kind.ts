// Which trackers there are.

export const trackerKinds = ['github', 'gitlab', 'jira'] as const;
export type TrackerKind = (typeof trackerKinds)[number];
