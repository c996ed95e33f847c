// All SQL of rules.
import { type Actor, actorId } from '../../core/actor.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { DocumentsTables } from '../tables.ts';
import { classesIn, type Rule } from './rules.ts';

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<DocumentsTables>();

/** All of them, in the order in which they are asked. */
export async function listRules(kernel: Kernel): Promise<Rule[]> {
  const rows = await tables(kernel)
    .selectFrom('documents.rule')
    .selectAll()
    .orderBy('place')
    .orderBy('id')
    .limit(200)
    .execute();
  return rows.map(row => ({
    id: row.id,
    place: row.place,
    name: row.name,
    // Check constraints hold mode and effect.
    mode: row.mode as Rule['mode'],
    effect: row.effect as Rule['effect'],
    domains: row.domains,
    classes: classesIn(row.classes),
    documents: row.documents,
    words: row.words,
  }));
}

/** Keeps a rule; a new one when it has no id. */
export async function keepRule(
  kernel: Kernel,
  actor: Actor,
  rule: Omit<Rule, 'id'> & { readonly id?: string },
): Promise<string> {
  const id = rule.id ?? newId('dru', kernel.clock, kernel.random);
  const values = {
    place: rule.place,
    name: rule.name,
    mode: rule.mode,
    effect: rule.effect,
    domains: [...rule.domains],
    classes: [...rule.classes],
    documents: [...rule.documents],
    words: rule.words,
    edited_by: actorId(actor),
  };
  await tables(kernel)
    .insertInto('documents.rule')
    .values({ id, ...values, created_at: kernel.clock.now() })
    .onConflict(conflict => conflict.column('id').doUpdateSet(values))
    .execute();
  return id;
}

export async function removeRule(kernel: Kernel, id: string): Promise<boolean> {
  const { numDeletedRows } = await tables(kernel)
    .deleteFrom('documents.rule')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return numDeletedRows === 1n;
}
