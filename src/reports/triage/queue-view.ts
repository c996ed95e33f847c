// The queue's saved views, filters and orders as they stand in its address, and who waits for whom.

import { DAY } from '../../core/clock.ts';
import type { ReportHead, ReportPriority } from '../report-record.ts';
import { snapshotOf } from '../report-record.ts';
import { type Debtor, describeState } from '../report-state-words.ts';

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

export const queueOrders = ['due', 'newest', 'priority'] as const;
export type QueueOrder = (typeof queueOrders)[number];

/** States that a filter can pick. */
export const openStates = ['new', 'needs_info', 'triaged', 'accepted', 'fixed'] as const;
export const endedStates = ['resolved', 'closed'] as const;

/** What the address asks for; anything it says that makes no sense is left out. */
export type QueueQuery = {
  readonly view: QueueView;
  readonly order: QueueOrder;
  readonly state: string | null;
  readonly priority: ReportPriority | null;
  readonly target: string | null;
  /** A person's id, or `nobody`. */
  readonly assignee: string | null;
  readonly due: 'soon' | 'late' | null;
  readonly after: string | null;
};

/** Reads the address. */
export function readQueueQuery(query: Readonly<Record<string, string | undefined>>): QueueQuery {
  const oneOf = <Value extends string>(values: readonly Value[], text: string | undefined): Value | null =>
    values.find(value => value === text) ?? null;
  const words = (text: string | undefined): string | null =>
    text !== undefined && /^\w{1,60}$/u.test(text) ? text : null;
  return {
    view: oneOf(queueViews, query['view']) ?? 'open',
    order: oneOf(queueOrders, query['order']) ?? 'due',
    state: oneOf<string>([...openStates, ...endedStates], query['state']),
    priority: ([1, 2, 3, 4, 5] as const).find(level => String(level) === query['priority']) ?? null,
    target: words(query['target']),
    assignee: words(query['assignee']),
    due: oneOf(['soon', 'late'], query['due']),
    after: query['after'] ?? null,
  };
}

/** The address again, without what is the default; `change` replaces parts of it and begins at the first page. */
export function writeQueueQuery(
  query: QueueQuery,
  change: Partial<QueueQuery> = {},
): Record<string, string | undefined> {
  const { view, order, state, priority, target, assignee, due, after } = { ...query, after: null, ...change };
  return {
    view: view === 'open' ? undefined : view,
    state: state ?? undefined,
    priority: priority === null ? undefined : String(priority),
    target: target ?? undefined,
    assignee: assignee ?? undefined,
    due: due ?? undefined,
    order: order === 'due' ? undefined : order,
    after: after ?? undefined,
  };
}

/** Whether anything beyond the view narrows the list. */
export const isFiltered = ({ state, priority, target, assignee, due }: QueueQuery): boolean =>
  [state, priority, target, assignee, due].some(part => part !== null);

/** What falls due within this time is due soon. */
export const SOON_MS = 2 * DAY;

/** Red when its time is over, amber when it is nearly. */
export function dueTone(dueAt: Date | null, now: Date): 'soon' | 'late' | undefined {
  if (dueAt === null) return undefined;
  const left = dueAt.getTime() - now.getTime();
  return left < 0 ? 'late' : left < SOON_MS ? 'soon' : undefined;
}

const debtorWords: Readonly<Record<Debtor, string>> = {
  reporter: 'Reporter',
  triager: 'Us: triage',
  owner: 'Us: fix',
  thirdparty: 'Another company',
  nobody: '',
};

/** Who owes the next step. */
export const waitsFor = (head: ReportHead): string => debtorWords[describeState(snapshotOf(head)).owes];

/** A report's number as somebody may type it (`12`, `2026-12`, `vdp-2026-0012`); null when it is none. */
export function readNumber(typed: string, now: Date): string | null {
  const found = /^(?:vdp[-\s]?)?(?:(\d{4})[-\s])?0*(\d{1,9})$/iu.exec(typed.trim());
  if (found?.[2] === undefined) return null;
  return `VDP-${found[1] ?? now.getUTCFullYear()}-${found[2].padStart(4, '0')}`;
}
