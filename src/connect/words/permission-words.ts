// What each permission means to an owner, in the language of the reader. English is the catalog's own.
import { type ScopeName, scopes } from '../../catalog/scopes.ts';

/** Sentence and example of each permission, as `catalog/scopes.ts` has them in English. */
export type PermissionWords = { readonly [Name in ScopeName]: readonly [sentence: string, example: string] };

export const englishPermissions: PermissionWords = Object.fromEntries(
  scopes.map(({ name, sentence, example }) => [name, [sentence, example] as const]),
) as PermissionWords;
