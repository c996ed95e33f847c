// What a CSAF trusted provider says about itself: metadata, ROLIE feed, service and category documents, index, changes.
import { href, routes } from '../../catalog/routes.ts';
import type { AdvisoryPublisher } from '../advisory-record.ts';
import type { CsafEntry } from './csaf-document-store.ts';
import type { SigningKey } from './signing-key-store.ts';

type Json = Record<string, unknown>;

/** Where the provider stands: its origin without a final slash, and who publishes. */
export type ProviderPlace = { readonly origin: string; readonly publisher: AdvisoryPublisher };

const information = { scheme: 'urn:ietf:params:rolie:category:information-type', term: 'csaf' };

/** Source: CSAF 2.0 §7.1.7. Until the first document there is no key, and so no trusted provider yet. */
export function providerMetadata(
  { origin, publisher }: ProviderPlace,
  keys: readonly SigningKey[],
  lastUpdated: Date,
): Json {
  const { category, name, namespace, contact } = publisher;
  return {
    canonical_url: origin + href(routes.advisories.csafProvider),
    distributions: [
      { directory_url: `${origin}${href(routes.advisories.csafFolder)}/` },
      {
        rolie: {
          categories: [origin + href(routes.advisories.csafCategories)],
          feeds: [
            {
              summary: 'All advisories, TLP:WHITE',
              tlp_label: 'WHITE',
              url: origin + href(routes.advisories.csafFeed),
            },
          ],
          services: [origin + href(routes.advisories.csafService)],
        },
      },
    ],
    last_updated: lastUpdated.toISOString(),
    list_on_CSAF_aggregators: true,
    metadata_version: '2.0',
    mirror_on_CSAF_aggregators: true,
    public_openpgp_keys: keys.map(({ fingerprint }) => ({
      fingerprint,
      url: origin + href(routes.advisories.csafKey, { file: `${fingerprint}.asc` }),
    })),
    publisher: { category, name, namespace, ...(contact === '' ? {} : { contact_details: contact }) },
    role: keys.length === 0 ? 'csaf_provider' : 'csaf_trusted_provider',
  };
}

/** Source: CSAF 2.0 §7.1.15, RFC 8322. */
export function rolieFeed({ origin }: ProviderPlace, entries: readonly CsafEntry[], lastUpdated: Date): Json {
  return {
    feed: {
      id: 'csaf-feed-tlp-white',
      title: 'All advisories, TLP:WHITE',
      link: [
        { rel: 'self', href: origin + href(routes.advisories.csafFeed) },
        { rel: 'service', href: origin + href(routes.advisories.csafService) },
      ],
      category: [information],
      updated: lastUpdated.toISOString(),
      entry: entries.map(entry => {
        const url = origin + documentPath(entry);
        return {
          id: entry.trackingId,
          title: entry.title,
          link: [
            { rel: 'self', href: url },
            { rel: 'hash', href: `${url}.sha256` },
            { rel: 'hash', href: `${url}.sha512` },
            { rel: 'signature', href: `${url}.asc` },
          ],
          published: entry.releasedAt.toISOString(),
          updated: entry.updatedAt.toISOString(),
          content: { type: 'application/json', src: url },
          format: { schema: 'https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json', version: '2.0' },
        };
      }),
    },
  };
}

/** Source: CSAF 2.0 §7.1.16. */
export function rolieService({ origin, publisher }: ProviderPlace): Json {
  const collection = {
    title: 'All advisories, TLP:WHITE',
    href: origin + href(routes.advisories.csafFeed),
    categories: { category: [information] },
  };
  return { service: { workspace: [{ title: `CSAF of ${publisher.name}`, collection: [collection] }] } };
}

/** Source: CSAF 2.0 §7.1.17: what all entries of the feed have in common. */
export function rolieCategories({ publisher }: ProviderPlace): Json {
  return {
    categories: { fixed: true, category: [{ ...information, label: `Security advisories of ${publisher.name}` }] },
  };
}

/** Every document's path from the directory, one a line. Source: CSAF 2.0 §7.1.12. */
export function indexTxt(entries: readonly CsafEntry[]): string {
  return entries.map(({ year, file }) => `${year}/${file}\n`).join('');
}

/** Path and last change, the latest first. Source: CSAF 2.0 §7.1.13. */
export function changesCsv(entries: readonly CsafEntry[]): string {
  const latestFirst = entries.toSorted((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime());
  return latestFirst.map(({ year, file, updatedAt }) => `"${year}/${file}","${updatedAt.toISOString()}"\n`).join('');
}

export function documentPath({ year, file }: Pick<CsafEntry, 'year' | 'file'>): string {
  return href(routes.advisories.csafFile, { year, file });
}
