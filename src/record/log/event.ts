// What the public log says: events of reports that have no name, by the day.

export const eventKinds = [
  'received',
  'answered',
  'missed',
  'triaged',
  'rated',
  'accepted',
  'fixed',
  'resolved',
  'closed',
  'reason',
  'reopened',
  'appealed',
  'promoted',
  'published',
  'corrected',
] as const;
export type EventKind = (typeof eventKinds)[number];

/** What a promise was about: the first answer, the decision, the fix. */
export const promises = ['answer', 'decide', 'fix'] as const;
export type PromiseKind = (typeof promises)[number];

/** Why reports are closed, in classes that are large enough to say nothing of one report. */
export const reasonClasses = ['duplicate', 'declined', 'invalid', 'spam', 'withdrawn'] as const;
export type ReasonClass = (typeof reasonClasses)[number];

export type Priority = 1 | 2 | 3 | 4 | 5;
export const priorities: readonly Priority[] = [1, 2, 3, 4, 5];

export type LogEvent = {
  /** In the zone of the program's calendar. */
  readonly day: string;
  readonly event: EventKind;
  /** Whole hours, begun ones counted: since receipt; with `fixed`, since the report was confirmed. */
  readonly hours?: number;
  /** Whether the promise was kept, by working hours and rests; left out where nothing was promised. */
  readonly kept?: boolean;
  /** Only with `missed`. */
  readonly promise?: PromiseKind;
  /** Only with `rated`. */
  readonly priority?: Priority;
  /** Only with `reason`. */
  readonly reason?: ReasonClass;
  /** Only with `corrected`: why; and which line counts no more, all of the report's when it is left out. */
  readonly why?: string;
  readonly line?: number;
};

/** A line of the log. `n` counts from 1 without a gap; `report` is the same for one report, and says nothing else. */
export type LogLine = LogEvent & { readonly n: number; readonly report: string };

/** What tells events of one kind apart when they are counted. */
export const kindOf = ({ event, promise, priority, reason }: LogEvent): string =>
  [event, promise ?? priority ?? reason].filter(part => part !== undefined).join(':');
