// Middle values and shares, and from how many on they say something. Pure.

/** From this many on a median says something of the program, and not of one report. */
export const ENOUGH = 5;
/** From this many on nine of ten can be told from all. */
const ENOUGH_FOR_P90 = 10;

/** How long something took, in whole hours; null where there are too few to say. */
export type Span = { readonly sample: number; readonly medianHours: number | null; readonly p90Hours: number | null };

/** How many of how many. */
export type Share = { readonly of: number; readonly count: number };

/** @param enough from how many on the median is told; a regulator is told it from one on */
export const spanOf = (hours: readonly number[], enough: number): Span => ({
  sample: hours.length,
  medianHours: hours.length < enough ? null : median(hours),
  p90Hours: hours.length < Math.max(enough, ENOUGH_FOR_P90) ? null : nearestRank(hours, 0.9),
});

/** The middle value, or the mean of the two in the middle; null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [below, above] = [sorted[middle - 1], sorted[middle]];
  if (above === undefined) return null;
  return sorted.length % 2 === 1 || below === undefined ? above : (below + above) / 2;
}

/** The smallest value that at least this share of all do not exceed. */
function nearestRank(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? null;
}
