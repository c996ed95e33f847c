// The public advisories as feeds: Atom (RFC 4287) and JSON Feed 1.1.
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { bytes } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { AdvisoryRecord } from '../advisory-record.ts';
import { listNewestPublished } from '../publication/published-advisory-store.ts';

/** How many advisories a feed holds. */
const LENGTH = 50;
const anywhere = { 'cache-control': 'public, max-age=60', 'access-control-allow-origin': '*' };

type Feed = {
  readonly operator: string;
  /** The list of advisories. */
  readonly home: string;
  readonly self: string;
  /** Newest change first. */
  readonly records: readonly AdvisoryRecord[];
};

/** An Atom feed; a feed without entries changed at the beginning of Unix time. */
export function writeAtom({ operator, home, self, records }: Feed): string {
  const updated =
    records
      .map(({ dates }) => dates.updated)
      .sort()
      .at(-1) ?? '1970-01-01T00:00:00Z';
  const entries = records.map(record =>
    [
      '  <entry>',
      `    <id>${xml(record.url)}</id>`,
      `    <title>${xml(record.title)}</title>`,
      `    <link rel="alternate" type="text/html" href="${xml(record.url)}"/>`,
      `    <published>${xml(record.dates.published ?? record.dates.updated)}</published>`,
      `    <updated>${xml(record.dates.updated)}</updated>`,
      ...tagsOf(record).map(term => `    <category term="${xml(term)}"/>`),
      `    <summary>${xml(record.summary)}</summary>`,
      '  </entry>',
    ].join('\n'),
  );
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `  <id>${xml(home)}</id>`,
    `  <title>${xml(`Security advisories of ${operator}`)}</title>`,
    `  <link rel="self" type="application/atom+xml" href="${xml(self)}"/>`,
    `  <link rel="alternate" type="text/html" href="${xml(home)}"/>`,
    `  <updated>${xml(updated)}</updated>`,
    `  <author><name>${xml(operator)}</name></author>`,
    ...entries,
    '</feed>',
    '',
  ].join('\n');
}

/** A JSON Feed 1.1. */
export const writeJsonFeed = ({ operator, home, self, records }: Feed) => ({
  version: 'https://jsonfeed.org/version/1.1',
  title: `Security advisories of ${operator}`,
  home_page_url: home,
  feed_url: self,
  language: 'en',
  authors: [{ name: operator, url: home }],
  items: records.map(record => ({
    id: record.url,
    url: record.url,
    title: record.title,
    content_text: record.summary,
    date_published: record.dates.published ?? record.dates.updated,
    date_modified: record.dates.updated,
    tags: tagsOf(record),
    language: record.language,
  })),
});

export const feedRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.advisories.atom,
    access: publicly(),
    limit: 'lookup',
    summary: 'The newest advisories as an Atom feed.',
    handle: async ({ kernel }) =>
      bytes(
        Buffer.from(writeAtom(await feedOf(kernel, href(routes.advisories.atom)))),
        'application/atom+xml; charset=utf-8',
        { headers: anywhere },
      ),
  }),
  defineRoute({
    method: 'GET',
    at: routes.advisories.jsonFeed,
    access: publicly(),
    limit: 'lookup',
    summary: 'The newest advisories as a JSON Feed.',
    handle: async ({ kernel }) =>
      bytes(
        Buffer.from(JSON.stringify(writeJsonFeed(await feedOf(kernel, href(routes.advisories.jsonFeed))), null, 2)),
        'application/feed+json; charset=utf-8',
        { headers: anywhere },
      ),
  }),
];

async function feedOf(kernel: Kernel, self: string): Promise<Feed> {
  const { operator, publicUrl } = kernel.config;
  return {
    operator: operator.name,
    home: publicUrl + href(routes.advisories.published),
    self: publicUrl + self,
    records: await listNewestPublished(kernel, LENGTH),
  };
}

const tagsOf = ({ trackingId, cveId, cweIds }: AdvisoryRecord): string[] => [
  trackingId,
  ...(cveId === null ? [] : [cveId]),
  ...cweIds,
];

/** Text and attribute values alike; what XML 1.0 can't hold is left out. */
const xml = (text: string): string =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML forbids
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
