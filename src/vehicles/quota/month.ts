// Calendar months of UTC, which quotas are counted by. Pure.

export type Month = {
  /** Its first moment, and that of the next one. */
  readonly from: Date;
  readonly until: Date;
};

/** The month that a moment is in. */
export function monthOf(moment: Date): Month {
  const [year, month] = [moment.getUTCFullYear(), moment.getUTCMonth()];
  return { from: new Date(Date.UTC(year, month, 1)), until: new Date(Date.UTC(year, month + 1, 1)) };
}
