// Which values of a car somebody may be told, by the permissions that its owner's living grants open. Pure.
import { type SignalId, signalIds, signals } from '../../catalog/signals.ts';
import { readEndpoints } from '../../catalog/vehicle-endpoints.ts';
import { DAY } from '../../core/clock.ts';

/** What one grant opens of one car. */
export type Opening = {
  readonly permissions: readonly string[];
  /** Whether it opens places to about a kilometer only. */
  readonly isCoarse: boolean;
  readonly until: Date;
};

/** What is needed of one car. */
export type Needed = {
  readonly signals: ReadonlySet<SignalId>;
  /** Whether some grant opens the exact place: else places are needed to about a kilometer only. */
  readonly isExact: boolean;
};

export const nothingNeeded: Needed = { signals: new Set(), isExact: false };

const LOCATION = 'read_location';

/** By which permissions a signal can be read: its own, and that of a call whose answer it is part of. */
const openedBy: ReadonlyMap<SignalId, readonly string[]> = new Map(
  signalIds.map(id => [
    id,
    [
      ...new Set<string>([
        signals[id].permission,
        ...readEndpoints.flatMap(({ permission, signals: own }) =>
          permission !== null && (own as readonly SignalId[]).includes(id) ? [permission] : [],
        ),
      ]),
    ],
  ]),
);

/** @returns the same value for the same permissions, so that what follows from it can be remembered */
export function neededOf(openings: readonly Pick<Opening, 'permissions' | 'isCoarse'>[]): Needed {
  const isExact = openings.some(({ permissions, isCoarse }) => !isCoarse && permissions.includes(LOCATION));
  const permissions = [...new Set(openings.flatMap(opening => opening.permissions))].sort();
  const key = `${isExact} ${permissions.join(' ')}`;
  const known = made.get(key);
  if (known) return known;
  const fresh: Needed = {
    isExact,
    // Whether a car is at home is a place to the meter.
    signals: new Set(
      signalIds.filter(
        id => (id !== 'at_home' || isExact) && openedBy.get(id)?.some(permission => permissions.includes(permission)),
      ),
    ),
  };
  if (made.size >= MOST_REMEMBERED) made.clear();
  made.set(key, fresh);
  return fresh;
}

/** Owners choose among few sets of permissions. */
const MOST_REMEMBERED = 2000;
const made = new Map<string, Needed>();

/** When what is needed may become less by itself, in milliseconds since 1970. @param now the same */
export const firstEnd = (openings: readonly Pick<Opening, 'until'>[], now: number): number =>
  Math.min(now + DAY, ...openings.map(({ until }) => until.getTime()));
