// Lines of a log under the days they belong to, in the reader's zone. Pure.

/** Groups what is sorted by time under days such as `Mon, 23 November 2026`, keeping the order. */
export function groupByDay<Event extends { readonly at: Date }>(
  events: readonly Event[],
  timeZone: string,
): { readonly day: string; readonly events: readonly Event[] }[] {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
  return [...Map.groupBy(events, ({ at }) => format.format(at))].map(([day, events]) => ({ day, events }));
}

/** `06:49`, for a line under its day. */
export const timeOfDay = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at);
