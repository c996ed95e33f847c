// What an edition says that the one before did not, as entries for mails.
import { href, routes } from '../../catalog/routes.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { KeptEdition } from '../content/edition.ts';
import { findEdition } from '../content/edition-store.ts';
import { newsOf } from '../files/news.ts';
import { viewOf } from './trust-view.ts';

export type News = {
  readonly topic: 'updates' | 'subprocessors';
  readonly title: string;
  readonly text: string;
  readonly url: string;
};

/** Nothing for the first edition, which says what is so already, and for one that does not exist. */
export async function newsOfEdition(kernel: Kernel, number: number): Promise<News[]> {
  const [before, edition] = await Promise.all([findEdition(kernel, number - 1), findEdition(kernel, number)]);
  if (!before || !edition) return [];
  const known = new Set(entriesOf(kernel, before).map(({ id }) => id));
  return entriesOf(kernel, edition)
    .filter(({ id }) => !known.has(id))
    .map(({ title, text, url, tags }) => ({
      topic: tags?.[0] === 'update' ? 'updates' : 'subprocessors',
      title,
      text,
      url,
    }));
}

const entriesOf = ({ config, clock }: Kernel, { edition, sha256 }: KeptEdition) =>
  newsOf(
    viewOf({
      operator: config.operator.name,
      url: config.publicUrl + href(routes.trust.show),
      isDemo: config.environment === 'demo',
      now: clock.now(),
      edition: { ...edition, sha256 },
      newest: new Map(),
      program: { promises: [] },
      dataMap: [],
      shelf: [],
    }),
  );
