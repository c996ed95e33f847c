// Gathers calls that wait at the same moment into one statement: a hundred point reads become one, and one commit
// carries a hundred durable inserts.

export type CoalesceOptions<Key, Result> = {
  /** How many batches may be under way at once; two keep the database busy while the next batch gathers. */
  readonly maxInFlight?: number;
  /** The largest batch; what waits beyond it goes with the next one. */
  readonly maxBatch?: number;
  /**
   * Does the work of a whole batch.
   * @returns one result per key, in the order of the keys; equal keys are not merged
   */
  readonly run: (keys: readonly Key[]) => Promise<readonly Result[]>;
};

type Waiting<Key, Result> = {
  readonly key: Key;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Makes a function for one key out of a function for many. Calls are served first come, first served; a lone call
 * waits for nothing but the end of the present turn of the event loop.
 * @returns a function that settles with its key's result, or rejects when the batch that carried the key failed
 */
export function coalesce<Key, Result>({
  maxInFlight = 2,
  maxBatch = 500,
  run,
}: CoalesceOptions<Key, Result>): (key: Key) => Promise<Result> {
  let waiting: Waiting<Key, Result>[] = [];
  let inFlight = 0;
  let isScheduled = false;

  /** The batch leaves after the input that has already arrived was read, so that its calls travel along. */
  const schedule = (): void => {
    if (isScheduled || waiting.length === 0 || inFlight >= maxInFlight) return;
    isScheduled = true;
    setImmediate(leave);
  };

  const leave = (): void => {
    isScheduled = false;
    const batch = waiting.length > maxBatch ? waiting.splice(0, maxBatch) : waiting;
    if (batch === waiting) waiting = [];
    inFlight += 1;
    void settle(batch, run).finally(() => {
      inFlight -= 1;
      schedule();
    });
    schedule();
  };

  return key =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      schedule();
    });
}

/** Never rejects: whatever goes wrong is told to those who wait. */
async function settle<Key, Result>(
  batch: readonly Waiting<Key, Result>[],
  run: CoalesceOptions<Key, Result>['run'],
): Promise<void> {
  try {
    const results = await run(batch.map(({ key }) => key));
    if (results.length !== batch.length)
      throw new Error(`${batch.length} keys were answered by ${results.length} results`);
    // The lengths are equal, so each index holds a result.
    for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
