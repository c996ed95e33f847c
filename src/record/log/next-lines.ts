// What the next edition of the public log adds, and what it holds back so that nobody is found in it. Pure.
import { kindOf, type LogEvent, type LogLine } from './event.ts';

export type TellableReport = { readonly report: string; readonly events: readonly LogEvent[] };

/** At least so many reports must be among those that an edition tells of, and share a priority or a reason. */
export const CROWD = 5;

/**
 * The lines that follow those already published: whole days only, up to `through`. Nothing at all when they would be
 * about fewer than `crowd` reports. A priority or a reason is told once `crowd` reports share it; until then its line
 * waits for a later edition. Within an edition lines are ordered by day and then by pseudonym, so that the order tells
 * nothing.
 */
export function nextLines(
  published: readonly LogLine[],
  reports: readonly TellableReport[],
  { through, crowd = CROWD }: { readonly through: string; readonly crowd?: number },
): LogLine[] {
  const pending = unpublished(published, reports, through);
  const sharers = new Map<string, Set<string>>();
  for (const { report, ...event } of [...published, ...pending]) {
    const kind = kindOf(event);
    const among = sharers.get(kind) ?? new Set();
    sharers.set(kind, among.add(report));
  }
  const told = pending.filter(
    event => (event.event !== 'rated' && event.event !== 'reason') || (sharers.get(kindOf(event))?.size ?? 0) >= crowd,
  );
  if (new Set(told.map(({ report }) => report)).size < crowd) return [];
  const ordered = told.toSorted((one, other) => compare(one.day, other.day) || compare(one.report, other.report));
  return ordered.map((event, index) => ({ n: published.length + index + 1, ...event }));
}

type Pending = LogEvent & { readonly report: string };

/** Events beyond those of their kind that the log has of the report already: what was published is never told again. */
function unpublished(published: readonly LogLine[], reports: readonly TellableReport[], through: string): Pending[] {
  const known = new Map<string, number>();
  for (const line of published) {
    const key = `${line.report} ${kindOf(line)}`;
    known.set(key, (known.get(key) ?? 0) + 1);
  }
  return reports.flatMap(({ report, events }) =>
    events.flatMap(event => {
      const key = `${report} ${kindOf(event)}`;
      const left = known.get(key) ?? 0;
      if (left > 0) known.set(key, left - 1);
      return left > 0 || event.day > through ? [] : [{ report, ...event }];
    }),
  );
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
