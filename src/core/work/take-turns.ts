// Long work in slices, so that whoever else waits for this process gets a turn in between.
import { setImmediate as breath } from 'node:timers/promises';

/** What each item becomes, in order; others get a turn after every few. The first that fails ends it. */
export async function mapTakingTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Result | Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const [index, item] of items.entries()) {
    if (index % SLICE === SLICE - 1) await breath();
    results.push(await work(item));
  }
  return results;
}

/** A slice of what costs half a millisecond each makes others wait for some milliseconds. */
const SLICE = 16;
