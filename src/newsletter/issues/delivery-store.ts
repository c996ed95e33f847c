// All SQL of deliveries: which mail carried which issue to whom. A second one is impossible.
import type { Kernel } from '../../core/kernel.ts';
import type { NewsletterTables } from '../tables.ts';

export type Delivery = { readonly mail: string; readonly issue: string; readonly subscriber: string };

/** Fails when one of them was written before: the transaction around it writes no mail then. */
export async function addDeliveries(kernel: Kernel, deliveries: readonly Delivery[]): Promise<void> {
  if (deliveries.length === 0) return;
  const written_at = kernel.clock.now();
  await tables(kernel)
    .insertInto('newsletter.delivery')
    .values(deliveries.map(delivery => ({ ...delivery, written_at })))
    .execute();
}

/** Which issue a mail carried, to whom; undefined when it was no mail of ours. */
export async function findDelivery(kernel: Kernel, mail: string): Promise<Delivery | undefined> {
  return tables(kernel)
    .selectFrom('newsletter.delivery')
    .select(['mail', 'issue', 'subscriber'])
    .where('mail', '=', mail)
    .executeTakeFirst();
}

/** The mails of issues to a subscriber, but those of topics that they keep. */
export async function listMailIds(kernel: Kernel, subscriber: string, kept: readonly string[] = []): Promise<string[]> {
  let query = tables(kernel)
    .selectFrom('newsletter.delivery')
    .innerJoin('newsletter.issue', 'newsletter.issue.id', 'newsletter.delivery.issue')
    .select('newsletter.delivery.mail')
    .where('newsletter.delivery.subscriber', '=', subscriber);
  if (kept.length > 0) query = query.where('newsletter.issue.topic', 'not in', [...kept]);
  return (await query.execute()).map(({ mail }) => mail);
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<NewsletterTables>();
