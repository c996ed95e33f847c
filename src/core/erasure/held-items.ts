// What legal holds keep of a person, as the ledger names it: a module's whole part, or one thing in it. Pure.
import type { PersonalDataHolder, Spared } from '../module.ts';

export const nothingSpared: Spared = { kept: [], left: [] };

/** The name in the ledger: `vehicles` is all of that part, `vehicles/ID` one thing in it. */
export const heldName = (part: string, item: string | undefined): string =>
  item === undefined ? part : `${part}/${item}`;

/** Takes a name in the ledger apart. */
export function readHeldName(name: string): { readonly part: string; readonly item: string | undefined } {
  const at = name.indexOf('/');
  return at < 0 ? { part: name, item: undefined } : { part: name.slice(0, at), item: name.slice(at + 1) };
}

/**
 * @param kept names of what stays now
 * @param earlier names of what earlier erasures of the same person left
 */
export function sparedOf(part: string, kept: readonly string[], earlier: readonly string[]): Spared {
  const items = (names: readonly string[]): string[] =>
    names.map(readHeldName).flatMap(one => (one.part === part && one.item !== undefined ? [one.item] : []));
  const stays = items(kept);
  return { kept: stays, left: [...new Set(items(earlier))].filter(item => !stays.includes(item)) };
}

/** Whether something that stays opens by the person's own keys, so that these must stay, too. */
export const needsKeys = (kept: readonly string[], holders: readonly PersonalDataHolder[]): boolean =>
  kept.map(readHeldName).some(({ part, item }) => {
    const items = holders.find(({ name }) => name === part)?.items;
    return item === undefined || items?.haveOwnKeys !== true;
  });
