// The names of weaknesses as the CWE list has them, word for word: CSAF refuses any other.
import catalog from '@secvisogram/csaf-validator-lib/lib/cwec/4.17.js';

/** The edition of the list that the names are from. */
export const cweCatalogVersion = '4.17';

type Weakness = { readonly name: string; readonly isUsable: boolean };

const byId: ReadonlyMap<string, Weakness> = new Map(
  catalog.weaknesses.map(({ id, name, status, usage }) => [
    id,
    { name, isUsable: status !== 'Deprecated' && status !== 'Obsolete' && usage !== 'Prohibited' },
  ]),
);

/** @returns the id itself when the list has no such weakness */
export function nameOfCwe(id: string): string {
  return byId.get(id)?.name ?? id;
}

/** Whether an advisory may name this weakness: it exists, and the list does not forbid mapping to it. */
export function isUsableCwe(id: string): boolean {
  return byId.get(id)?.isUsable === true;
}
