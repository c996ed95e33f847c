// Turns a day that somebody picked into the moment meant by it: the end of the working day where the team is.

/** At what local hour a day is taken to end. */
const END_OF_DAY = 17;

/**
 * The moment at which a day (`YYYY-MM-DD`, as a date field sends it) ends in a zone; null when it is no such day.
 * On days when the clocks change it is still 17:00 by the clock on the wall.
 */
export function endOfDay(day: string, timeZone: string): Date | null {
  const wall = new Date(`${day}T${END_OF_DAY}:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(day) || wall.toJSON()?.startsWith(day) !== true) return null;
  return new Date(wall.getTime() - offsetAt(wall, timeZone));
}

/**
 * The moment that a field of date and time (`YYYY-MM-DDTHH:MM`) means in a zone; null when it is none. Of a time that
 * comes twice when the clocks change, the later one.
 */
export function momentOf(typed: string, timeZone: string): Date | null {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::\d{2})?$/u.exec(typed) ?? [];
  const wall = new Date(`${day}T${time}:00Z`);
  if (wall.toJSON()?.startsWith(`${day}T${time}`) !== true) return null;
  const near = new Date(wall.getTime() - offsetAt(wall, timeZone));
  return new Date(wall.getTime() - offsetAt(near, timeZone));
}

/** A moment as a field of date and time takes it. */
export const momentFieldOf = (moment: Date, timeZone: string): string =>
  new Date(moment.getTime() + offsetAt(moment, timeZone)).toISOString().slice(0, 16);

/** The day on which a moment lies in a zone, as a date field takes it. */
export function dayOf(moment: Date, timeZone: string): string {
  return new Date(moment.getTime() + offsetAt(moment, timeZone)).toISOString().slice(0, 10);
}

// How far local time is ahead of UTC; 17:00 is so far from any change of clocks that the nearby instant will do.
function offsetAt(instant: Date, timeZone: string): number {
  const parts: Record<string, number> = {};
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  for (const { type, value } of format.formatToParts(instant)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(instant.getTime() / 60_000) * 60_000;
}
