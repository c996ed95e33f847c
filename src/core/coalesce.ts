// Gathers calls that wait at the same moment into one statement: a hundred point reads become one, and one commit
// carries a hundred durable inserts.

export type CoalesceOptions<Key, Result> = {
  /** How many batches may be under way at once; two keep the database busy while the next batch gathers. */
  readonly maxInFlight?: number;
  /** The largest batch; what waits beyond it goes with the next one. */
  readonly maxBatch?: number;
  /**
   * How many milliseconds a batch may wait until as many have gathered as were there when the last one ended: those it
   * served, who soon ask again, and those who waited meanwhile. Worth it where a batch costs much and a call little,
   * as a commit does. 0, the default: never.
   */
  readonly gatherFor?: number;
  /** Milliseconds without another call after which it waits no more, however few have gathered. `gatherFor`: the default. */
  readonly gatherGap?: number;
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
 * waits for nothing but the end of the present turn of the event loop, unless others were there a moment ago.
 * @returns a function that settles with its key's result, or rejects when the batch that carried the key failed
 */
export function coalesce<Key, Result>({
  maxInFlight = 2,
  maxBatch = 500,
  gatherFor = 0,
  gatherGap = gatherFor,
  run,
}: CoalesceOptions<Key, Result>): (key: Key) => Promise<Result> {
  let waiting: Waiting<Key, Result>[] = [];
  let inFlight = 0;
  let isScheduled = false;
  /** How many to wait for, and the end of that wait. */
  let expected = 0;
  let patience: NodeJS.Timeout | undefined;
  let cameLast = 0;

  /** The batch leaves after the input that has already arrived was read, so that its calls travel along. */
  const schedule = (): void => {
    if (isScheduled || waiting.length === 0 || inFlight >= maxInFlight) return;
    if (waiting.length < expected) {
      patience ??= setTimeout(lookAgain, gatherGap, performance.now() + gatherFor);
      return;
    }
    isScheduled = true;
    setImmediate(leave);
  };

  /** Gives up on those who did not come, unless somebody just came and there is time left. */
  const lookAgain = (until: number): void => {
    const now = performance.now();
    const left = Math.min(cameLast + gatherGap, until) - now;
    if (left > 0.5) {
      patience = setTimeout(lookAgain, left, until);
      return;
    }
    patience = undefined;
    expected = 0;
    schedule();
  };

  const leave = (): void => {
    isScheduled = false;
    clearTimeout(patience);
    patience = undefined;
    const batch = waiting.length > maxBatch ? waiting.splice(0, maxBatch) : waiting;
    if (batch === waiting) waiting = [];
    inFlight += 1;
    void settle(batch, runAndCount).finally(() => {
      inFlight -= 1;
      schedule();
    });
    schedule();
  };

  /** Counts before anyone is answered, so that nobody who asks again at once counts twice. */
  const runAndCount: typeof run = async keys => {
    try {
      return await run(keys);
    } finally {
      if (gatherFor > 0) expected = Math.min(maxBatch, keys.length + waiting.length);
    }
  };

  return key =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      if (gatherGap < gatherFor) cameLast = performance.now();
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
