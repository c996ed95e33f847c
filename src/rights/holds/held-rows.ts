// Which rows retention leaves, since a legal hold keeps what they are of.
import type { HeldRows } from '../../core/database/retention.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { PersonalDataHolder } from '../../core/module.ts';
import { listHeld } from './hold-store.ts';

/** @param holders what the modules hold of people, and by which columns their rows are recognized */
export async function heldRows(kernel: Kernel, holders: readonly PersonalDataHolder[]): Promise<HeldRows[]> {
  const held = await listHeld(kernel);
  return holders.flatMap(({ name, heldBy = {} }) => {
    const those = held.filter(({ part }) => part === name);
    const people = those.flatMap(({ person, item }) => (item === null ? [person] : []));
    const items = those.flatMap(({ item }) => item ?? []);
    return Object.entries(heldBy).flatMap(([table, { person, item }]) => [
      { table, column: person, values: people },
      ...(item === undefined ? [] : [{ table, column: item, values: items }]),
    ]);
  });
}
