// The versions of a lookup key, and the steps from one to the next: in which column a version stands, what is read, what
// is written. Pure.

/**
 * steady: one version. filling: rows get their hash under the new version too, the old one is read. switching: every row
 * has both, the new one is read. clearing: only the new one is written, hashes under the old one are removed.
 */
export type LookupPhase = 'steady' | 'filling' | 'switching' | 'clearing';

export type LookupState = {
  readonly purpose: string;
  /** The newest one. */
  readonly version: number;
  readonly phase: LookupPhase;
  readonly since: Date;
};

/** The two columns of an index hold odd and even versions, each unique by itself: 0 the odd ones, 1 the even ones. */
export type LookupColumn = 0 | 1;

/** What is known of a state is used for so long at most. */
export const LEASE_MS = 5_000;
/** So long each phase lasts at least: whatever was begun in the one before, in whichever process, is over by then. */
export const SETTLE_MS = 60_000;

export const columnOf = (version: number): LookupColumn => (version % 2 === 1 ? 0 : 1);

/** The version under which every row can be found. */
export const readVersion = ({ version, phase }: LookupState): number => (phase === 'filling' ? version - 1 : version);

/** The versions under which a row is hashed when it is written. */
export const writtenVersions = ({ version, phase }: LookupState): readonly number[] =>
  phase === 'filling' || phase === 'switching' ? [version - 1, version] : [version];

/** How many rows have no hash under the new version, and how many still have one under the old. */
export type LookupCount = { readonly missing: number; readonly left: number };

/** The phase that follows; undefined while this one is not over. @param count taken after the phase has settled */
export function nextPhase(state: LookupState, { missing, left }: LookupCount, now: Date): LookupPhase | undefined {
  if (!isSettled(state, now)) return undefined;
  switch (state.phase) {
    case 'steady':
      return undefined;
    case 'filling':
      return missing === 0 ? 'switching' : undefined;
    case 'switching':
      return 'clearing';
    case 'clearing':
      return missing === 0 && left === 0 ? 'steady' : undefined;
  }
}

/** Whether nobody works by the phase before any more. */
export const isSettled = ({ since }: LookupState, now: Date): boolean => now.getTime() - since.getTime() >= SETTLE_MS;
