// The people whom a breach concerns, by what was read, or by the key that got into wrong hands.
import type { Actor } from '../../core/actor.ts';
import { findKeyUses, type KeyUseQuery } from '../../core/crypto/epochs/key-use-store.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type AffectedQuery, findAffected } from '../../vehicles/index.ts';

export type BreachQuery = ({ readonly by: 'reads' } & AffectedQuery) | ({ readonly by: 'key' } & KeyUseQuery);

export type Concerned = {
  readonly person: string;
  /** How much was handed out; undefined when a key is asked about. */
  readonly reads: number | undefined;
  readonly first: Date;
  /** Null when it goes on. */
  readonly last: Date | null;
};

/**
 * Those concerned, by id; nobody for whoever may not manage privacy.
 * @param page.after continues behind this person
 */
export async function findConcerned(
  kernel: Kernel,
  actor: Actor,
  query: BreachQuery,
  page: { readonly after?: string | undefined; readonly limit: number },
): Promise<Concerned[]> {
  if (query.by === 'key')
    return (await findKeyUses(kernel.db, actor, query, page)).map(({ person, since, until }) => ({
      person,
      reads: undefined,
      first: since,
      last: until,
    }));
  return (await findAffected(kernel, actor, query, page)).map(({ owner, reads, first, last }) => ({
    person: owner,
    reads,
    first,
    last,
  }));
}
