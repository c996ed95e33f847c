// Advisories in the OSV format (schema 1.7, ossf.github.io/osv-schema), as far as npm goes. Pure.
import { compareVersions } from './semver-order.ts';

export type Advisory = {
  readonly id: string;
  /** Other names, such as the CVE. */
  readonly aliases: readonly string[];
  readonly summary: string;
  /** When it was last changed, as it says itself. */
  readonly modified: string;
  readonly affected: readonly Affected[];
};

type Affected = {
  readonly name: string;
  readonly versions: readonly string[];
  readonly ranges: readonly (readonly RangeEvent[])[];
};

type RangeEvent = { readonly kind: 'introduced' | 'fixed' | 'last_affected'; readonly version: string };

export type Package = { readonly name: string; readonly version: string };

/** @returns undefined for what was withdrawn, speaks of no package of npm, or is no advisory */
export function readAdvisory(value: unknown): Advisory | undefined {
  const entry = record(value);
  const id = text(entry['id']);
  if (id === '' || text(entry['withdrawn']) !== '') return undefined;
  const affected = list(entry['affected']).flatMap(readAffected);
  if (affected.length === 0) return undefined;
  return {
    id,
    aliases: list(entry['aliases']).map(text),
    summary: text(entry['summary']).slice(0, 300),
    modified: text(entry['modified']),
    affected,
  };
}

function readAffected(value: unknown): Affected[] {
  const affected = record(value);
  const its = record(affected['package']);
  const name = text(its['name']);
  if (text(its['ecosystem']) !== 'npm' || name === '') return [];
  return [
    {
      name,
      versions: list(affected['versions']).map(text),
      // GIT ranges name commits, which say nothing of what npm has.
      ranges: list(affected['ranges'])
        .map(record)
        .filter(range => ['SEMVER', 'ECOSYSTEM'].includes(text(range['type'])))
        .map(range => list(range['events']).flatMap(readEvent)),
    },
  ];
}

const kinds = ['introduced', 'fixed', 'last_affected'] as const;

function readEvent(value: unknown): RangeEvent[] {
  const event = record(value);
  return kinds.flatMap(kind => (typeof event[kind] === 'string' ? [{ kind, version: text(event[kind]) }] : []));
}

/** Whether the package is one that the advisory speaks of. OSV's own evaluation: named versions, or within a range. */
export const isAffected = ({ affected }: Advisory, { name, version }: Package): boolean =>
  affected.some(
    one => one.name === name && (one.versions.includes(version) || one.ranges.some(range => isWithin(range, version))),
  );

function isWithin(range: readonly RangeEvent[], version: string): boolean {
  const inOrder = range.toSorted(
    (one, other) =>
      (one.version === '0' ? -1 : 0) - (other.version === '0' ? -1 : 0) || compareVersions(one.version, other.version),
  );
  let isInside = false;
  for (const { kind, version: at } of inOrder) {
    if (kind === 'introduced' && (at === '0' || compareVersions(version, at) >= 0)) isInside = true;
    else if (kind === 'fixed' && compareVersions(version, at) >= 0) isInside = false;
    else if (kind === 'last_affected' && compareVersions(version, at) > 0) isInside = false;
  }
  return isInside;
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
