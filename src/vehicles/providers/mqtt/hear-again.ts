// Hears again what a broker had kept: of single cars, so many at once and no more; of all cars only where it cannot be said
// which, and then once a minute at most.
import { MINUTE } from '../../../core/clock.ts';

/** Each costs the broker, and us, what one car has kept: some sixty messages. */
const CARS_AT_ONCE = 20;

export type HearAgain = {
  /** Asks for one car by the topics that it tells under; a car that waits already is asked for once. */
  car(filter: string): void;
  /** Asks for every car of the broker. */
  all(): void;
  /** All was heard just now, since the connection began anew: whatever waits need not be asked for. */
  wasHeard(): void;
  close(): void;
};

export type HearAgainDoor = {
  /** Hears what is kept under these topics, and resolves once it came. */
  readonly hearKept: (filters: readonly string[]) => Promise<void>;
  readonly hearAll: () => void;
  readonly onFault: (error: unknown) => void;
};

/** @param pause how long after all cars were heard they are not heard again, in milliseconds */
export function openHearAgain({ hearKept, hearAll, onFault }: HearAgainDoor, pause = MINUTE): HearAgain {
  const waiting = new Set<string>();
  let isRunning = false;
  let isClosed = false;
  let rest: NodeJS.Timeout | undefined;
  let isAllWanted = false;

  const work = async (): Promise<void> => {
    isRunning = true;
    try {
      while (waiting.size > 0 && !isClosed) {
        const next = [...waiting].slice(0, CARS_AT_ONCE);
        // What is asked for while these are heard may be newer than what was heard.
        for (const filter of next) waiting.delete(filter);
        await hearKept(next);
      }
    } catch (error) {
      if (!isClosed) onFault(error);
    } finally {
      isRunning = false;
    }
  };

  const hearAllNow = (): void => {
    isAllWanted = false;
    waiting.clear();
    hearAll();
    rest = setTimeout(() => {
      rest = undefined;
      if (isAllWanted && !isClosed) hearAllNow();
    }, pause).unref();
  };

  return {
    car: filter => {
      if (isClosed) return;
      waiting.add(filter);
      if (!isRunning) void work();
    },
    all: () => {
      if (isClosed) return;
      if (rest === undefined) hearAllNow();
      else isAllWanted = true;
    },
    wasHeard: () => waiting.clear(),
    close: () => {
      isClosed = true;
      waiting.clear();
      clearTimeout(rest);
    },
  };
}
