// The catalogue that a new program begins with: web, API, mobile, cloud and vehicles, unfolded from its rows.

import type { MappingNode, NodeType, Taxonomy, TaxonomyNode } from '../taxonomy.ts';
import { nodeTypes } from '../taxonomy.ts';
import { apiCategories } from './api.ts';
import { cloudCategories } from './cloud.ts';
import { mobileCategories } from './mobile.ts';
import type { GroupRow, LeafRow } from './row.ts';
import { vehicleCategories } from './vehicles.ts';
import { webCategories } from './web.ts';

/** The categories by domain, for a form that asks for the kind of target first. */
export const builtinDomains = [
  { name: 'Web', categories: webCategories.map(([id]) => id) },
  { name: 'API', categories: apiCategories.map(([id]) => id) },
  { name: 'Mobile', categories: mobileCategories.map(([id]) => id) },
  { name: 'Cloud and software', categories: cloudCategories.map(([id]) => id) },
  { name: 'Vehicles', categories: vehicleCategories.map(([id]) => id) },
] as const;

const rows = [webCategories, apiCategories, mobileCategories, cloudCategories, vehicleCategories].flat();

const baseMetrics = ['AV', 'AC', 'PR', 'UI', 'S', 'C', 'I', 'A'];

/** The built-in taxonomy. Its version changes when an id, a priority or a mapping does. */
export const builtinTaxonomy: Taxonomy = {
  version: '1.0',
  releasedAt: '2026-11-23T00:00:00Z',
  content: rows.map(row => toNode(row, 0)),
  deprecated: {},
  cwe: {
    fallback: null,
    content: rows.map(row => toMapping(row, ([, , , cwe]) => cwe.split(' ').map(n => `CWE-${n}`))),
  },
  cvss31: { fallback: null, content: rows.map(row => toMapping(row, ([, , , , letters]) => toVector(letters))) },
};

type Row = LeafRow | GroupRow;

function isLeaf(row: Row): row is LeafRow {
  return row.length === 5;
}

function toNode(row: Row, depth: number): TaxonomyNode {
  const type: NodeType = nodeTypes[depth] ?? 'variant';
  const [id, name] = row;
  if (isLeaf(row)) return { id, name, type, priority: row[2] };
  return { id, name, type, priority: null, children: row[2].map(member => toNode(member, depth + 1)) };
}

function toMapping<Value>(row: Row, valueAt: (leaf: LeafRow) => Value): MappingNode<Value> {
  return isLeaf(row)
    ? { id: row[0], value: valueAt(row) }
    : { id: row[0], children: row[2].map(member => toMapping(member, valueAt)) };
}

function toVector(letters: string): string {
  return `CVSS:3.1/${baseMetrics.map((metric, place) => `${metric}:${letters[place]}`).join('/')}`;
}
