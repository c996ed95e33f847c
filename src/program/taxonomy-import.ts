// Reads a release file in the VRT's JSON format, so that an operator can bring their own taxonomy.

import {
  fullIdPattern,
  type MappingNode,
  nodeTypes,
  type Priority,
  type Taxonomy,
  type TaxonomyMapping,
  type TaxonomyNode,
} from './taxonomy.ts';

/** The parsed JSON files of one release. All but `taxonomy` may be missing. */
export type TaxonomyFiles = {
  version: string;
  taxonomy: unknown;
  deprecated?: unknown;
  cwe?: unknown;
  cvss31?: unknown;
};

export type TaxonomyImport = { ok: true; taxonomy: Taxonomy } | { ok: false; reason: string; at: string };

/**
 * Checks and takes over a release: `taxonomy` is `{metadata:{release_date}, content:[…]}`, `deprecated` is
 * `{old_id:{version:new_id}}`, the mappings are `{metadata:{default}, content:[{id, cwe|cvss_v3, children}]}`.
 * Refuses with a sentence and the path of the first fault. Nothing is repaired; unknown members are dropped.
 */
export function importTaxonomy(files: TaxonomyFiles): TaxonomyImport {
  try {
    if (!/^\d+(?:\.\d+){0,3}$/u.test(files.version)) throw new Fault('version', 'A version looks like 1.14.1.');
    const root = asObject(files.taxonomy, 'taxonomy');
    const releasedAt = asObject(root['metadata'], 'metadata')['release_date'];
    if (typeof releasedAt !== 'string') throw new Fault('metadata.release_date', 'The date of release is missing.');
    const taxonomy: Taxonomy = {
      version: files.version,
      releasedAt,
      content: asList(root['content'], 'content').map((node, place) => readNode(node, `content[${place}]`, 0)),
      deprecated: files.deprecated === undefined ? {} : readDeprecated(files.deprecated),
      ...(files.cwe === undefined ? {} : { cwe: readMapping(files.cwe, 'cwe', readCwe) }),
      ...(files.cvss31 === undefined ? {} : { cvss31: readMapping(files.cvss31, 'cvss_v3', readVector) }),
    };
    assertSingle(taxonomy.content, 'content');
    return { ok: true, taxonomy };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, reason: error.message, at: error.at };
    throw error;
  }
}

class Fault extends Error {
  readonly at: string;
  constructor(at: string, message: string) {
    super(message);
    this.at = at;
  }
}

function readNode(value: unknown, at: string, depth: number): TaxonomyNode {
  const raw = asObject(value, at);
  const id = readId(raw['id'], at);
  const name = raw['name'];
  if (typeof name !== 'string' || name.trim() === '') throw new Fault(`${at}.name`, `“${id}” has no name.`);
  const type = nodeTypes.find(known => known === raw['type']);
  if (type === undefined) throw new Fault(`${at}.type`, `“${id}” is neither category, subcategory nor variant.`);
  if (depth >= nodeTypes.length) throw new Fault(at, `“${id}” lies deeper than three levels.`);
  const children = raw['children'] === undefined ? [] : asList(raw['children'], `${at}.children`);
  const node = { id, name, type, priority: readPriority(raw['priority'], `${at}.priority`) };
  if (children.length === 0) return node;
  return { ...node, children: children.map((child, place) => readNode(child, `${at}.children[${place}]`, depth + 1)) };
}

function readPriority(value: unknown, at: string): Priority | null {
  if (value === undefined || value === null) return null;
  const known = ([1, 2, 3, 4, 5] as const).find(priority => priority === value);
  if (known === undefined) throw new Fault(at, 'A priority is a number from 1 to 5, or null.');
  return known;
}

function readDeprecated(value: unknown): Taxonomy['deprecated'] {
  const ids = Object.entries(asObject(value, 'deprecated')).map(([id, byVersion]) => {
    const versions = Object.entries(asObject(byVersion, `deprecated.${id}`)).map(([version, successor]) => {
      if (typeof successor !== 'string' || !fullIdPattern.test(successor)) {
        throw new Fault(`deprecated.${id}.${version}`, `“${id}” leads to something that is no id.`);
      }
      return [version, successor] as const;
    });
    return [id, Object.fromEntries(versions)] as const;
  });
  return Object.fromEntries(ids);
}

type ReadValue<Value> = (value: unknown, at: string) => Value | null;

function readMapping<Value>(value: unknown, key: string, readValue: ReadValue<Value>): TaxonomyMapping<Value> {
  const root = asObject(value, key);
  const metadata = root['metadata'] === undefined ? {} : asObject(root['metadata'], `${key}.metadata`);
  const readMapped = (raw: unknown, at: string): MappingNode<Value> => {
    const node = asObject(raw, at);
    const mapped = readValue(node[key], `${at}.${key}`);
    const children = node['children'] === undefined ? [] : asList(node['children'], `${at}.children`);
    return {
      id: readId(node['id'], at),
      ...(mapped === null ? {} : { value: mapped }),
      ...(children.length === 0
        ? {}
        : { children: children.map((child, place) => readMapped(child, `${at}.children[${place}]`)) }),
    };
  };
  return {
    fallback: readValue(metadata['default'], `${key}.metadata.default`),
    content: asList(root['content'], `${key}.content`).map((raw, place) => readMapped(raw, `${key}.content[${place}]`)),
  };
}

const readCwe: ReadValue<readonly string[]> = (value, at) => {
  if (value === undefined || value === null) return null;
  return asList(value, at).map(cwe => {
    if (typeof cwe !== 'string' || !/^CWE-\d{1,5}$/u.test(cwe)) throw new Fault(at, 'A weakness looks like CWE-79.');
    return cwe;
  });
};

// The files hold vectors without the prefix; some hold it.
const readVector: ReadValue<string> = (value, at) => {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || !/^[A-Z:/.0-9]{1,200}$/u.test(value)) throw new Fault(at, 'This is no CVSS vector.');
  return value.startsWith('CVSS:') ? value : `CVSS:3.1/${value}`;
};

function readId(value: unknown, at: string): string {
  if (typeof value !== 'string' || !/^[a-z_]+$/u.test(value)) {
    throw new Fault(`${at}.id`, 'An id consists of lower-case letters and underscores.');
  }
  return value;
}

function assertSingle(nodes: readonly TaxonomyNode[], at: string): void {
  const seen = new Set<string>();
  for (const node of nodes) {
    if (seen.has(node.id)) throw new Fault(at, `“${node.id}” stands twice in the same place.`);
    seen.add(node.id);
    assertSingle(node.children ?? [], `${at}.${node.id}`);
  }
}

function asObject(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Fault(at, 'Here an object is expected.');
  }
  // Checked above: what is left is a plain object of JSON.
  return value as Record<string, unknown>;
}

function asList(value: unknown, at: string): unknown[] {
  if (!Array.isArray(value)) throw new Fault(at, 'Here a list is expected.');
  return value;
}
