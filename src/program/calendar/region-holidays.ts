// Public holidays of a country or a part of one, from the package `date-holidays`. It is loaded only when a calendar is
// edited: what is published holds the dates themselves, so that due dates never change with a package.

export type RegionHolidays = {
  /** `Germany, Berlin`. */
  readonly name: string;
  /** Local dates, `YYYY-MM-DD`, in order. */
  readonly dates: readonly string[];
  /** The last year they are listed for. */
  readonly until: number;
};

/** For how many years ahead the dates are listed. */
const YEARS = 10;

const DAY_MS = 86_400_000;

/**
 * The public holidays of a region (`DE`, `DE-BE`) from this year on; null when there is no such region.
 */
export async function findRegionHolidays(region: string, firstYear: number): Promise<RegionHolidays | null> {
  const [country = '', state] = region.toUpperCase().split('-', 2);
  const { default: Holidays } = await import('date-holidays');
  const book = new Holidays();
  const countryName = book.getCountries('en')[country];
  const stateName = state === undefined ? undefined : book.getStates(country, 'en')?.[state];
  if (countryName === undefined || (state !== undefined && stateName === undefined)) return null;
  const found = state === undefined ? new Holidays(country) : new Holidays(country, state);
  const dates = new Set<string>();
  for (let year = firstYear; year <= firstYear + YEARS; year += 1)
    for (const { type, date, start, end } of found.getHolidays(year, 'en')) {
      if (type !== 'public') continue;
      // Some last for several days.
      const days = Math.max(1, Math.round((end.getTime() - start.getTime()) / DAY_MS));
      const first = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
      for (let day = 0; day < days; day += 1) dates.add(new Date(first + day * DAY_MS).toISOString().slice(0, 10));
    }
  return {
    name: [countryName, ...(stateName === undefined ? [] : [stateName])].join(', '),
    dates: [...dates].sort(),
    until: firstYear + YEARS,
  };
}
