// Writes what was chosen in the shape that SSVC shares it in: SelectionList 2.0.0, as CSAF 2.1 carries it too.
import { decisionPoints, type PointName, pointValue } from './decision-points.ts';
import type { Selection } from './decision-tables.ts';

/** SSVC's SelectionList 2.0.0. `timestamp` is RFC 3339. */
export type SelectionList = {
  readonly timestamp: string;
  readonly schemaVersion: '2.0.0';
  readonly target_ids?: readonly string[];
  readonly selections: readonly {
    readonly namespace: string;
    readonly key: string;
    readonly version: string;
    readonly name: string;
    readonly values: readonly { readonly key: string; readonly name: string }[];
  }[];
};

/** The selection as SSVC shares it; undefined when nothing was chosen, since the schema wants at least one. */
export function selectionList(
  selection: Selection,
  { at, targetIds }: { readonly at: Date; readonly targetIds: readonly string[] },
): SelectionList | undefined {
  // The catalog's own order, so that the same selection always writes the same text.
  const selections = (Object.keys(decisionPoints) as PointName[]).flatMap(name => {
    const value = pointValue(name, selection[name]);
    const { namespace, key, version, name: title } = decisionPoints[name];
    return value ? [{ namespace, key, version, name: title, values: [{ key: value.key, name: value.name }] }] : [];
  });
  if (selections.length === 0) return undefined;
  const ids = [...new Set(targetIds)];
  return {
    timestamp: at.toISOString(),
    schemaVersion: '2.0.0',
    ...(ids.length > 0 && { target_ids: ids }),
    selections,
  };
}

/** Reads a selection list back; points and values that we don't know are left out. */
export function readSelectionList({ selections }: Pick<SelectionList, 'selections'>): Selection {
  const names = Object.keys(decisionPoints) as PointName[];
  const known = selections.flatMap(({ namespace, key, version, values }) => {
    const name = names.find(each => {
      const point = decisionPoints[each];
      return point.namespace === namespace && point.key === key && point.version === version;
    });
    const value = name && pointValue(name, values[0]?.key);
    return name && value ? [[name, value.key] as const] : [];
  });
  return Object.fromEntries(known);
}
