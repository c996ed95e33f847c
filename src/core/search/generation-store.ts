// All SQL of a source's keys by their number: words are hashed under the newest. Callers have a transaction.
import type { Kernel } from '../kernel.ts';
import { TOKENIZER } from './words.ts';

/** The number of the source's newest key; makes the first, and the next when the rules of taking texts apart changed. */
export async function newestGeneration({ db, clock }: Kernel, source: string): Promise<number> {
  const newest = await db
    .selectFrom('core.search_generation')
    .select(['number', 'tokenizer'])
    .where('source', '=', source)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (newest && newest.tokenizer >= TOKENIZER) return newest.number;
  const number = (newest?.number ?? 0) + 1;
  await db
    .insertInto('core.search_generation')
    .values({ source, number, tokenizer: TOKENIZER, started_at: clock.now() })
    .onConflict(conflict => conflict.doNothing())
    .execute();
  return number;
}

/** Starts a new key; what is indexed under older ones is found until it has been indexed anew. */
export async function beginGeneration(kernel: Kernel, source: string): Promise<number> {
  const number = (await newestGeneration(kernel, source)) + 1;
  const { db, clock } = kernel;
  await db
    .insertInto('core.search_generation')
    .values({ source, number, tokenizer: TOKENIZER, started_at: clock.now() })
    .execute();
  return number;
}
