// Cars that report by themselves have news: told to the product at once, then for each car now and then.
import { LRUCache } from 'lru-cache';
import { SECOND } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';

/** A car that reports all the time is told of so often by one process. */
const EVERY = 20 * SECOND;
/** Cars that report in the same moment are written down together. */
const GATHER_MS = 200;

export type Reporter = {
  /** A car has told something new. @param vehicle its id in the API */
  tell(vehicle: string): void;
  /** Tells what is left, then stops. */
  close(): Promise<void>;
};

/** Makes `vehicle.reported` of what cars report: the first at once, the last of many never left out. */
export function openReporter(kernel: Kernel): Reporter {
  const toldAt = new LRUCache<string, number>({ max: 100_000 });
  let waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let isClosed = false;

  const flush = (isLast = false): void => {
    timer = undefined;
    const now = kernel.clock.now().getTime();
    const due = [...waiting].filter(vehicle => isLast || now - (toldAt.get(vehicle) ?? 0) >= EVERY);
    for (const vehicle of due) {
      toldAt.set(vehicle, now);
      waiting.delete(vehicle);
    }
    if (waiting.size > 0) later(SECOND);
    if (due.length === 0) return;
    running = running.then(() => tellAll(due));
  };

  const later = (milliseconds: number): void => {
    if (!isClosed) timer ??= setTimeout(flush, milliseconds).unref();
  };

  const tellAll = async (vehicles: readonly string[]): Promise<void> => {
    try {
      await kernel.emit(
        kernel,
        'vehicle.reported',
        vehicles.map(vehicle => ({ vehicle })),
      );
    } catch (err) {
      // They are looked at anyway when they are due.
      kernel.log.warn({ err }, 'cars that reported could not be told of');
    }
  };

  return {
    tell: vehicle => {
      waiting.add(vehicle);
      later(GATHER_MS);
    },
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      flush(true);
      waiting = new Set();
      await running;
    },
  };
}
