// The link in each mail that ends it: it names the subscriber and proves that we wrote it, and needs no table.
import { href, routes } from '../../catalog/routes.ts';
import { equalBytes } from '../../core/crypto/tokens.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Topic } from './topics.ts';

const proof = ({ vault }: Pick<Kernel, 'vault'>, id: string): Buffer => vault.blindIndex('newsletter.reader', id);

/**
 * The address under which the reader looks after what they get; ending it by one POST works there as well (RFC 8058).
 * @param list what a POST without a choice ends; all of it, when none is named
 */
export const readerLink = (kernel: Pick<Kernel, 'vault' | 'config'>, id: string, list?: Topic): string =>
  kernel.config.publicUrl +
  href(routes.newsletter.unsubscribe, undefined, {
    t: `${id}.${proof(kernel, id).toString('base64url')}`,
    ...(list !== undefined && { list }),
  });

/** The subscriber whom the link's secret names; undefined when we did not write it. */
export function subscriberOf(kernel: Pick<Kernel, 'vault'>, token: string): string | undefined {
  const [id = '', given = '', ...more] = token.split('.');
  const isOurs = more.length === 0 && equalBytes(Buffer.from(given, 'base64url'), proof(kernel, id));
  return isOurs ? id : undefined;
}
