// All SQL of imported taxonomies and of which one is in force. Everything here is published, so finders need no actor.
import { type Actor, actorId } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ProgramTables } from '../tables.ts';
import { listLeaves, type Taxonomy } from '../taxonomy.ts';
import { builtinTaxonomy } from '../taxonomy-builtin/taxonomy.ts';

export type TaxonomyRelease = {
  readonly version: string;
  readonly kinds: number;
  /** Null for the built-in one. */
  readonly importedAt: Date | null;
};

export type TaxonomyChoice = { readonly number: number; readonly version: string; readonly chosenAt: Date };

/** Every taxonomy that could be in force: the built-in one first, then the newest import first. */
export async function listReleases(kernel: Pick<Kernel, 'db'>): Promise<TaxonomyRelease[]> {
  const rows = await tables(kernel)
    .selectFrom('program.taxonomy_release')
    .select(['version', 'kinds', 'imported_at'])
    .orderBy('imported_at', 'desc')
    .orderBy('version', 'desc')
    .limit(100)
    .execute();
  const builtin = { version: builtinTaxonomy.version, kinds: listLeaves(builtinTaxonomy).length, importedAt: null };
  return [builtin, ...rows.map(({ version, kinds, imported_at }) => ({ version, kinds, importedAt: imported_at }))];
}

/** The taxonomy of this version, the built-in one included. */
export async function findRelease(kernel: Kernel, version: string): Promise<Taxonomy | undefined> {
  if (version === builtinTaxonomy.version) return builtinTaxonomy;
  const cache = cacheOf(kernel);
  const known = cache.get(version);
  if (known) return known;
  const row = await tables(kernel)
    .selectFrom('program.taxonomy_release')
    .select('taxonomy')
    .where('version', '=', version)
    .executeTakeFirst();
  if (!row) return undefined;
  // Only `addRelease` writes this column.
  const taxonomy = row.taxonomy as Taxonomy;
  if (!kernel.db.isTransaction) cache.set(version, taxonomy);
  return taxonomy;
}

/** Every taxonomy that was ever in force, for what was reported under an earlier one. */
export async function listUsedTaxonomies(kernel: Kernel): Promise<Taxonomy[]> {
  const rows = await tables(kernel).selectFrom('program.taxonomy_choice').select('version').distinct().execute();
  const versions = new Set([builtinTaxonomy.version, ...rows.map(({ version }) => version ?? builtinTaxonomy.version)]);
  const found = await Promise.all([...versions].map(version => findRelease(kernel, version)));
  return found.filter(taxonomy => taxonomy !== undefined);
}

/** Which taxonomy is in force; number 0 means that nobody has chosen yet, and the built-in one is. */
export async function findChoice(kernel: Pick<Kernel, 'db'>): Promise<Omit<TaxonomyChoice, 'chosenAt'>> {
  const row = await tables(kernel)
    .selectFrom('program.taxonomy_choice')
    .select(['number', 'version'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return { number: row?.number ?? 0, version: row?.version ?? builtinTaxonomy.version };
}

/** What was in force since when, newest first. */
export async function listChoices(kernel: Pick<Kernel, 'db'>): Promise<TaxonomyChoice[]> {
  const rows = await tables(kernel)
    .selectFrom('program.taxonomy_choice')
    .select(['number', 'version', 'chosen_at'])
    .orderBy('number', 'desc')
    .limit(50)
    .execute();
  return rows.map(({ number, version, chosen_at }) => ({
    number,
    version: version ?? builtinTaxonomy.version,
    chosenAt: chosen_at,
  }));
}

/** Adds a release; false when that version is there already. */
export async function addRelease(kernel: Kernel, actor: Actor, taxonomy: Taxonomy): Promise<boolean> {
  if (taxonomy.version === builtinTaxonomy.version) return false;
  const { numInsertedOrUpdatedRows } = await tables(kernel)
    .insertInto('program.taxonomy_release')
    .values({
      version: taxonomy.version,
      taxonomy: JSON.stringify(taxonomy),
      kinds: listLeaves(taxonomy).length,
      imported_at: kernel.clock.now(),
      imported_by: actorId(actor),
    })
    .onConflict(conflict => conflict.column('version').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** Puts a release in force; false when somebody chose meanwhile. */
export async function addChoice(
  kernel: Kernel,
  actor: Actor,
  { number, version }: Pick<TaxonomyChoice, 'number' | 'version'>,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tables(kernel)
    .insertInto('program.taxonomy_choice')
    .values({
      number,
      version: version === builtinTaxonomy.version ? null : version,
      chosen_at: kernel.clock.now(),
      chosen_by: actorId(actor),
    })
    .onConflict(conflict => conflict.column('number').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<ProgramTables>();

// A release never changes, so what was read once may be kept; there are as many as an operator imported.
const caches = new WeakMap<Kernel['pool'], Map<string, Taxonomy>>();

function cacheOf({ pool }: Kernel): Map<string, Taxonomy> {
  const known = caches.get(pool) ?? new Map<string, Taxonomy>();
  caches.set(pool, known);
  return known;
}
