// The public advisories as feeds: Atom (RFC 4287) and JSON Feed 1.1.
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { bytes } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import type { Kernel } from '../../core/kernel.ts';
import { atomContentType, type Feed, jsonFeedContentType, writeAtom, writeJsonFeed } from '../../web/feed.ts';
import type { AdvisoryRecord } from '../advisory-record.ts';
import { listNewestPublished } from '../publication/published-advisory-store.ts';

/** How many advisories a feed holds. */
const LENGTH = 50;
const anywhere = { 'cache-control': 'public, max-age=60', 'access-control-allow-origin': '*' };

export const feedRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.advisories.atom,
    access: publicly(),
    limit: 'lookup',
    summary: 'The newest advisories as an Atom feed.',
    handle: async ({ kernel }) =>
      bytes(Buffer.from(writeAtom(await feedOf(kernel))), atomContentType, { headers: anywhere }),
  }),
  defineRoute({
    method: 'GET',
    at: routes.advisories.jsonFeed,
    access: publicly(),
    limit: 'lookup',
    summary: 'The newest advisories as a JSON Feed.',
    handle: async ({ kernel }) =>
      bytes(Buffer.from(writeJsonFeed(await feedOf(kernel))), jsonFeedContentType, { headers: anywhere }),
  }),
];

const feedOf = async (kernel: Kernel): Promise<Feed> =>
  feedFrom(kernel.config, await listNewestPublished(kernel, LENGTH));

/** The feed of these advisories, newest change first. */
export function feedFrom({ operator, publicUrl }: Kernel['config'], records: readonly AdvisoryRecord[]): Feed {
  return {
    title: `Security advisories of ${operator.name}`,
    author: operator.name,
    home: publicUrl + href(routes.advisories.published),
    atomUrl: publicUrl + href(routes.advisories.atom),
    jsonUrl: publicUrl + href(routes.advisories.jsonFeed),
    // Without entries it changed at the beginning of Unix time.
    since: new Date(0),
    entries: records.map(record => ({
      id: record.url,
      url: record.url,
      title: record.title,
      published: new Date(record.dates.published ?? record.dates.updated),
      updated: new Date(record.dates.updated),
      text: record.summary,
      tags: tagsOf(record),
    })),
  };
}

const tagsOf = ({ trackingId, cveId, cweIds }: AdvisoryRecord): string[] => [
  trackingId,
  ...(cveId === null ? [] : [cveId]),
  ...cweIds,
];
