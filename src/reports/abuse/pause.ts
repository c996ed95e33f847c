// A pause of the intake as a value, and in words for everybody.

/** While it lasts only critical reports are taken in. */
export type Pause = {
  readonly id: string;
  /** What everybody is told. */
  readonly reason: string;
  readonly startedAt: Date;
  /** Null: until somebody ends it. */
  readonly endsAt: Date | null;
};

/** Longest reason in characters. */
export const REASON_CHARACTERS = 500;

/** Whether the pause lasts at this moment: at its end it is over, whether or not the job that notes it has run. */
export const isLasting = ({ endsAt }: Pause, now: Date): boolean => endsAt === null || endsAt > now;

/** What still comes through, in words for reporters. */
export const whatComesThrough =
  'What is being exploited, puts people at risk, or would be P1 is taken in all the same.';
