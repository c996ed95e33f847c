// What a process remembers of rows that are read with every answer and seldom change. Pure: knows no database.
import { type Clock, MINUTE } from '../../../core/clock.ts';
import { coalesce } from '../../../core/coalesce.ts';
import { recentlyUsed } from '../../../core/recently-used.ts';

export type Memory<Row> = {
  /** The row as it is, or was a moment ago: until the notice of a change in another process arrives. */
  readonly read: (id: string) => Promise<Row | null>;
  readonly forget: (id: string) => void;
  readonly forgetAll: () => void;
};

const REMEMBERED = 50_000;
/** The longest that a row is trusted, should a notice be lost in a way nobody noticed. */
const REMEMBERED_FOR = 5 * MINUTE;

/**
 * @param options.lookup reads many rows in one statement, in the order of the ids; null for what is not there
 * @param options.isListening whether notices of changes arrive; while they do not, nothing is remembered
 */
export function rememberRows<Row>({
  lookup,
  isListening,
  clock,
}: {
  readonly lookup: (ids: readonly string[]) => Promise<readonly (Row | null)[]>;
  readonly isListening: () => boolean;
  readonly clock: Clock;
}): Memory<Row> {
  const entries = recentlyUsed<{ readonly row: Row | null; readonly until: number }>(REMEMBERED);
  // A change begins a new epoch: what a lookup of an earlier one finds may be from before it, and is not kept.
  let epoch = 0;
  const look = coalesce<string, { row: Row | null; began: number }>({
    run: async ids => {
      const began = epoch;
      return (await lookup(ids)).map(row => ({ row, began }));
    },
  });
  return {
    read: async id => {
      const wasListening = isListening();
      const now = clock.now().getTime();
      const known = wasListening ? entries.get(id) : undefined;
      if (known !== undefined && known.until > now) return known.row;
      const { row, began } = await look(id);
      if (wasListening && isListening() && began === epoch) entries.set(id, { row, until: now + REMEMBERED_FOR });
      return row;
    },
    forget: id => {
      epoch += 1;
      entries.delete(id);
    },
    forgetAll: () => {
      epoch += 1;
      entries.clear();
    },
  };
}
