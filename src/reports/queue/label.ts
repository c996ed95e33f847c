// Labels: the team's own short words for sorting reports.

/** Most labels on one report. */
const mostLabels = 10;

/** A label as it is stored: lower case, words joined by hyphens; null when nothing usable is left of it. */
export function toLabel(typed: string): string | null {
  const label = typed
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/gu, '')
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-+|-+$/gu, '')
    .slice(0, 40)
    .replace(/-+$/u, '');
  return label === '' ? null : label;
}

/** The labels of a field, in which they are parted by commas or new lines. */
export const readLabels = (typed: string): string[] => [
  ...new Set(typed.split(/[,;\n]+/u).flatMap(part => toLabel(part) ?? [])),
];

export type LabelChange = { readonly add: readonly string[]; readonly remove: readonly string[] };

/** The labels after a change, by name; a sentence when there would be too many. */
export function changedLabels(
  before: readonly string[],
  { add, remove }: LabelChange,
): { readonly ok: true; readonly labels: readonly string[] } | { readonly ok: false; readonly sentence: string } {
  const labels = [...new Set([...before.filter(label => !remove.includes(label)), ...add])].sort();
  return labels.length > mostLabels
    ? { ok: false, sentence: `A report has at most ${mostLabels} labels.` }
    : { ok: true, labels };
}
