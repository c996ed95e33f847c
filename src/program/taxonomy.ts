// A taxonomy of vulnerabilities in the VRT's format: how ids are found again across releases, and what they map to.

export type Priority = 1 | 2 | 3 | 4 | 5;

export const nodeTypes = ['category', 'subcategory', 'variant'] as const;
export type NodeType = (typeof nodeTypes)[number];

/** One node. `priority` is `null` where it varies; the full id is the ids on the path joined by dots. */
export type TaxonomyNode = {
  id: string;
  name: string;
  type: NodeType;
  priority: Priority | null;
  children?: readonly TaxonomyNode[];
};

/** Values beside the tree, in the same shape: `value` of a node, else of its nearest ancestor, else `fallback`. */
export type TaxonomyMapping<Value> = { fallback: Value | null; content: ReadonlyArray<MappingNode<Value>> };
export type MappingNode<Value> = { id: string; value?: Value; children?: ReadonlyArray<MappingNode<Value>> };

/** One release of a taxonomy. `deprecated` maps old full ids, by the version that retired them, to new full ids. */
export type Taxonomy = {
  version: string;
  releasedAt: string;
  content: readonly TaxonomyNode[];
  deprecated: Readonly<Record<string, Readonly<Record<string, string>>>>;
  cwe?: TaxonomyMapping<readonly string[]>;
  cvss31?: TaxonomyMapping<string>;
};

/** A node that was found: its full id now, the nodes from category down to it, and how it was found. */
export type FoundNode = {
  id: string;
  node: TaxonomyNode;
  path: readonly TaxonomyNode[];
  how: 'exact' | 'deprecated' | 'ancestor';
};

/** The category that every taxonomy has without listing it. */
const otherNode: TaxonomyNode = { id: 'other', name: 'Other', type: 'category', priority: null };

/** A full id: one to three ids of lower-case letters and underscores, joined by dots. */
export const fullIdPattern = /^[a-z_]+(?:\.[a-z_]+){0,2}$/u;

/**
 * Finds what an id of any release means in this one: the node itself, else what the deprecated ids lead to (followed
 * to the end), else the nearest ancestor that still exists; `null` when not even the category does. `deepest` cuts the
 * answer off at that level. Never throws, whatever the id. Order of the steps as in vrt-ruby's `find_node`.
 */
export function findNode(taxonomy: Taxonomy, id: string, deepest: NodeType = 'variant'): FoundNode | null {
  if (!fullIdPattern.test(id)) return null;
  const exact = pathTo(taxonomy, id);
  if (exact !== null) return cut(exact, deepest, 'exact');
  const successor = successorOf(taxonomy, id);
  if (successor !== null) return cut(successor, deepest, 'deprecated');
  for (let parent = parentOf(id); parent !== null; parent = parentOf(parent)) {
    const path = pathTo(taxonomy, parent) ?? successorOf(taxonomy, parent);
    if (path !== null) return cut(path, deepest, 'ancestor');
  }
  return null;
}

/** The priority of a found node: its own, else that of the nearest ancestor that has one. */
export function priorityOf(found: FoundNode): Priority | null {
  return found.path.findLast(node => node.priority !== null)?.priority ?? null;
}

/** The typical CVSS 3.1 vector: the most specific on the path, else the mapping's fallback. */
export function typicalVector(taxonomy: Taxonomy, found: FoundNode): string | null {
  if (taxonomy.cvss31 === undefined) return null;
  return valuesOnPath(taxonomy.cvss31, found)[0] ?? taxonomy.cvss31.fallback;
}

/** The CWE ids (`CWE-79`): those on the path united, the most specific first, else the mapping's fallback. */
export function weaknessesOf(taxonomy: Taxonomy, found: FoundNode): readonly string[] {
  if (taxonomy.cwe === undefined) return [];
  const united = [...new Set(valuesOnPath(taxonomy.cwe, found).flat())];
  return united.length > 0 ? united : (taxonomy.cwe.fallback ?? []);
}

/** Every node that has no children, with its path, in the order of the catalogue: what a form offers. */
export function listLeaves(taxonomy: Taxonomy): FoundNode[] {
  const leaves: FoundNode[] = [];
  const walk = (node: TaxonomyNode, above: readonly TaxonomyNode[]): void => {
    const path = [...above, node];
    if (node.children === undefined || node.children.length === 0) leaves.push(foundAt(path, node, 'exact'));
    for (const child of node.children ?? []) walk(child, path);
  };
  for (const category of taxonomy.content) walk(category, []);
  return leaves;
}

/** The names from category to node, for people: `Injection into an interpreter › SQL`. */
export function nameInWords(found: FoundNode): string {
  return found.path.map(node => node.name).join(' › ');
}

function successorOf(taxonomy: Taxonomy, id: string): TaxonomyNode[] | null {
  const visited = new Set<string>();
  for (let next = successorId(taxonomy, id); next !== null && !visited.has(next); next = successorId(taxonomy, next)) {
    visited.add(next);
    const path = pathTo(taxonomy, next);
    if (path !== null) return path;
  }
  return null;
}

function successorId(taxonomy: Taxonomy, id: string): string | null {
  const byVersion = Object.hasOwn(taxonomy.deprecated, id) ? taxonomy.deprecated[id] : undefined;
  if (byVersion === undefined) return null;
  const newest = Object.keys(byVersion).sort(compareVersions).at(-1);
  return newest === undefined ? null : (byVersion[newest] ?? null);
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map(version => version.split('.').map(Number));
  for (let place = 0; place < Math.max(left?.length ?? 0, right?.length ?? 0); place += 1) {
    const difference = (left?.[place] ?? 0) - (right?.[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function pathTo(taxonomy: Taxonomy, id: string): TaxonomyNode[] | null {
  if (id === otherNode.id) return [otherNode];
  const path: TaxonomyNode[] = [];
  let nodes: readonly TaxonomyNode[] = taxonomy.content;
  for (const part of id.split('.')) {
    const node = nodes.find(candidate => candidate.id === part);
    if (node === undefined) return null;
    path.push(node);
    nodes = node.children ?? [];
  }
  return path;
}

function parentOf(id: string): string | null {
  const dot = id.lastIndexOf('.');
  return dot < 0 ? null : id.slice(0, dot);
}

function cut(path: TaxonomyNode[], deepest: NodeType, how: FoundNode['how']): FoundNode | null {
  const kept = path.slice(0, nodeTypes.indexOf(deepest) + 1);
  const node = kept.at(-1);
  return node === undefined ? null : foundAt(kept, node, how);
}

function foundAt(path: readonly TaxonomyNode[], node: TaxonomyNode, how: FoundNode['how']): FoundNode {
  return { id: path.map(each => each.id).join('.'), node, path, how };
}

function valuesOnPath<Value>(mapping: TaxonomyMapping<Value>, found: FoundNode): Value[] {
  const values: Value[] = [];
  let nodes = mapping.content;
  for (const { id } of found.path) {
    const node = nodes.find(candidate => candidate.id === id);
    if (node === undefined) break;
    if (node.value !== undefined) values.unshift(node.value);
    nodes = node.children ?? [];
  }
  return values;
}
