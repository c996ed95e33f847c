// Reads the form by which a release of a taxonomy is imported: its version and up to four JSON files.
import type { FieldErrors } from '../../web/ui/form-state.ts';
import type { Taxonomy } from '../taxonomy.ts';
import { importTaxonomy } from '../taxonomy-import.ts';

/** The files of a release, by the field that carries them, as the VRT's publisher names them. */
export const releaseFiles = [
  { field: 'taxonomy', label: 'Taxonomy', hint: 'vulnerability-rating-taxonomy.json', required: true },
  { field: 'deprecated', label: 'Retired ids', hint: 'deprecated-node-mapping.json', required: false },
  { field: 'cwe', label: 'Weaknesses', hint: 'mappings/cwe/cwe.json', required: false },
  { field: 'cvss31', label: 'Typical CVSS vectors', hint: 'mappings/cvss_v3/cvss_v3.json', required: false },
] as const;
export type ReleaseFile = (typeof releaseFiles)[number]['field'];

export const LARGEST_RELEASE_FILE = 4 * 1024 * 1024;

/** A file as it came: its text, or why it was not read. */
export type ReceivedFile = { readonly text: string } | { readonly fault: string };

/** Checks what was sent; faults stand at the field that has them. */
export function readRelease(
  version: string,
  files: ReadonlyMap<ReleaseFile, ReceivedFile>,
): { readonly ok: true; readonly taxonomy: Taxonomy } | { readonly ok: false; readonly errors: FieldErrors } {
  const errors: Record<string, string> = {};
  const parsed: Partial<Record<ReleaseFile, unknown>> = {};
  for (const { field, label } of releaseFiles) {
    const file = files.get(field);
    if (file === undefined) continue;
    if ('fault' in file) {
      errors[field] = file.fault;
      continue;
    }
    try {
      parsed[field] = JSON.parse(file.text);
    } catch {
      errors[field] = `${label}: this file is no JSON.`;
    }
  }
  if (!files.has('taxonomy')) errors['taxonomy'] = 'Choose the file that holds the taxonomy.';
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const { taxonomy, ...mappings } = parsed;
  const read = importTaxonomy({ version, taxonomy, ...mappings });
  if (read.ok) return read;
  const words = `${read.reason} (at ${read.at})`;
  return { ok: false, errors: { [fieldOf(read.at)]: words } };
}

/** The field whose file a fault's path leads into. */
function fieldOf(at: string): string {
  if (at === 'version') return 'version';
  if (at.startsWith('deprecated')) return 'deprecated';
  if (at.startsWith('cwe')) return 'cwe';
  return at.startsWith('cvss_v3') ? 'cvss31' : 'taxonomy';
}
