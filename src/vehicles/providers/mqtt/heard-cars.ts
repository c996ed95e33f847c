// Which cars a broker has told of, found again by the keyed hash under which the database knows them. Bounded.
import { LRUCache } from 'lru-cache';

/** A broker with more cars than this is heard whole where one of them is looked for that was forgotten. */
const MOST_CARS = 100_000;

export type HeardCars = {
  /** Notes that the broker told something of a car. @param car the maker's name of it */
  note(car: string): void;
  /** The maker's name of the car; undefined when the broker told nothing of it, or too long ago. */
  find(index: string): string | undefined;
  /** Whether all that was ever told of is still known. */
  isComplete(): boolean;
};

/** @param indexOf the keyed hash of a car's name, as text */
export function heardCars(indexOf: (car: string) => string, most = MOST_CARS): HeardCars {
  const names = new Map<string, string>();
  let isComplete = true;
  const indexes = new LRUCache<string, string>({
    max: most,
    dispose: (index, _car, reason) => {
      names.delete(index);
      if (reason === 'evict') isComplete = false;
    },
  });
  return {
    note: car => {
      if (indexes.get(car) !== undefined) return;
      const index = indexOf(car);
      indexes.set(car, index);
      names.set(index, car);
    },
    find: index => names.get(index),
    isComplete: () => isComplete,
  };
}
