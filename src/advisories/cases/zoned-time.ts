// A local date and time in a zone that somebody typed, as the moment meant by it; right on days when clocks change.

/** Whether the text names a zone of the IANA database, as `Europe/Berlin` or `UTC`. */
export function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    // Offsets are accepted by Intl, but say nothing about summer time.
    return !/^[+-]/.test(text);
  } catch {
    return false;
  }
}

/**
 * The moment at which the clock on the wall of `zone` shows `time` (`17:00`) on `date` (`2026-12-24`). An hour that the
 * clocks skip counts as the one after it, an hour that they repeat as the first of the two.
 * @returns undefined when there is no such date or time
 */
export function momentAt(date: string, time: string, zone: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !/^\d{2}:\d{2}$/.test(time) || !isTimeZone(zone)) return undefined;
  const wall = new Date(`${date}T${time}:00Z`);
  if (Number.isNaN(wall.getTime()) || !wall.toISOString().startsWith(`${date}T${time}`)) return undefined;
  // The offset before and after a possible change: the earlier reading first, where it shows what was typed.
  const readings = [-DAY, DAY].map(
    distance => new Date(wall.getTime() - offsetAt(new Date(wall.getTime() + distance), zone)),
  );
  const exact = readings
    .filter(moment => moment.getTime() + offsetAt(moment, zone) === wall.getTime())
    .sort((a, b) => a.getTime() - b.getTime());
  return exact[0] ?? readings[0];
}

/** Date and time on the wall of `zone`, as date and time fields take them. */
export function wallOf(moment: Date, zone: string): { date: string; time: string } {
  const wall = new Date(moment.getTime() + offsetAt(moment, zone)).toISOString();
  return { date: wall.slice(0, 10), time: wall.slice(11, 16) };
}

const DAY = 86_400_000;

/** How far the clock of `zone` is ahead of UTC at a moment, in milliseconds. */
function offsetAt(moment: Date, zone: string): number {
  const parts: Record<string, number> = {};
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  for (const { type, value } of format.formatToParts(moment)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment.getTime() / 1000) * 1000;
}
