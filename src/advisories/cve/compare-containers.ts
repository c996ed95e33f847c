// What differs between the CNA container that we would send and the one that CVE Services have.
import { canonicalJson, type JsonValue } from '../../core/canonical-json.ts';
import type { Json } from './cve-services.ts';

/** Written by CVE Services or by tools, not by us. */
const theirs = (name: string): boolean => name === 'providerMetadata' || name.startsWith('x_');

/** Names of the fields of which one side lacks something or says it differently, in order. */
export function differingFields(ours: Json, there: Json): string[] {
  const names = new Set([...Object.keys(ours), ...Object.keys(there)].filter(name => !theirs(name)));
  return [...names].filter(name => textOf(ours[name]) !== textOf(there[name])).sort();
}

// Both sides have been JSON text.
const textOf = (value: unknown): string => (value === undefined ? '' : canonicalJson(value as JsonValue));
