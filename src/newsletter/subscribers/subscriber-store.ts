// All SQL of subscribers: addresses sealed under a key of each, found by a keyed hash, gone when it ends.
import { sql } from 'kysely';
import type { LookupIndex } from '../../core/crypto/lookup/rotate-lookups.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { NewsletterTables } from '../tables.ts';
import { type Topic, topicsIn } from './topics.ts';

const TABLE = 'newsletter.subscriber';

export type Subscriber = {
  readonly id: string;
  readonly state: 'asked' | 'confirmed';
  readonly address: string;
  readonly topics: readonly Topic[];
  readonly askedTopics: readonly Topic[];
  readonly words: string;
  readonly askedOn: string;
  readonly askedAt: Date;
  readonly confirmedAt: Date | null;
};

const ADDRESS = 'newsletter.address';
const COLUMNS = ['address_index', 'address_index_even'] as const;

/** The hash that stays the same, for locks and limits. @param address normalized */
export const addressIndex = ({ vault }: Pick<Kernel, 'vault'>, address: string): Buffer =>
  vault.blindIndex(ADDRESS, address);

/** How readers are found by their address. */
export const readerLookup: LookupIndex = {
  purpose: ADDRESS,
  finds: 'Readers of the newsletter by their address',
  tables: [
    {
      table: TABLE,
      id: 'id',
      odd: COLUMNS[0],
      even: COLUMNS[1],
      valuesOf: async (kernel, ids) => {
        const found = await openRows(
          kernel,
          await rows(kernel)
            .where('id', 'in', [...ids])
            .execute(),
        );
        return new Map(found.map(({ id, address }) => [id, address]));
      },
    },
  ],
};

/** Lets one transaction at a time change what is known of an address. */
export async function lockAddress(kernel: Kernel, address: string): Promise<void> {
  const key = addressIndex(kernel, address).readBigInt64BE(0).toString();
  await sql`select pg_advisory_xact_lock(${key}::bigint)`.execute(kernel.db);
}

/** @param address normalized */
export async function findByAddress(kernel: Kernel, address: string): Promise<Subscriber | undefined> {
  const { at, hash } = await kernel.vault.lookups.of(kernel.db, ADDRESS, address);
  const row = await rows(kernel).where(COLUMNS[at], '=', hash).executeTakeFirst();
  return row && (await openRows(kernel, [row]))[0];
}

export async function findSubscriber(kernel: Kernel, id: string): Promise<Subscriber | undefined> {
  const row = await rows(kernel).where('id', '=', id).executeTakeFirst();
  return row && (await openRows(kernel, [row]))[0];
}

/** Whoever holds the secret of a confirming link, while it is good. */
export async function findByToken(kernel: Kernel, token: string): Promise<Subscriber | undefined> {
  const row = await rows(kernel)
    .where('token_hash', '=', hashToken(token))
    .where('token_until', '>', kernel.clock.now())
    .executeTakeFirst();
  return row && (await openRows(kernel, [row]))[0];
}

/** The next subscribers of a topic who confirmed before the moment, by id. */
export async function listNext(
  kernel: Kernel,
  { topic, after, until, limit }: { topic: Topic; after: string; until: Date; limit: number },
): Promise<Subscriber[]> {
  const found = await rows(kernel)
    .where('state', '=', 'confirmed')
    .where('id', '>', after)
    .where('confirmed_at', '<=', until)
    .where(sql<boolean>`${topic} = any(topics)`)
    .orderBy('id')
    .limit(limit)
    // Whoever ends it meanwhile waits for this step, and then finds the mail that it wrote and takes it back.
    .forShare()
    .execute();
  return openRows(kernel, found);
}

/** How many there are for each topic, and how many wait to be confirmed. */
export async function countSubscribers(
  kernel: Kernel,
): Promise<{ readonly waiting: number; readonly byTopic: ReadonlyMap<string, number> }> {
  const [waiting, byTopic] = await Promise.all([
    tables(kernel)
      .selectFrom('newsletter.subscriber')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .where('state', '=', 'asked')
      .executeTakeFirstOrThrow(),
    sql<{ topic: string; count: string }>`
      select topic, count(*) from newsletter.subscriber cross join unnest(topics) topic
      where state = 'confirmed' group by topic`.execute(kernel.db),
  ]);
  return {
    waiting: Number(waiting.count),
    byTopic: new Map(byTopic.rows.map(({ topic, count }) => [topic, Number(count)])),
  };
}

export type Asking = {
  readonly topics: readonly Topic[];
  readonly words: string;
  readonly askedOn: string;
  readonly token: string;
  readonly tokenUntil: Date;
};

