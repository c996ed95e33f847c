// What the address of the queue asks for: view, filters, order and place, read and written again.

import type { ReportPriority, ReportSource } from '../report-record.ts';

export const queueViews = ['open', 'new', 'mine', 'waiting', 'overdue', 'closed'] as const;
export type QueueView = (typeof queueViews)[number];

/** A view for people; `empty` is what its absence of rows means. */
export const viewWords: Readonly<Record<QueueView, { label: string; empty: string }>> = {
  open: { label: 'All open', empty: 'No report is open' },
  new: { label: 'New', empty: 'Nothing new' },
  mine: { label: 'Mine', empty: 'Nothing is assigned to you' },
  waiting: { label: 'Waiting for reporter', empty: 'No report waits for its reporter' },
  overdue: { label: 'Overdue', empty: 'Nothing is overdue' },
  closed: { label: 'Closed', empty: 'No report has been closed yet' },
};

export const queueOrders = ['due', 'newest', 'oldest', 'changed', 'priority'] as const;
export type QueueOrder = (typeof queueOrders)[number];

/** States that a filter can pick. */
export const openStates = ['new', 'needs_info', 'triaged', 'accepted', 'fixed'] as const;
export const endedStates = ['resolved', 'closed'] as const;

/** Whose turn it is, as a filter. */
export const waitsOptions = ['reporter', 'triage', 'fix', 'thirdparty'] as const;
export type WaitsFilter = (typeof waitsOptions)[number];

/** The doors that a report can have come in by. */
export const reportSources = [
  'form',
  'embedded_form',
  'email',
  'api',
  'csaf',
  'import',
] as const satisfies readonly ReportSource[];

/** What the address asks for; anything it says that makes no sense is left out. */
export type QueueQuery = {
  readonly view: QueueView;
  readonly order: QueueOrder;
  readonly state: string | null;
  readonly priority: ReportPriority | null;
  readonly target: string | null;
  /** Full id of a node of the taxonomy; everything below it fits too. */
  readonly kind: string | null;
  /** A person's id, or `nobody`. */
  readonly assignee: string | null;
  readonly due: 'soon' | 'late' | null;
  readonly waits: WaitsFilter | null;
  readonly source: ReportSource | null;
  /** A language tag, or `unknown`. */
  readonly language: string | null;
  readonly label: string | null;
  readonly scope: 'in' | 'out' | null;
  /** Only what this person has not read. */
  readonly unread: 'yes' | null;
  /** Only what looked like an earlier report when it came in, and is not judged yet. */
  readonly alike: 'yes' | null;
  readonly after: string | null;
};

/** The names of everything that narrows the list. */
const filterNames = [
  'state',
  'priority',
  'target',
  'kind',
  'assignee',
  'due',
  'waits',
  'source',
  'language',
  'label',
  'scope',
  'unread',
  'alike',
] as const satisfies readonly (keyof QueueQuery)[];

type Fields = Readonly<Record<string, string | undefined>>;

/** Reads the address. */
export function readQueueQuery(query: Fields): QueueQuery {
  const oneOf = <Value extends string>(values: readonly Value[], name: string): Value | null =>
    values.find(value => value === query[name]) ?? null;
  const word = (name: string, pattern: RegExp): string | null => {
    const text = query[name];
    return text !== undefined && pattern.test(text) ? text : null;
  };
  return {
    view: oneOf(queueViews, 'view') ?? 'open',
    order: oneOf(queueOrders, 'order') ?? 'due',
    state: oneOf<string>([...openStates, ...endedStates], 'state'),
    priority: ([1, 2, 3, 4, 5] as const).find(level => String(level) === query['priority']) ?? null,
    target: word('target', /^\w{1,60}$/u),
    kind: word('kind', /^[a-z_]+(?:\.[a-z_]+){0,2}$/u),
    assignee: word('assignee', /^\w{1,60}$/u),
    due: oneOf(['soon', 'late'], 'due'),
    waits: oneOf(waitsOptions, 'waits'),
    source: oneOf(reportSources, 'source'),
    language: word('language', /^[a-z]{2,8}$/u),
    label: word('label', /^[a-z0-9][a-z0-9-]{0,39}$/u),
    scope: oneOf(['in', 'out'], 'scope'),
    unread: oneOf(['yes'], 'unread'),
    alike: oneOf(['yes'], 'alike'),
    after: query['after'] ?? null,
  };
}

/** The address again, without what is the default; `change` replaces parts of it and begins at the first page. */
export function writeQueueQuery(
  query: QueueQuery,
  change: Partial<QueueQuery> = {},
): Record<string, string | undefined> {
  const { view, order, after, ...filters } = { ...query, after: null, ...change };
  return {
    view: view === 'open' ? undefined : view,
    ...Object.fromEntries(filterNames.map(name => [name, filters[name] === null ? undefined : String(filters[name])])),
    order: order === 'due' ? undefined : order,
    after: after ?? undefined,
  };
}

/** The address as one text, for a view that is kept: everything but the place. */
export function queryText(query: QueueQuery): string {
  const pairs = Object.entries(writeQueueQuery(query)).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return new URLSearchParams(pairs).toString();
}

/** Reads what {@link queryText} wrote. */
export const readQueryText = (text: string): QueueQuery =>
  readQueueQuery(Object.fromEntries(new URLSearchParams(text)));

/** Whether anything beyond the view narrows the list. */
export const isFiltered = (query: QueueQuery): boolean => filterNames.some(name => query[name] !== null);
