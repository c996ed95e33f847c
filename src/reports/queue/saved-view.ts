// A way of looking at the queue that somebody kept under a name, for themselves or for the team.

export type SavedView = {
  readonly id: string;
  readonly owner: string;
  readonly shared: boolean;
  readonly name: string;
  /** Filters and order, as `queryText` writes them. */
  readonly query: string;
};

/** Longest name, in characters. */
export const longestViewName = 60;

/** What is wrong with a name, as a sentence; undefined when nothing is. */
export function whatNameLacks(name: string): string | undefined {
  const length = [...name].length;
  if (length === 0) return 'Give the view a name.';
  return length > longestViewName ? `Keep the name to ${longestViewName} characters.` : undefined;
}

/** The ids of a list after one of them moved a place; the same list when it can't. */
export function moved(ids: readonly string[], id: string, step: 'up' | 'down'): readonly string[] {
  const from = ids.indexOf(id);
  const to = from + (step === 'up' ? -1 : 1);
  const [one, other] = [ids[from], ids[to]];
  if (one === undefined || other === undefined) return ids;
  return ids.with(from, other).with(to, one);
}
