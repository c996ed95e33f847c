// Says an instant in words: the date in a named zone, and how far it is from now. Runs on the server and in islands.

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** `Tue 24 Nov, 17:00 CET`; the year is added when it is not the year of `now`. Throws RangeError on an unknown zone. */
export function absoluteTime(at: Date, timeZone: string, now: Date): string {
  const { weekday, day: dayOfMonth, month, year, hour: hours, minute: minutes } = parts(at, timeZone);
  const yearText = year === parts(now, timeZone).year ? '' : ` ${year}`;
  return `${weekday} ${dayOfMonth} ${month}${yearText}, ${hours}:${minutes} ${zoneName(at, timeZone)}`;
}

/** `24 Nov 2026`, for dates whose hour does not matter. */
export function dateText(at: Date, timeZone: string): string {
  const { day: dayOfMonth, month, year } = parts(at, timeZone);
  return `${dayOfMonth} ${month} ${year}`;
}

/** `in 3 days`, `5 minutes ago`, `just now`: rounded down, so that it never promises more time than there is. */
export function relativeTime(at: Date, now: Date): string {
  const distance = Math.abs(at.getTime() - now.getTime());
  if (distance < minute) return 'just now';
  const [size, unit] =
    distance < hour
      ? ([minute, 'minute'] as const)
      : distance < 2 * day
        ? ([hour, 'hour'] as const)
        : distance < 60 * day
          ? ([day, 'day'] as const)
          : distance < 730 * day
            ? ([30 * day, 'month'] as const)
            : ([365 * day, 'year'] as const);
  const count = Math.floor(distance / size);
  const words = `${count} ${unit}${count === 1 ? '' : 's'}`;
  return at > now ? `in ${words}` : `${words} ago`;
}

/** Short name of a zone at an instant: `CET`, `EST`, `UTC`, or `UTC+5:30` where no letters are in use. */
export function zoneName(at: Date, timeZone: string): string {
  // British English names the European zones, American English the American ones.
  const names = ['en-GB', 'en-US'].map(
    locale =>
      format(locale, timeZone)
        .formatToParts(at)
        .find(part => part.type === 'timeZoneName')?.value ?? timeZone,
  );
  const lettered = names.find(name => !/^GMT[+-]/.test(name));
  return lettered ?? (names[0] ?? timeZone).replace('GMT', 'UTC');
}

function parts(at: Date, timeZone: string): Record<Intl.DateTimeFormatPartTypes, string> {
  const entries = format('en-GB', timeZone)
    .formatToParts(at)
    .map(({ type, value }) => [type, value === 'Sept' ? 'Sep' : value]);
  return Object.fromEntries(entries);
}

/** Formatters cost more to make than a whole page to render, so each is made once. */
const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, timeZone: string): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
  formats.set(key, made);
  return made;
}