/** Adds somebody who has asked and not confirmed. Call it under `lockAddress`. */
export async function insertSubscriber(kernel: Kernel, address: string, asking: Asking): Promise<string> {
  const id = newId('sub', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, id);
  const { odd, even } = await kernel.vault.lookups.of(kernel.db, ADDRESS, address);
  await tables(kernel)
    .insertInto('newsletter.subscriber')
    .values({
      id,
      state: 'asked',
      address: vault.seal({ table: TABLE, column: 'address', row: id }, address),
      address_index: odd,
      address_index_even: even,
      topics: [],
      ...asked(kernel, asking),
      confirmed_at: null,
      ended_at: null,
      ended_by: null,
    })
    .execute();
  return id;
}

/** Somebody who is known asks again, or for more. */
export async function askAgain(kernel: Kernel, id: string, asking: Asking): Promise<void> {
  await tables(kernel).updateTable('newsletter.subscriber').set(asked(kernel, asking)).where('id', '=', id).execute();
}

const asked = (kernel: Kernel, { topics, words, askedOn, token, tokenUntil }: Asking) => ({
  asked_topics: [...topics],
  words,
  asked_on: askedOn,
  asked_at: kernel.clock.now(),
  token_hash: hashToken(token),
  token_until: tokenUntil,
});

/** @returns false when the link was used at the same time */
export async function confirmSubscriber(kernel: Kernel, token: string, all: readonly Topic[]): Promise<boolean> {
  const { numUpdatedRows } = await tables(kernel)
    .updateTable('newsletter.subscriber')
    .set(({ eb }) => ({
      state: 'confirmed',
      topics: [...all],
      asked_topics: [],
      token_hash: null,
      token_until: null,
      confirmed_at: eb.fn.coalesce('confirmed_at', eb.val(kernel.clock.now())),
    }))
    .where('token_hash', '=', hashToken(token))
    .where('token_until', '>', kernel.clock.now())
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

export async function keepTopics(kernel: Kernel, id: string, kept: readonly Topic[]): Promise<void> {
  await tables(kernel)
    .updateTable('newsletter.subscriber')
    .set({ topics: [...kept] })
    .where('id', '=', id)
    .where('state', '=', 'confirmed')
    .execute();
}

/** Forgets the address; that somebody agreed and ended it stays, without saying who. */
export async function endSubscriber(
  kernel: Kernel,
  id: string,
  by: 'reader' | 'returned' | 'erased',
): Promise<boolean> {
  const { numUpdatedRows } = await tables(kernel)
    .updateTable('newsletter.subscriber')
    .set({
      state: 'ended',
      address: null,
      address_index: null,
      address_index_even: null,
      topics: [],
      asked_topics: [],
      token_hash: null,
      token_until: null,
      ended_at: kernel.clock.now(),
      ended_by: by,
    })
    .where('id', '=', id)
    .where('state', '!=', 'ended')
    .executeTakeFirstOrThrow();
  await kernel.vault.shred(kernel.db, id);
  return numUpdatedRows === 1n;
}

/** Removes whoever asked before the moment and never confirmed, with their keys. */
export async function removeUnconfirmed(kernel: Kernel, before: Date): Promise<number> {
  const gone = await tables(kernel)
    .deleteFrom('newsletter.subscriber')
    .where('state', '=', 'asked')
    .where('asked_at', '<', before)
    .returning('id')
    .execute();
  for (const { id } of gone) await kernel.vault.shred(kernel.db, id);
  return gone.length;
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<NewsletterTables>();
const rows = (kernel: Kernel) =>
  tables(kernel).selectFrom('newsletter.subscriber').selectAll().where('state', '!=', 'ended');

type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number];

async function openRows(kernel: Kernel, found: readonly Row[]): Promise<Subscriber[]> {
  const vaults = await kernel.vault.subjects(
    kernel.db,
    found.map(({ id }) => id),
  );
  return found.flatMap(row => {
    const vault = vaults.get(row.id);
    // Shredded a moment ago: it has ended.
    if (!vault || row.address === null) return [];
    return [
      {
        id: row.id,
        // `rows` leaves out those that ended; a check constraint holds the rest.
        state: row.state as Subscriber['state'],
        address: vault.open({ table: TABLE, column: 'address', row: row.id }, row.address),
        topics: topicsIn(row.topics),
        askedTopics: topicsIn(row.asked_topics),
        words: row.words,
        askedOn: row.asked_on,
        askedAt: row.asked_at,
        confirmedAt: row.confirmed_at,
      },
    ];
  });
}
