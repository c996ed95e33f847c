// All SQL of drafts: what staff wrote, beside the controls that come with the product.
import { type Actor, actorId } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { TrustTables } from '../tables.ts';
import { areas, builtinControls, firstOverview } from './builtin-controls.ts';
import { type ItemContent, type ItemKind, itemKinds, type TrustContent } from './content.ts';

export type Item<Kind extends ItemKind = ItemKind> = Kind extends ItemKind
  ? {
      readonly kind: Kind;
      readonly id: string;
      readonly content: ItemContent[Kind];
      /** 0 for one that comes with the product and was never edited. */
      readonly revision: number;
    }
  : never;

const builtins: readonly Item[] = [
  { kind: 'overview', id: firstOverview.id, content: firstOverview, revision: 0 },
  ...builtinControls.map((content): Item => ({ kind: 'control', id: content.id, content, revision: 0 })),
];

/** The draft: every item that was not taken out, controls by area, the rest in the order in which it was added. */
export async function listItems(kernel: Kernel): Promise<Item[]> {
  const rows = await tables(kernel).selectFrom('trust.item').selectAll().orderBy('created_at').orderBy('id').execute();
  const edited = new Map(rows.map(row => [row.id, row]));
  const open = (row: (typeof rows)[number]): Item =>
    // Only this file writes these columns, and the column's check holds the kind.
    ({ kind: row.kind, id: row.id, content: JSON.parse(row.content), revision: row.revision }) as Item;
  const all = [
    ...builtins.map(item => {
      const row = edited.get(item.id);
      return row ? (row.removed_at === null ? open(row) : undefined) : item;
    }),
    ...rows.filter(({ id, removed_at }) => removed_at === null && !builtinIds.has(id)).map(open),
  ].filter(item => item !== undefined);
  return all.toSorted((one, other) => placeOf(one) - placeOf(other));
}

const builtinIds = new Set(builtins.map(({ id }) => id));

const placeOf = (item: Item): number => {
  const kind = itemKinds.indexOf(item.kind) * 1000;
  if (item.kind !== 'control') return kind;
  const area = areas.indexOf(item.content.area);
  return kind + (area < 0 ? areas.length : area);
};

/** One item of the draft; undefined when there is none. */
export const findItem = async (kernel: Kernel, id: string): Promise<Item | undefined> =>
  (await listItems(kernel)).find(item => item.id === id);

/** The draft as an edition would say it. */
export async function draftContent(kernel: Kernel): Promise<TrustContent> {
  const items = await listItems(kernel);
  const of = <Kind extends ItemKind>(kind: Kind): ItemContent[Kind][] =>
    items.filter(item => item.kind === kind).map(({ content }) => content as ItemContent[Kind]);
  return {
    overview: of('overview')[0] ?? firstOverview,
    controls: of('control'),
    attestations: of('attestation'),
    documents: of('document'),
    subprocessors: of('subprocessor'),
    updates: of('update'),
    answers: of('answer'),
  };
}

/**
 * Keeps an edit of an item, or the item when it is new.
 * @param revision the one that was edited
 * @returns false when somebody else was faster
 */
export async function keepItem(kernel: Kernel, actor: Actor, item: Item): Promise<boolean> {
  const { id, kind, content, revision } = item;
  const now = kernel.clock.now();
  const edit = { content: JSON.stringify(content), edited_at: now, edited_by: actorId(actor), removed_at: null };
  if (revision === 0) {
    const { numInsertedOrUpdatedRows } = await tables(kernel)
      .insertInto('trust.item')
      .values({ id, kind, revision: 1, created_at: now, ...edit })
      .onConflict(conflict => conflict.column('id').doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }
  const { numUpdatedRows } = await tables(kernel)
    .updateTable('trust.item')
    .set({ ...edit, revision: revision + 1 })
    .where('id', '=', id)
    .where('revision', '=', revision)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** Takes an item out of the draft; what editions said of it stays. */
export async function removeItem(kernel: Kernel, actor: Actor, item: Item): Promise<void> {
  const now = kernel.clock.now();
  const edit = { edited_at: now, edited_by: actorId(actor), removed_at: now };
  await tables(kernel)
    .insertInto('trust.item')
    .values({
      id: item.id,
      kind: item.kind,
      content: JSON.stringify(item.content),
      revision: item.revision + 1,
      created_at: now,
      ...edit,
    })
    .onConflict(conflict => conflict.column('id').doUpdateSet({ ...edit, revision: item.revision + 1 }))
    .execute();
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<TrustTables>();
