// What becomes of the kinds of one taxonomy when another is put in force.
import { type FoundNode, findNode, listLeaves, nameInWords, type Taxonomy } from '../taxonomy.ts';

export type TaxonomyComparison = {
  /** Kinds of the present taxonomy that the other one has under the same id. */
  readonly kept: number;
  /** Kinds that lead to another id there, or to a coarser one. */
  readonly moved: readonly { readonly from: string; readonly to: string }[];
  /** Kinds that the other one knows nothing of. */
  readonly lost: readonly string[];
  /** Kinds that only the other one has. */
  readonly added: number;
};

/** Compares by full ids, as reports name their kind; deprecated ids are followed. */
export function compareTaxonomies(present: Taxonomy, other: Taxonomy): TaxonomyComparison {
  const leaves = listLeaves(present);
  const found = leaves.map(leaf => ({ leaf, there: findNode(other, leaf.id) }));
  const known = new Set(leaves.map(({ id }) => id));
  return {
    kept: found.filter(({ there }) => there?.how === 'exact').length,
    moved: found.flatMap(({ leaf, there }) =>
      there !== null && there.how !== 'exact' ? [{ from: nameInWords(leaf), to: nameInWords(there) }] : [],
    ),
    lost: found.filter(({ there }) => there === null).map(({ leaf }) => nameInWords(leaf)),
    added: listLeaves(other).filter(({ id }) => !known.has(id)).length,
  };
}

/**
 * What a report's kind is called: in the taxonomy in force, else in the one that it was chosen from.
 * @param version the taxonomy's when the kind was chosen
 */
export function findKind(
  { taxonomy, usedTaxonomies }: { readonly taxonomy: Taxonomy; readonly usedTaxonomies: readonly Taxonomy[] },
  id: string,
  version: string | null,
): FoundNode | null {
  const own = version === taxonomy.version ? undefined : usedTaxonomies.find(used => used.version === version);
  return findNode(taxonomy, id) ?? (own === undefined ? null : findNode(own, id));
}
