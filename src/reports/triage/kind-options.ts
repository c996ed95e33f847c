// The kinds of vulnerabilities as a list to choose from, grouped by category, made once per taxonomy.

import { listLeaves, nameInWords, type Taxonomy } from '../../program/index.ts';

export type KindGroup = {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
};

const made = new WeakMap<Taxonomy, readonly KindGroup[]>();

/** One group a category; the labels leave its name out. */
export function kindOptions(taxonomy: Taxonomy): readonly KindGroup[] {
  const known = made.get(taxonomy);
  if (known) return known;
  const byCategory = Map.groupBy(listLeaves(taxonomy), ({ path }) => path[0]?.name ?? '');
  const groups = [...byCategory].map(([label, leaves]) => ({
    label,
    options: leaves.map(leaf => ({
      value: leaf.id,
      label: leaf.path.length > 1 ? nameInWords({ ...leaf, path: leaf.path.slice(1) }) : label,
    })),
  }));
  made.set(taxonomy, groups);
  return groups;
}
